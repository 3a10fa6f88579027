//! Reading a file as sheets of cells.
