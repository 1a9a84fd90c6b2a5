//! Mails: what they say ([`letter`]), the event in their attachment ([`event`]), and how they reach a server
//! ([`post`]).

pub mod event;
pub mod letter;
pub mod post;

pub use letter::{Letter, Sender, letter};
pub use post::{PostError, PostOptions, SmtpPost};
