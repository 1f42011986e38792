//! Random policies about states, as text, over random logs: intervals, slots, gaps, what must hold, what lasts.
//!
//! The text goes through the whole front of the product, so a policy reads here as a person would write it.

use super::dice::Dice;
use super::grid::{Grid, Scale};
use super::lasting_log::{coverage, event, horizon, line, lost};
use super::written::read;
use crate::case::Case;
use guiju::engine::Options;
use guiju::event::{Event, Interner};
use proptest::collection::vec;
use proptest::prelude::*;

/// The choices that make a case. Each part has bytes of its own, so that leaving one event out leaves the others alone.
#[derive(Clone, Debug)]
pub struct Seeds {
    write: Write,
    world: Vec<u8>,
    norm: Vec<u8>,
    events: Vec<Vec<u8>>,
    lost: Vec<Vec<u8>>,
    rows: Vec<Vec<u8>>,
    people: Vec<Vec<u8>>,
}

/// Writes a norm.
pub type Write = fn(&Grid, &mut Dice<'_>) -> String;

/// Choices for any case about states.
pub fn seeds() -> impl Strategy<Value = Seeds> {
    seeds_of(norm, 100)
}

/// Choices for cases about states, with norms of one kind, for which so many choices are made.
pub fn seeds_of(write: Write, choices: usize) -> impl Strategy<Value = Seeds> {
    let bytes = |n: usize| vec(any::<u8>(), n);
    let lines = |n: usize, most: usize| vec(bytes(n), 0..=most);
    (bytes(40), bytes(choices), lines(40, 9), lines(40, 1), lines(30, 4), lines(16, 3)).prop_map(
        move |(world, norm, events, lost, rows, people)| Seeds {
            write,
            world,
            norm,
            events,
            lost,
            rows,
            people,
        },
    )
}

impl Seeds {
    /// Whether everything in the log can be told.
    pub fn is_plain(&self) -> bool {
        // What an end must have in common with a beginning cannot be told of an end alone.
        self.world[39] < 128 && !self.text().contains("alarm.level")
    }

    /// The policy that the choices make.
    pub fn text(&self) -> String {
        let mut dice = Dice::new(&self.world);
        let grid = self.grid(&mut dice);
        policy(self.write, &grid, &mut dice, &mut Dice::new(&self.norm))
    }

    fn grid(&self, dice: &mut Dice<'_>) -> Grid {
        let mut grid = Grid::new(dice);
        grid.mixed &= self.world[39] >= 128;
        grid
    }

    /// The case that the choices make.
    pub fn case(&self) -> Case {
        let plain = self.is_plain();
        let mut dice = Dice::new(&self.world);
        let grid = self.grid(&mut dice);
        let text = policy(self.write, &grid, &mut dice, &mut Dice::new(&self.norm));
        let model = read(&text);
        let mut interner = Interner::default();
        let mut events: Vec<Event> = (1..)
            .zip(&self.events)
            .map(|(n, bytes)| event(n, &model, &grid, &mut Dice::new(bytes), &mut interner, plain))
            .collect();
        events.sort_by_key(|e| e.at.start);
        let lost = (101..)
            .zip(&self.lost)
            .filter(|(_, bytes)| bytes[39] > 128 && !plain)
            .map(|(n, bytes)| lost(n, &model, &grid, &mut Dice::new(bytes), &mut interner, plain))
            .collect();
        let roster = (201..)
            .zip(&self.rows)
            .map(|(n, bytes)| line(n, &model, &grid, &mut Dice::new(bytes), &mut interner, plain))
            .collect();
        let people = (1..)
            .zip(&self.people)
            .map(|(n, bytes)| super::log::person(n, &grid, &mut Dice::new(bytes), &mut interner))
            .collect();
        let coverage = coverage(&grid, &mut dice, &model, &events, plain);
        let horizon = horizon(&grid, &mut dice);
        let options = Options { from: dice.maybe(6, |d| grid.instant(d)), all: true, ..Options::default() };
        Case {
            model,
            zone: grid.zone,
            entities: vec![people, roster],
            events,
            lost,
            coverage,
            horizon,
            options,
            interner,
        }
    }
}

// ------------------------------------------------------------------------------------------------ the policy

fn policy(write: Write, grid: &Grid, world: &mut Dice<'_>, dice: &mut Dice<'_>) -> String {
    let zone = grid.zone.name();
    let [first, second] = [clock(grid, world), clock(grid, world)];
    let second = if first == second { "12:34".to_string() } else { second };
    let mut optional = |of: &str| if world.chance(30) { format!("{of} optional") } else { of.to_string() };
    let record = format!(
        "fault: {}, actor staff: {}, level: {}, flag: {}, due: {}, day: date, to: text",
        optional("text"),
        optional("staff"),
        optional("number 0..3"),
        optional("bool"),
        optional("instant"),
    );
    let till = optional("instant");
    let states = states(world);
    let norm = write(grid, dice);
    format!(
        "policy case {{ timezone {zone} calendar office currency CNY }}
calendar office extends weekdays {{ shift work {first}..{second} }}
entity staff {{ key id: text, role: text, boss: staff, active: bool, rank: number 0..3 }}
entity roster {{ key id: text, staff: staff, begins: instant, ends: {till}, day: date, opens: time, closes: time, grade: number }}
event alarm {{ {record} }}
event arrive {{ {record} }}
event inform {{ {record} }}
event leave {{ {record}, till: {till}, last: date, opens: time, closes: time }}
{states}{norm}"
    )
}

fn states(dice: &mut Dice<'_>) -> String {
    let begin = dice.pick(&["", "", "", " where flag", " where level > 1"]);
    let same = dice.pick(&["same staff", "same staff", "same staff, fault", "same fault"]);
    let end = dice.pick(&["", "", "", " where level < 3", " where flag", " where level >= alarm.level"]);
    let away = dice.pick(&[
        "leave.due .. leave.till",
        "leave.day .. leave.last",
        "leave.[day, opens] .. leave.[day, closes]",
    ]);
    let leave = dice.pick(&["", "", " where leave.flag"]);
    let duty = dice.pick(&[
        "roster.begins .. roster.ends",
        "roster.[day, opens] .. roster.[day, closes]",
        "roster.day .. roster.day",
    ]);
    let graded = dice.pick(&["", "", " where roster.grade > 1"]);
    // One state asks for another; never both for each other.
    let (mut begin, mut end, mut leave) = (begin.to_string(), end.to_string(), leave.to_string());
    match dice.below(8) {
        4 => begin = format!(" where {} of alarm.staff", dice.pick(&["on_duty", "away", "not on_duty"])),
        5 => leave = " where present of leave.staff".to_string(),
        6 => end = format!(" where {} of arrive.staff", dice.pick(&["on_duty", "away"])),
        _ => {}
    }
    let several = match dice.below(8) {
        5 => " at least 2 times",
        6 => " by at least 2 different people",
        7 => " for every to in [\"platform\", \"director\"]",
        _ => "",
    };
    let same = if several.contains("people") { "same fault" } else { same };
    format!(
        "state present of staff: from alarm{begin} until arrive {same}{several}{end}
state away of staff: over {away}{leave}
state on_duty of staff: over {duty}{graded}
"
    )
}

/// What the occasion's names are good for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// An event, or the interval of a state with a record: `o.staff` and the fields of every kind.
    Record,
    /// The line of a table: `o.staff`.
    Line,
    /// A shift.
    Shift,
    /// A member.
    Member,
}

