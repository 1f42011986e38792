//! Dates as numbers of days, so that counting is integer arithmetic.
