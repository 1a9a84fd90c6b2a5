//! What people are told. Who is told of what is a table ([`rule`]); what is told is written with the command that
//! causes it ([`tell`]), and mails wait in the database ([`outbox`]) until somebody sends them ([`post`]). None of it is
//! kept for ever ([`lifetime`]).

pub mod lifetime;
mod money;
pub mod outbox;
pub mod post;
pub mod rule;
pub mod tell;