const STATES: [&str; 4] = ["present", "away", "on_duty", "work"];

fn norm(grid: &Grid, dice: &mut Dice<'_>) -> String {
    let (mut occasion, of, interval) = occasion(grid, &mut dice.part(10));
    let person = match of {
        Of::Record | Of::Line => Some("o.staff"),
        Of::Member => Some("o"),
        Of::Shift => None,
    };
    let bearer = match person {
        Some(person) if dice.chance(25) => format!("  bearer {person}.boss\n"),
        Some(person) => format!("  bearer {person}\n"),
        None => String::new(),
    };
    let must = conduct(grid, of, interval, person, &mut dice.part(12));
    let mut rest = String::new();
    let timed = must.timed || (must.needs_end && !interval && of != Of::Member);
    if timed && (must.needs_end && !interval && of != Of::Member || dice.chance(60)) {
        let time = time(grid, of, (interval, occasion.starts_with("each")), must.needs_end, dice);
        // How long before an event cannot be asked of what is forbidden in an interval.
        let lead = time.starts_with("at least") && must.kind == "prohibition" && interval;
        let time = if lead { "before arrive same staff" } else { &time };
        rest += &format!("  {time}\n");
    }
    if dice.chance(40) {
        rest += &format!("  unless {}\n", excuse(grid, of, interval, person, &mut dice.part(8)));
    }
    if dice.chance(35) {
        let act = act(of, person, &mut dice.part(4));
        rest += &format!("  else must {act} within {}\n  else fine 100 CNY\n", length(grid, dice));
    } else if dice.chance(60) {
        rest += "  else fine 50 CNY\n";
    }
    if occasion.contains("during present") {
        // That ends nobody knows when.
        rest = rest.replace("by end of shift", "by end of day");
    }
    let plain = occasion.clone();
    occasion += &bearer;
    let norm = format!("{} n {{\n  {occasion}  {}\n{rest}}}\n", must.kind, must.text);
    super::beside::dress(norm, &plain, &bearer, grid, &mut dice.part(12))
}

