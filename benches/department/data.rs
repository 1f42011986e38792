//! A department's log of the year 2026, made from a seed: alarms and faults, shifts, check-ins, calls, content, reports and records.
//!
//! The same number of events gives the same bytes on every machine. Events come in order of time; some duties are kept late or not
//! at all, some records have blank, unreadable or impossible fields.

use guiju::time::Calendar;
use std::fs::{File, create_dir_all};
use std::io::{BufWriter, Result, Write};
use std::path::Path;

const DAY: u32 = 86_400;
const DAYS: u32 = 365;
/// The year ends here, in seconds from its beginning.
const END: u32 = DAYS * DAY;

/// A small generator of random numbers (xorshift), so that every machine makes the same data.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (((self.0 >> 32) * u64::from(n)) >> 32) as u32
    }

    fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// In so many cases of a thousand.
    fn per_mille(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }

    fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u32) as usize]
    }
}

/// What a row says besides its time; 0 stands for a blank.
#[derive(Clone, Copy, Default)]
struct Row {
    second: u32,
    kind: &'static str,
    actor: u32,
    enterprise: u32,
    station: u32,
    team: u32,
    fault: u32,
    content: u32,
    hard: Option<bool>,
    received: u32,
}

/// How large the department is.
pub struct Department {
    events: u64,
    enterprises: u32,
    stations: u32,
    teams: u32,
    /// People by role: a number from 1 on, in this order.
    operators: u32,
    engineers: u32,
    managers: u32,
    directors: u32,
    /// Whether each day of the year, and of the January after it, is a working day.
    working: Vec<bool>,
    /// The days of the year as text.
    dates: Vec<String>,
}

impl Department {
    /// One with so many events a year: at least 100,000.
    pub fn new(events: u64) -> Department {
        let scale = |per: u64, least: u32| u32::try_from(events / per).unwrap_or(u32::MAX).max(least);
        let enterprises = scale(20_000, 5);
        Department {
            events,
            enterprises,
            stations: enterprises * 3,
            teams: scale(100_000, 2),
            operators: scale(18_000, 5),
            engineers: scale(9_000, 10),
            managers: scale(40_000, 2),
            directors: scale(100_000, 2),
            working: (0..DAYS + 31).map(is_working).collect(),
            dates: (0..DAYS).map(|day| date(day).to_string()).collect(),
        }
    }

    fn staff(&self) -> u32 {
        self.engineers + self.managers + self.directors
    }

    fn engineer(&self, random: &mut Random) -> u32 {
        self.operators + random.between(1, self.engineers)
    }

    fn manager(&self, random: &mut Random) -> u32 {
        self.operators + self.engineers + random.between(1, self.managers)
    }

    fn director(&self, random: &mut Random) -> u32 {
        self.operators + self.engineers + self.managers + random.between(1, self.directors)
    }

