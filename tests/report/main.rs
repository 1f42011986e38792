//! What a report says, in both languages. Read the snapshots as an auditor would: each finding must be understandable, true
//! and fair.

mod scene;

use guiju::locale::Lang;
use scene::{Policy, Run};

#[test]
fn late() {
    let run = Run::new(
        Policy::monitoring().only(&["arrive_on_site"]),
        &[(
            "alarms.csv",
            "time,event,fault,owner,national,drill,staff,to\n\
             2024-05-06 09:00,alarm,F1,li,true,,,\n\
             2024-05-06 09:25,inform,F1,,,,,platform\n\
             2024-05-06 09:31,arrive,F1,,,,li,\n\
             2024-05-06 18:00,alarm,F9,wang,false,,,\n",
        )],
    );
    println!("{}\n{}", run.human(Lang::En), run.human(Lang::Zh));
}