fn occasion(grid: &Grid, dice: &mut Dice<'_>) -> (String, Of, bool) {
    let state = dice.pick(&STATES);
    let of = if state == "work" {
        Of::Shift
    } else if state == "on_duty" {
        Of::Line
    } else {
        Of::Record
    };
    let whose = if of != Of::Shift && dice.chance(15) { " of \"li\"" } else { "" };
    let filter = match of {
        Of::Record => {
            dice.pick(&["", "", "", " where o.flag", " where o.level > 1", " where o.staff.active"])
        }
        Of::Line => dice.pick(&["", "", " where o.grade > 1", " where o.staff.active"]),
        _ => "",
    };
    match dice.below(9) {
        0 | 1 => (format!("during {state}{whose} as o{filter}\n"), of, true),
        2 | 3 => (format!("each {} during {state}{whose} as o\n", slot(grid, dice)), of, true),
        4 => {
            let limit =
                if dice.chance(60) { slot(grid, dice) } else { format!("until {}", point(grid, dice)) };
            (format!("when {state} as o{filter} lasts {limit}\n"), of, true)
        }
        5 => {
            let kind = dice.pick(&["inform", "leave", "alarm"]);
            let whose = if state == "work" { "" } else { " of o.staff" };
            (format!("when {kind} as o during {state}{whose}\n"), Of::Record, false)
        }
        6 => {
            let kind = dice.pick(&["inform", "alarm", "arrive"]);
            let filter = condition(Some("o.staff"), dice);
            let filter = if dice.chance(50) { format!(" where {filter}") } else { String::new() };
            (format!("when {kind} as o{filter}\n"), Of::Record, false)
        }
        7 => {
            let filter = if dice.chance(40) {
                format!(" where {}", condition(Some("o"), dice))
            } else {
                String::new()
            };
            (format!("each day for o in staff{filter}\n"), Of::Member, false)
        }
        _ => (format!("when {} as o\n", dice.pick(&["inform", "alarm"])), Of::Record, false),
    }
}

/// A condition over states.
pub fn condition(person: Option<&str>, dice: &mut Dice<'_>) -> String {
    let one = |dice: &mut Dice<'_>| match (dice.pick(&STATES), person) {
        ("work", _) => "work".to_string(),
        (state, Some(person)) => format!("{state} of {person}"),
        (state, None) => format!("{state} of \"li\""),
    };
    let first = one(dice);
    match dice.below(5) {
        0..=2 => first,
        3 => format!("not {first}"),
        _ => format!("({first} {} {})", dice.pick(&["and", "or"]), one(dice)),
    }
}

struct Must {
    kind: &'static str,
    text: String,
    /// A line with a time makes sense.
    timed: bool,
    /// The window must have an end.
    needs_end: bool,
}

