//! Workbooks: headers below titles, several sheets, merged cells, dates.

use crate::common::*;
use guiju::event::LogMapping;
use guiju::ingest::excerpt;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

fn rows(sheet: &mut Worksheet, from: u32, rows: &[&[&str]]) {
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(from + r as u32, c as u16, *cell).unwrap();
        }
    }
}

const HEADER: &[&str] = &["event", "time", "fault", "staff"];

#[test]
fn the_header_is_found_below_titles_and_cells_have_names() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 3, "2024年5月报警记录", &Format::new()).unwrap();
    rows(
        sheet,
        2,
        &[HEADER, &["arrive", "2024-05-06 09:00", "F1", "li"], &[], &["arrive", "soon", "F2", "li"]],
    );
    let bytes = book.save_to_buffer().unwrap();
    let run = run_with(schema(), &[("a.xlsx", &bytes, None)], Some("Asia/Shanghai"));
    assert_eq!(run.counts(), ["2 = 1 + 0 + 0 + 1"]);
    assert_eq!(run.events(), ["2024-05-06T01:00:00Z(minute) arrive fault=F1 staff=li"]);
    assert_eq!(run.codes(), ["GJ624"]);
    let row = run.out.rejections[0].row;
    assert_eq!((row.row, row.line), (2, 6));
    let shown = excerpt(&run.sources[0], &run.out.files[0], &row, &["time", "staff"]).unwrap();
    assert_eq!(shown.text, "Sheet1!A6: arrive | B6: soon | C6: F2 | D6: li");
    let cells: Vec<&str> = shown.cells.into_iter().map(|cell| &shown.text[cell.unwrap()]).collect();
    assert_eq!(cells, ["soon", "li"]);
}

#[test]
fn sheets_whose_header_fits_are_read_and_others_are_told() {
    let mut book = Workbook::new();
    rows(
        book.add_worksheet().set_name("一月").unwrap(),
        0,
        &[HEADER, &["arrive", "2024-01-06 09:00", "F1", "li"]],
    );
    // The columns stand in another order.
    let february: &[&[&str]] =
        &[&["fault", "staff", "time", "event"], &["F2", "li", "2024-02-06 09:00", "arrive"]];
    rows(book.add_worksheet().set_name("二月").unwrap(), 0, february);
    rows(book.add_worksheet().set_name("说明").unwrap(), 0, &[&["填表说明"], &["按实填写"]]);
    book.add_worksheet().set_name("空").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let run = run_with(schema(), &[("a.xlsx", &bytes, None)], Some("Asia/Shanghai"));
    assert_eq!(run.counts(), ["2 = 2 + 0 + 0 + 0"]);
    assert_eq!(run.codes(), ["GJ644"]);
    let read: Vec<(&str, bool)> = run.out.files[0].sheets.iter().map(|s| (s.name.as_str(), s.read)).collect();
    assert_eq!(read, [("一月", true), ("二月", true), ("说明", false), ("空", false)]);
    let second = &run.out.events[1];
    let shown = excerpt(&run.sources[0], &run.out.files[0], &second.row, &["fault"]).unwrap();
    assert_eq!(shown.text, "二月!A2: F2 | B2: li | C2: 2024-02-06 09:00 | D2: arrive");
    assert_eq!(&shown.text[shown.cells[0].clone().unwrap()], "F2");

    let only = LogMapping { sheet: Some("二*".into()), pattern: "a.xlsx".into(), ..mapping() };
    let run = run_with(schema(), &[("a.xlsx", &bytes, Some(&only))], Some("Asia/Shanghai"));
    assert_eq!((run.counts(), run.codes()), (vec!["1 = 1 + 0 + 0 + 0".to_string()], vec![]));
    let none = LogMapping { sheet: Some("三月".into()), ..only.clone() };
    let run = run_with(schema(), &[("a.xlsx", &bytes, Some(&none))], Some("Asia/Shanghai"));
    assert_eq!(run.codes(), ["GJ643"]);
    assert!(!run.out.files[0].usable);
}

#[test]
fn merged_cells_count_in_every_row_and_types_are_kept() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    rows(sheet, 0, &[&["event", "time", "staff", "ph", "day", "clock", "took", "ok", "share"]]);
    sheet.merge_range(1, 0, 2, 0, "record", &Format::new()).unwrap();
    sheet.merge_range(1, 2, 2, 2, "li", &Format::new()).unwrap();
    let format = |code: &str| Format::new().set_num_format(code);
    let time = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
    for row in 1..3 {
        sheet
            .write_datetime_with_format(row, 1, time("2024-05-06 09:00:00"), &format("yyyy/m/d h:mm"))
            .unwrap();
        sheet.write_number(row, 3, 7.1).unwrap();
        sheet.write_datetime_with_format(row, 4, time("2024-05-06"), &format("m月d日")).unwrap();
        sheet.write_datetime_with_format(row, 5, time("08:20"), &format("h:mm")).unwrap();
        sheet.write_number_with_format(row, 6, 1.0625, &format("[h]:mm")).unwrap();
        sheet.write_boolean(row, 7, true).unwrap();
        sheet.write_string(row, 8, "80%").unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let run = run_with(schema(), &[("a.xlsx", &bytes, None)], Some("Asia/Shanghai"));
    let expected = "2024-05-06T01:00:00Z(minute) record staff=li ph=7.1 ok=true share=0.80 day=2024-05-06 clock=08:20 took=91800s";
    assert_eq!(run.events(), [expected, expected], "{:?}", run.codes());
}

#[test]
fn a_workbook_without_a_fitting_sheet_says_what_is_missing() {
    let mut book = Workbook::new();
    rows(book.add_worksheet(), 0, &[&["event", "when", "fault"], &["alarm", "2024-05-06", "F1"]]);
    let bytes = book.save_to_buffer().unwrap();
    let run = run_with(schema(), &[("a.xlsx", &bytes, None)], Some("Asia/Shanghai"));
    assert_eq!((run.counts(), run.codes()), (vec!["1 = 0 + 0 + 0 + 1".to_string()], vec!["GJ607"]));
    assert!(!run.out.files[0].usable);
}

#[test]
fn stated_lines_are_skipped() {
    let mut book = Workbook::new();
    rows(book.add_worksheet(), 0, &[HEADER, HEADER, &["arrive", "2024-05-06", "F1", "li"]]);
    let bytes = book.save_to_buffer().unwrap();
    let skip = LogMapping { skip_lines: 1, pattern: "a.xlsx".into(), ..mapping() };
    let run = run_with(schema(), &[("a.xlsx", &bytes, Some(&skip))], Some("Asia/Shanghai"));
    assert_eq!((run.counts(), run.codes()), (vec!["1 = 1 + 0 + 0 + 0".to_string()], vec![]));
}
