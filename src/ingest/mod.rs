//! From files to typed rows: read cells, recognise the form, extract, clean, check. Nothing is guessed and
//! nothing vanishes: what cannot be read becomes a reject with its cell and reason.

pub mod about;
pub mod bulk;
pub mod cross_check;
pub mod definition;
pub mod draft;
pub mod examine;
pub mod extract;
pub mod grid;
pub mod job;
#[cfg(test)]
mod kinds_tests;
pub mod many;
pub mod published;
pub mod quote;
pub mod read;
mod recognise;
pub mod source;
mod spelling;
pub mod value;
mod vocabulary;
