//! The analyses: the files of `queries/`, their parameters, results and findings.
