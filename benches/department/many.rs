//! A policy of any number of norms about the calls in the department's log.

use std::fmt::Write;

/// The events of which the norms here speak, of the same log.
const EVENTS: &str = r#"policy many "many norms" {
  timezone +08:00
}
event call_missed { actor actor: text }
event call_back   { actor actor: text }
log "events.*" {
  observed ..
  time "timestamp"
  event call_missed where column "event" = "call_missed"
  event call_back   where column "event" = "call_back"
  ignore where column "event" not in ["call_missed", "call_back"]
}
"#;

/// A policy of so many norms, each with a limit of its own.
pub fn policy(norms: u32) -> String {
    let mut out = EVENTS.to_string();
    for i in 1..=norms {
        let _ = write!(
            out,
            "duty N{i} {{\n  when call_missed as c\n  bearer c.actor\n  must call_back same actor\n  within {} minutes\n  \
             else demerit 1 points\n}}\n",
            20 + i
        );
    }
    out
}
