//! Who is told what the writer does, while it does it. The writer knows no clock: whoever watches brings one.

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took effect, or had before.
    Accepted,
    /// It was refused.
    Refused,
    /// The database failed.
    Failed,
}

impl Outcome {
    /// Its name in measurements.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Accepted => "accepted",
            Outcome::Refused => "refused",
            Outcome::Failed => "failed",
        }
    }
}

/// Told what happens. All but the first two calls come from the writer's threads, which wait until they return.
pub trait Watch: Send + Sync {
    /// A command waits.
    fn queued(&self) {}
    /// Too many commands wait: one more was not taken.
    fn turned_away(&self) {}
    /// So many commands are taken together, to be decided and written, or decided already and to be written.
    fn group_begun(&self, _commands: usize) {}
    /// The group is decided anew: another writer was in the way, or the connection broke.
    fn group_again(&self) {}
    /// Everything is decided; the database now makes it stand.
    fn commit_begun(&self) {}
    /// It stands, and is durable, or is when its commands are answered.
    fn commit_ended(&self) {}
    /// A command is answered.
    fn answered(&self, _kind: &'static str, _outcome: Outcome) {}
    /// The group is written, or could not be. It is answered before or after.
    fn group_ended(&self) {}
}

/// Does not look.
pub struct Nobody;

impl Watch for Nobody {}