    fn role(&self, actor: u32) -> &'static str {
        match actor {
            a if a <= self.operators => "operator",
            a if a <= self.operators + self.engineers => "engineer",
            a if a <= self.operators + self.engineers + self.managers => "manager",
            _ => "director",
        }
    }

    /// First and last day of a member of the staff.
    fn active(&self, actor: u32) -> (u32, u32) {
        match actor % 40 {
            3 => (10 + actor * 7 % 290, DAYS - 1),
            17 => (0, 60 + actor * 11 % 290),
            _ => (0, DAYS - 1),
        }
    }

    fn team(&self, actor: u32) -> u32 {
        actor % self.teams + 1
    }

    /// Writes the log and the tables that go with it into a folder: `events.csv`, `events.ndjson` if wanted, `enterprise.csv`,
    /// `station.csv`, `team.csv`, `roster.csv`, and `calendar.csv` for tools without a calendar.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn write(&self, folder: &Path, ndjson: bool) -> Result<()> {
        create_dir_all(folder)?;
        self.tables(folder)?;
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let mut days: Vec<Vec<Row>> = vec![Vec::new(); DAYS as usize];
        self.faults(&mut random, &mut days);
        self.shifts(&mut random, &mut days);
        self.attendance(&mut random, &mut days);
        self.calls(&mut random, &mut days);
        self.content(&mut random, &mut days);
        self.stations_and_teams(&mut random, &mut days);
        let other: u64 = days.iter().map(|day| day.len() as u64).sum();
        let records = self.events.saturating_sub(other);
        let mut csv = BufWriter::with_capacity(1 << 20, File::create(folder.join("events.csv"))?);
        let mut json = match ndjson {
            true => Some(BufWriter::with_capacity(1 << 20, File::create(folder.join("events.ndjson"))?)),
            false => None,
        };
        csv.write_all(HEADER.as_bytes())?;
        let mut lines = Lines { number: 0, csv: String::new(), json: String::new() };
        for (day, mut rows) in (0..DAYS).zip(days) {
            let upto = |day: u32| records * u64::from(day) / u64::from(DAYS);
            for _ in upto(day)..upto(day + 1) {
                let station = random.between(1, self.stations);
                let second = day * DAY + random.below(DAY);
                let actor = self.engineer(&mut random);
                rows.push(self.at_station(second, "record", actor, station));
            }
            rows.sort_by_key(|row| row.second);
            for row in &rows {
                lines.write(self, row, &mut random, json.is_some());
                if lines.csv.len() > 1 << 16 {
                    lines.flush(&mut csv, json.as_mut())?;
                }
            }
        }
        lines.flush(&mut csv, json.as_mut())?;
        csv.flush()?;
        json.map_or(Ok(()), |mut json| json.flush())
    }

    fn tables(&self, folder: &Path) -> Result<()> {
        let table = |name: &str, header: &str| -> Result<BufWriter<File>> {
            let mut file = BufWriter::new(File::create(folder.join(name))?);
            writeln!(file, "{header}")?;
            Ok(file)
        };
        let mut file = table("enterprise.csv", "enterprise,state_controlled")?;
        for i in 1..=self.enterprises {
            writeln!(file, "ENT{i:04},{}", u8::from(state_controlled(i)))?;
        }
        let mut file = table("station.csv", "station,enterprise,owner")?;
        for i in 1..=self.stations {
            writeln!(file, "ST{i:05},ENT{:04},U{:05}", self.enterprise(i), self.owner(i))?;
        }
        let mut file = table("team.csv", "team,leader")?;
        for i in 1..=self.teams {
            writeln!(file, "T{i:03},U{:05}", self.leader(i))?;
        }
        let mut file = table("roster.csv", "actor,team,role,valid_from,valid_to")?;
        for actor in self.operators + 1..=self.operators + self.staff() {
            let (from, to) = self.active(actor);
            let (team, role) = (self.team(actor), self.role(actor));
            writeln!(file, "U{actor:05},T{team:03},{role},{},{}", date(from), date(to))?;
        }
        let mut file = table("calendar.csv", "date,working")?;
        for (day, working) in (0..).zip(&self.working) {
            writeln!(file, "{},{}", date(day), u8::from(*working))?;
        }
        Ok(())
    }

    fn enterprise(&self, station: u32) -> u32 {
        (station - 1) / 3 + 1
    }

    fn owner(&self, station: u32) -> u32 {
        self.operators + station * 7 % self.engineers + 1
    }

    fn leader(&self, team: u32) -> u32 {
        self.operators + self.engineers + team % self.managers + 1
    }

    fn at_station(&self, second: u32, kind: &'static str, actor: u32, station: u32) -> Row {
        Row { second, kind, actor, station, enterprise: self.enterprise(station), ..Row::default() }
    }

    /// An alarm; somebody who comes, or gives word; a fault that is opened and mended.
    fn faults(&self, random: &mut Random, days: &mut [Vec<Row>]) {
        for fault in 1..=self.enterprises * DAYS * 6 / 5 {
            let station = random.between(1, self.stations);
            let limit = if state_controlled(self.enterprise(station)) { 1800 } else { 2400 };
            let (operator, engineer) = (random.between(1, self.operators), self.engineer(random));
            let at = random.below(END);
            let mut push = |second: u32, kind, actor, hard| {
                add(days, Row { fault, hard, ..self.at_station(second, kind, actor, station) });
            };
            push(at, "alarm", operator, None);
            let mut arrival = at + random.between(120, limit);
            match random.below(100) {
                0..=3 => arrival = at + limit + random.between(1, 7200),
                4..=11 => {
                    push(at + random.between(60, limit), "inform", operator, None);
                    arrival = at + limit + random.below(7200);
                }
                _ => {}
            }
            if random.per_mille(4) {
                continue;
            }
            push(arrival, "arrive", engineer, None);
            if random.per_mille(200) {
                continue;
            }
            let (opened, hard) = (arrival + random.between(300, 1800), random.per_mille(300));
            push(opened, "fault_open", engineer, Some(hard));
            push(opened + random.between(600, 3600), "fault_reported", engineer, None);
            let mut next = opened / DAY + 1;
            while next < DAYS && !self.working[next as usize] {
                next += 1;
            }
            let (late, end) = (random.per_mille(55), (next + 1) * DAY);
            let mended = match (hard, late) {
                (true, false) => random.between(opened + 3600, end - 1),
                (true, true) => end + random.below(3 * DAY),
                (false, false) => opened + random.between(600, 7200),
                (false, true) => opened + random.between(7201, DAY),
            };
            if !random.per_mille(10) {
                push(mended, "fault_fixed", engineer, None);
            }
        }
    }

    /// Shifts of eight hours, with a sign of life at least every half hour.
    fn shifts(&self, random: &mut Random, days: &mut [Vec<Row>]) {
        for operator in 1..=self.operators {
            for day in 0..DAYS {
                let hour = match (day + operator) % 5 {
                    0 => 8,
                    1 => 16,
                    3 => 0,
                    _ => continue,
                };
                let begin = day * DAY + hour * 3600 + random.below(300);
                let end = begin + 8 * 3600;
                let team = self.team(operator);
                let mut push = |second, kind| {
                    add(days, Row { second, kind, actor: operator, team, ..Row::default() });
                };
                push(begin, "clock_in");
                let mut at = begin;
                while end - at > 1800 {
                    at += if random.per_mille(20) {
                        random.between(1801, 3300)
                    } else {
                        random.between(1500, 1800)
                    };
                    if at >= end {
                        break;
                    }
                    push(at, "sign_in");
                }
                if !random.per_mille(2) {
                    push(end, "clock_out");
                }
            }
        }
    }

    /// Everybody else comes to work, mostly before 08:20.
    fn attendance(&self, random: &mut Random, days: &mut [Vec<Row>]) {
        for actor in self.operators + 1..=self.operators + self.staff() {
            let (from, to) = self.active(actor);
            for day in (from..=to).filter(|day| self.working[*day as usize]) {
                let base = day * DAY;
                let mut push = |second, kind| {
                    add(
                        days,
                        Row { second: base + second, kind, actor, team: self.team(actor), ..Row::default() },
                    );
                };
                match random.below(1000) {
                    0..=14 => {}
                    15..=29 => push(random.between(30_001, 34_200), "check_in"),
                    _ => push(random.between(28_200, 30_000), "check_in"),
                }
                push(random.between(28_800, 31_500), "clock_in");
                push(random.between(61_200, 66_600), "clock_out");
            }
        }
    }

    fn calls(&self, random: &mut Random, days: &mut [Vec<Row>]) {
        for _ in 0..(self.operators + self.staff()) * 150 {
            let actor = self.engineer(random);
            let at = random.below(DAYS) * DAY + random.between(8 * 3600, 22 * 3600);
            add(days, Row { second: at, kind: "call_missed", actor, ..Row::default() });
            let after = match random.below(1000) {
                0..=24 => continue,
                25..=49 => random.between(1201, 7200),
                _ => random.between(10, 1200),
            };
            add(days, Row { second: at + after, kind: "call_back", actor, ..Row::default() });
        }
    }

    /// Content is submitted, approved by a manager and a director, and published.
    fn content(&self, random: &mut Random, days: &mut [Vec<Row>]) {
        for content in 1..=(self.operators + self.staff()) * 30 {
            let (author, at) = (self.engineer(random), random.below(END));
            let mut push = |second: u32, kind, actor| {
                add(days, Row { second, kind, actor, content, ..Row::default() });
            };
            push(at, "content_submitted", author);
            let first = at + random.between(1800, DAY);
            let second = first + random.between(1800, DAY);
            let mut published = second + random.between(600, DAY);
            let slip = random.below(1000);
            if slip >= 12 {
                push(first, "review_approved", self.manager(random));
            }
            if !(12..24).contains(&slip) {
                push(second, "review_approved", self.director(random));
            }
            if (24..50).contains(&slip) {
                published = second - random.between(1, 1800);
            }
            push(published, "published", author);
        }
    }

    fn stations_and_teams(&self, random: &mut Random, days: &mut [Vec<Row>]) {
        for station in 1..=self.stations {
            let owner = self.owner(station);
            let mut mean = 0;
            for day in 0..DAYS {
                if day % 30 == 0 {
                    mean = if random.per_mille(40) {
                        random.between(205, 235)
                    } else {
                        random.between(248, 280)
                    };
                }
                if random.per_mille(980) {
                    let second = day * DAY + random.between(9 * 3600, 18 * 3600);
                    let received = (mean + random.below(16)).min(288);
                    add(
                        days,
                        Row { received, ..self.at_station(second, "report_submitted", owner, station) },
                    );
                }
                if (day + station) % 7 == 0 {
                    let second = day * DAY + random.between(9 * 3600, 17 * 3600);
                    add(days, self.at_station(second, "calibration", owner, station));
                }
            }
        }
        for enterprise in 1..=self.enterprises {
            for _ in 0..3 {
                let (actor, at) = (self.engineer(random), random.between(121 * DAY, END - 1));
                add(days, Row { second: at, kind: "comparison", actor, enterprise, ..Row::default() });
                let days_before = match random.below(100) {
                    0..=2 => continue,
                    3..=8 => random.between(1, 31),
                    9..=11 => random.between(88, 120),
                    _ => random.between(32, 88),
                };
                let second = at - days_before * DAY;
                add(days, Row { second, kind: "plan_filed", actor, enterprise, ..Row::default() });
            }
        }
        for team in 1..=self.teams {
            for month in 0..12 {
                let held =
                    random.of(&[0, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3]).max(u32::from(month % 5 != 0) * 2);
                for _ in 0..held {
                    let second = month * 30 * DAY + random.below(28 * DAY);
                    let actor = self.leader(team);
                    add(days, Row { second, kind: "training", actor, team, ..Row::default() });
                }
            }
        }
    }
}

