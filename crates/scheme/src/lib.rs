//! The rule language: parse, check, quote with explanation.
