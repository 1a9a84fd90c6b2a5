//! Where a play happens: an exchange, who acts in it, and ids that follow from what is done, so that a play
//! that was interrupted goes on where it stopped.

use std::fmt::Display;
use std::sync::mpsc::channel;

use jiangnan_exchange::account::id_of;
use jiangnan_exchange::{Actor, Command, Envelope, Exchange, Failure};
use jiangnan_kernel::{Date, Id, Instant, PlaceCode};
use jiangnan_lab::Person;
use jiangnan_store::entity::people::Role;

use super::world::World;

/// Under which rules the quarter is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Vouchers pay for providers in the whole city group.
    Open,
    /// Vouchers pay for providers of their own province only.
    Closed,
}

/// How many commands wait at once: more than a group holds, and fewer than the writer refuses to queue.
const AT_ONCE: usize = 2_048;

/// Where a play happens.
pub struct Stage<'a> {
    /// The world.
    pub world: &'a World,
    /// The market.
    pub exchange: &'a Exchange,
}

/// The id of something that is done once: it follows from what it is.
pub fn id(what: &str, of: impl Display) -> Id {
    id_of(format!("demo:{what}:{of}").as_bytes())
}

/// A moment of a day in the delta, so many hours after midnight.
pub fn at(day: Date, hour: i64) -> Instant {
    let midnight = Instant::of_civil(day.at(0, 0, 0, 0), "Asia/Shanghai").unwrap_or_default();
    midnight.plus_seconds(hour * 3_600)
}

/// A person of the population as an actor.
pub fn actor(person: &Person) -> Actor {
    Actor {
        person: person.id,
        home: person.jurisdiction,
        role: role(person.role),
        organisation: person.organisation,
    }
}

/// The program as an actor.
pub fn program(home: PlaceCode) -> Actor {
    jiangnan_exchange::lapse::program(home)
}

/// The exchange's word for a role of the population.
pub fn role(role: jiangnan_lab::Role) -> Role {
    match role {
        jiangnan_lab::Role::Engineer => Role::Engineer,
        jiangnan_lab::Role::LabManager => Role::LabManager,
        jiangnan_lab::Role::Officer => Role::Officer,
        jiangnan_lab::Role::Treasurer => Role::Treasurer,
        jiangnan_lab::Role::Auditor => Role::Auditor,
    }
}

impl Stage<'_> {
    /// Carries out one command.
    ///
    /// # Errors
    /// As the exchange.
    pub fn run<C: Command>(
        &self,
        id: Id,
        actor: Actor,
        at: Instant,
        command: C,
    ) -> Result<C::Answer, Failure> {
        self.exchange.run(Envelope { id, actor, at }, command)
    }

    /// Queues many commands and waits for all of them: they are written in groups. A refusal stays with its
    /// command.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn run_all<C: Command>(
        &self,
        commands: Vec<(Envelope, C)>,
    ) -> Result<Vec<Option<C::Answer>>, Failure> {
        let mut answers = Vec::with_capacity(commands.len());
        let mut left = commands.into_iter().peekable();
        while left.peek().is_some() {
            answers.extend(self.run_some(left.by_ref().take(AT_ONCE).collect())?);
        }
        Ok(answers)
    }

    fn run_some<C: Command>(&self, commands: Vec<(Envelope, C)>) -> Result<Vec<Option<C::Answer>>, Failure> {
        let (sender, receiver) = channel();
        let count = commands.len();
        for (index, (envelope, command)) in commands.into_iter().enumerate() {
            let sender = sender.clone();
            self.exchange.submit(envelope, command, move |result| {
                let _ = sender.send((index, result));
            });
        }
        drop(sender);
        let mut answers: Vec<Option<C::Answer>> = (0..count).map(|_| None).collect();
        for (index, result) in receiver {
            match result {
                Ok(answer) => {
                    if let Some(place) = answers.get_mut(index) {
                        *place = Some(answer);
                    }
                }
                Err(Failure::Refused(_)) => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(answers)
    }

    /// The officers of a jurisdiction: who makes, who checks.
    pub fn officers(&self, home: PlaceCode) -> Option<(Actor, Actor)> {
        let mut officers = self.world.officials(home, jiangnan_lab::Role::Officer);
        Some((actor(officers.next()?), actor(officers.next()?)))
    }

    /// The treasurer of a jurisdiction.
    pub fn treasurer(&self, home: PlaceCode) -> Option<Actor> {
        self.world.officials(home, jiangnan_lab::Role::Treasurer).next().map(actor)
    }

    /// Who works for an organisation in a role.
    pub fn worker(&self, organisation: Id, role: jiangnan_lab::Role) -> Option<Actor> {
        self.world.worker(organisation, role).map(actor)
    }
}

/// A number from 0 to 99 that follows from a thing and a question: by it the demo's people decide.
pub fn percent(what: &str, of: Id) -> u128 {
    id(what, of).0 % 100
}
