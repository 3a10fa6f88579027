//! The files of one load: which they are, and what each is known by.
