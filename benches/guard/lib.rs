//! Nothing: the guard is the benchmark beside this file.
