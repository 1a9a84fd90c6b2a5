//! What is found, by which words.

mod find;
mod keep_up;
mod narrow;
mod sample;