const HEADER: &str = "event_id,timestamp,event,actor,role,team,enterprise,station,fault_id,content_id,difficulty,\
    expected,received,f1,f2,f3,f4,f5,f6,f7,f8,note\n";

/// The highest valid value of each number of a record.
const HIGH: [u32; 7] = [9, 40, 500, 45, 10_000, 200, 300];

const NOTES: [&str; 6] = [
    "ok",
    "已处理",
    "filter replaced",
    "pump changed, valve checked",
    "gauge \"high\", read again",
    "电话告知, 已确认",
];

fn add(days: &mut [Vec<Row>], row: Row) {
    if let Some(day) = days.get_mut((row.second / DAY) as usize) {
        day.push(row);
    }
}

fn state_controlled(enterprise: u32) -> bool {
    enterprise % 5 < 2
}

fn date(day: u32) -> jiff::civil::Date {
    jiff::civil::date(2026, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day)))
}

/// Whether the department works on this day of 2026, or of the January after it: as everybody in mainland China.
fn is_working(day: u32) -> bool {
    let date = date(day);
    match Calendar::builtin("cn").map(|cn| cn.is_working_day(date)) {
        Some(Ok(working)) if date.year() == 2026 => working,
        _ => date.day() != 1 && date.weekday().to_monday_one_offset() < 6,
    }
}