fn conduct(grid: &Grid, of: Of, interval: bool, person: Option<&str>, dice: &mut Dice<'_>) -> Must {
    let duty = |text: String| Must { kind: "duty", text, timed: true, needs_end: false };
    match dice.below(10) {
        0..=2 => duty(format!("must {}{}", act(of, person, dice), dice.pick(&["", "", " at least 2 times"]))),
        3 => Must { kind: "prohibition", ..duty(format!("must not {}", act(of, person, dice))) },
        4 | 5 => {
            let every = if interval || of == Of::Member { slot(grid, dice) } else { length(grid, dice) };
            Must { needs_end: true, ..duty(format!("must {} every {every}", act(of, person, dice))) }
        }
        6..=8 => {
            let what = if dice.chance(35) {
                let state = dice.pick(&STATES[..3]);
                let op = dice.pick(&[">=", ">=", "=", "<=", "<"]);
                format!("count({state}) {op} {}", dice.pick(&[1, 1, 2]))
            } else {
                condition(person, dice)
            };
            let share = dice.pick(&["", "", " for at least 50%", " for at least 75%"]);
            if share.is_empty() && dice.chance(30) {
                Must { kind: "prohibition", needs_end: true, ..duty(format!("must not hold {what}")) }
            } else {
                Must { needs_end: true, ..duty(format!("must hold {what}{share}")) }
            }
        }
        _ => duty(format!("must {}", act(of, person, dice))),
    }
}

pub fn act(of: Of, person: Option<&str>, dice: &mut Dice<'_>) -> String {
    let kind = dice.pick(&["inform", "arrive", "inform", "leave"]);
    let same = match (of, person) {
        (Of::Record, _) => {
            dice.pick(&[" same staff", " same staff", " same fault", " same staff, fault"]).to_string()
        }
        (Of::Line, _) => " same staff".to_string(),
        (_, Some(person)) => format!(" where staff = {person}"),
        _ => String::new(),
    };
    let filter = match dice.below(8) {
        5 => "flag".to_string(),
        6 => "level > 1".to_string(),
        7 => "on_duty of staff".to_string(),
        _ => return format!("{kind}{same}"),
    };
    if same.contains("where") {
        format!("{kind}{same} and {filter}")
    } else {
        format!("{kind}{same} where {filter}")
    }
}

fn time(
    grid: &Grid,
    of: Of,
    (interval, slots): (bool, bool),
    needs_end: bool,
    dice: &mut Dice<'_>,
) -> String {
    match dice.below(8) {
        0..=2 => format!("within {}", length(grid, dice)),
        3 if interval && !slots => format!("within {} of o.start", length(grid, dice)),
        4 | 7 => "by end of shift".to_string(),
        5 if !needs_end && of == Of::Record => "before arrive same staff".to_string(),
        6 if !needs_end && of == Of::Record && !slots => {
            format!("at least {} before arrive same staff", length(grid, dice))
        }
        _ => format!("by {}", point(grid, dice)),
    }
}

fn excuse(grid: &Grid, of: Of, interval: bool, person: Option<&str>, dice: &mut Dice<'_>) -> String {
    let _ = interval;
    match dice.below(6) {
        0..=2 => condition(person, dice),
        3 => format!("{} throughout", condition(person, dice)),
        4 => act(of, person, dice),
        5 if of == Of::Record && dice.chance(40) => {
            format!("{} before leave same staff", act(of, person, dice))
        }
        _ => format!("{} within {}", act(of, person, dice), length(grid, dice)),
    }
}

pub fn slot(grid: &Grid, dice: &mut Dice<'_>) -> String {
    match grid.scale {
        Scale::Minutes => dice.pick(&["20 minutes", "10 minutes", "30 minutes"]),
        Scale::Days => dice.pick(&["12 hours", "6 hours", "24 hours"]),
        Scale::Seconds => dice.pick(&["60 seconds", "30 seconds", "90 seconds"]),
    }
    .to_string()
}

pub fn length(grid: &Grid, dice: &mut Dice<'_>) -> String {
    let other = match grid.scale {
        Scale::Days => dice.pick(&["1 day", "2 days", "1 working day"]),
        Scale::Minutes | Scale::Seconds => return slot(grid, dice),
    };
    if dice.chance(50) { other.to_string() } else { slot(grid, dice) }
}

pub fn point(grid: &Grid, dice: &mut Dice<'_>) -> String {
    if dice.chance(40) { "end of day".to_string() } else { clock(grid, dice) }
}

/// A time of day on the grid.
fn clock(grid: &Grid, dice: &mut Dice<'_>) -> String {
    let civil = grid.zone.civil(grid.instant(dice));
    let seconds =
        if grid.scale == Scale::Seconds { format!(":{:02}", civil.second()) } else { String::new() };
    format!("{:02}:{:02}{seconds}", civil.hour(), civil.minute())
}
