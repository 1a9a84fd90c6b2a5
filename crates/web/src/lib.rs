//! Pages, forms, API, templates, assets, messages.
//!
//! A page is a struct of [`page`] around a view of [`view`]; its words come from one catalogue
//! ([`locale`]), its colours from tokens in the style sheet ([`assets`]). Only this room knows HTML.

pub mod api;
pub mod assets;
pub mod chart;
pub mod form;
pub mod format;
pub mod frame;
mod ical;
pub mod locale;
pub mod mail;
pub mod notice;
pub mod page;
pub mod password;
pub mod sample;
pub mod site;
pub mod view;