/// Rows as text.
struct Lines {
    number: u64,
    csv: String,
    json: String,
}

impl Lines {
    fn flush(&mut self, csv: &mut impl Write, json: Option<&mut BufWriter<File>>) -> Result<()> {
        csv.write_all(self.csv.as_bytes())?;
        self.csv.clear();
        if let Some(to) = json {
            to.write_all(self.json.as_bytes())?;
            self.json.clear();
        }
        Ok(())
    }

    fn write(&mut self, department: &Department, row: &Row, random: &mut Random, json: bool) {
        self.number += 1;
        let second = row.second % DAY;
        let (hour, minute, second) = (second / 3600, second % 3600 / 60, second % 60);
        let id = |letters: &str, width: usize, number: u32| match number {
            0 => String::new(),
            number => format!("{letters}{number:0width$}"),
        };
        let mut cells: Vec<(&str, String)> = vec![
            ("event_id", self.number.to_string()),
            (
                "timestamp",
                format!(
                    "{}T{hour:02}:{minute:02}:{second:02}+08:00",
                    department.dates[(row.second / DAY) as usize]
                ),
            ),
            ("event", row.kind.to_string()),
            ("actor", id("U", 5, row.actor)),
            ("role", department.role(row.actor).to_string()),
            ("team", id("T", 3, row.team)),
            ("enterprise", id("ENT", 4, row.enterprise)),
            ("station", id("ST", 5, row.station)),
            ("fault_id", id("F", 7, row.fault)),
            ("content_id", id("C", 7, row.content)),
            ("difficulty", row.hard.map_or("", |hard| if hard { "hard" } else { "easy" }).to_string()),
            ("expected", if row.received > 0 { "288".to_string() } else { String::new() }),
            ("received", if row.received > 0 { row.received.to_string() } else { String::new() }),
        ];
        let measured = row.kind == "record";
        for (i, name) in (0..).zip(["f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8"]) {
            cells.push((name, if measured { measurement(i, random) } else { String::new() }));
        }
        let note = if random.per_mille(350) { random.of(&NOTES) } else { "" };
        cells.push(("note", note.to_string()));
        if json {
            self.json(&cells);
        }
        for (i, (_, cell)) in cells.iter().enumerate() {
            if i > 0 {
                self.csv.push(',');
            }
            if cell.contains([',', '"']) {
                self.csv.extend(["\"", &cell.replace('"', "\"\""), "\""]);
            } else {
                self.csv.push_str(cell);
            }
        }
        self.csv.push('\n');
    }

