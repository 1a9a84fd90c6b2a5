//! Explanations: the smallest change that lifts a refusal, computed by quoting the changed order, and the whole
//! quote as a letter.

mod letter;
mod lift;

pub use letter::letter;
pub use lift::{Lift, lift};
