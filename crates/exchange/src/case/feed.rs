//! The calendar feed of a person: a secret address that can be revoked.

use jiangnan_kernel::Id;
use jiangnan_store::entity::desk::FeedRow;
use serde::{Deserialize, Serialize};

use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// A person opens a feed; one that was open before ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenFeed {
    /// The hash of the secret in the address. The secret itself is kept by the person alone.
    pub token_hash: [u8; 32],
}

impl Command for OpenFeed {
    type Answer = ();

    const KIND: &'static str = "open-feed";

    fn subject(&self) -> Id {
        crate::account::id_of(&self.token_hash)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let (actor, opened_at) = (desk.actor(), desk.at());
        desk.sets.feeds.put(FeedRow {
            jurisdiction: actor.home,
            person: actor.person,
            token_hash: self.token_hash,
            opened_at,
        });
        Ok(())
    }
}

/// A person closes the feed: its address leads nowhere from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseFeed {
    /// The person, who can close only the own one.
    pub person: Id,
}

impl Command for CloseFeed {
    type Answer = ();

    const KIND: &'static str = "close-feed";

    fn subject(&self) -> Id {
        self.person
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let key = (desk.actor().home, desk.actor().person);
        let own = desk.sets.feeds.get(&key)?.is_some() && self.person == key.1;
        if !own {
            return Err(Refusal::not_found("calendar feed", self.person).into());
        }
        desk.sets.feeds.remove(&key);
        Ok(())
    }
}