    /// The cells that hold something; numbers as numbers.
    fn json(&mut self, cells: &[(&str, String)]) {
        self.json.push('{');
        for (i, (name, cell)) in cells.iter().filter(|(_, cell)| !cell.is_empty()).enumerate() {
            let comma = if i > 0 { "," } else { "" };
            self.json.extend([comma, "\"", name, "\":"]);
            if cell.parse::<f64>().is_ok() {
                self.json.push_str(cell);
            } else {
                self.json.extend(["\"", &cell.replace('"', "\\\""), "\""]);
            }
        }
        self.json.push_str("}\n");
    }
}

/// A field of a record, by its place: mostly valid; some blank, no number, or out of range.
fn measurement(field: usize, random: &mut Random) -> String {
    let slip = random.below(10_000);
    match (slip, HIGH.get(field)) {
        (0..=39, _) => String::new(),
        (40..=44, _) => random.of(&["N/A", "--", "err"]).to_string(),
        (45..=59, None) => "X".to_string(),
        (_, None) => random.of(&["N", "N", "N", "N", "D", "M", "C"]).to_string(),
        (_, Some(high)) => {
            let low = if field == 0 { 600 } else { 0 };
            let hundredths = match slip {
                45..=54 => high * 100 + 1 + random.below(high * 100),
                55..=59 if field == 0 => random.below(600),
                60..=61 => high * 100,
                _ => random.between(low, high * 100),
            };
            format!("{}.{:02}", hundredths / 100, hundredths % 100)
        }
    }
}
