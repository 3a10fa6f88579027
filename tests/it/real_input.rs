//! Published tables that nobody on this project wrote, with their published answers.
