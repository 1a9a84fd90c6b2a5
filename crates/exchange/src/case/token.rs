//! Tokens by which a program acts for a person, within what the person may do.

use jiangnan_kernel::{Id, Instant};
use jiangnan_store::entity::access::TokenRow;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use crate::account::id_of;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// The longest that a token works, in days.
pub const TOKEN_DAYS_MAX: u32 = 366;
/// The longest name of a token, in characters.
const LABEL_MAX: usize = 80;

/// A person makes a token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeToken {
    /// The hash of the token.
    pub token_hash: [u8; 32],
    /// What the person calls it.
    pub label: String,
    /// For how many days it works.
    pub days: u32,
}

/// Until when a token works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenMade {
    /// When it ends.
    pub expires: Instant,
}

impl Command for MakeToken {
    type Answer = TokenMade;

    const KIND: &'static str = "make-token";

    fn subject(&self) -> Id {
        id_of(&self.token_hash)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<TokenMade> {
        let actor = desk.actor();
        if actor.role == Role::Operator {
            // The operator acts at the command line, where nobody needs a token.
            return Err(Refusal::NotAllowed { role: Role::Engineer, home: actor.home }.into());
        }
        let label = self.label.trim();
        if label.is_empty() || label.chars().count() > LABEL_MAX {
            let en = "Give the token a name of 1 to 80 characters.";
            return Err(Refusal::invalid("label", en, "请为令牌取一个 1 至 80 个字符的名称。").into());
        }
        if self.days == 0 || self.days > TOKEN_DAYS_MAX {
            let en = format!("`{}` days: a token works for 1 to {TOKEN_DAYS_MAX} days.", self.days);
            let zh = format!("“{}”天：令牌有效期为 1 至 {TOKEN_DAYS_MAX} 天。", self.days);
            return Err(Refusal::invalid("days", en, zh).into());
        }
        let expires = desk.at().plus_seconds(i64::from(self.days) * Instant::DAY);
        desk.sets.tokens.put(TokenRow {
            jurisdiction: actor.home,
            token_hash: self.token_hash,
            person: actor.person,
            label: label.to_owned(),
            made_at: desk.at(),
            expires,
        });
        Ok(TokenMade { expires })
    }
}

/// A person revokes a token: it stops working at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    /// The hash of the token.
    pub token_hash: [u8; 32],
}

impl Command for RevokeToken {
    type Answer = ();

    const KIND: &'static str = "revoke-token";

    fn subject(&self) -> Id {
        id_of(&self.token_hash)
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<()> {
        let actor = desk.actor();
        let key = (actor.home, self.token_hash);
        let owner = desk.sets.tokens.get(&key)?.map(|token| token.person);
        if owner != Some(actor.person) {
            return Err(Refusal::not_found("token", self.subject()).into());
        }
        desk.sets.tokens.remove(&key);
        Ok(())
    }
}
