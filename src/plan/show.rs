//! Shows a plan.
