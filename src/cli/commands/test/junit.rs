//! Results as JUnit's XML: a suite for each policy, a case for each test.

use super::json::place;
use super::{Tested, words};
use crate::check::trial::TrialResult;
use crate::diagnostics::{DrawOptions, draw};
use crate::source::Sources;
use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;
use std::io;

/// All results.
pub(super) fn junit(all: &[Tested], options: &DrawOptions) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory does not fail; if it did, the file would say so rather than look complete.
    match suites(&mut writer, all, options) {
        Ok(()) => String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n",
        Err(error) => format!("{error}\n"),
    }
}

fn suites(writer: &mut Writer<Vec<u8>>, all: &[Tested], options: &DrawOptions) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let count = |of: fn(&Tested) -> usize| all.iter().map(of).sum::<usize>().to_string();
    let (tests, failures, errors) = (count(tests), count(failures), count(errors));
    writer
        .create_element("testsuites")
        .with_attribute(("name", "guiju"))
        .with_attribute(("tests", tests.as_str()))
        .with_attribute(("failures", failures.as_str()))
        .with_attribute(("errors", errors.as_str()))
        .write_inner_content(|writer| all.iter().try_for_each(|tested| suite(writer, tested, options)))?;
    Ok(())
}

fn tests(tested: &Tested) -> usize {
    tested.trials.as_ref().map_or(1, |trials| trials.results.len())
}

fn failures(tested: &Tested) -> usize {
    tested.trials.as_ref().map_or(0, crate::check::trial::Trials::failed)
}

fn errors(tested: &Tested) -> usize {
    usize::from(tested.trials.is_none())
}

fn suite(writer: &mut Writer<Vec<u8>>, tested: &Tested, options: &DrawOptions) -> io::Result<()> {
    let name = tested.path.display().to_string();
    let (count, failed, broken) =
        (tests(tested).to_string(), failures(tested).to_string(), errors(tested).to_string());
    writer
        .create_element("testsuite")
        .with_attribute(("name", name.as_str()))
        .with_attribute(("tests", count.as_str()))
        .with_attribute(("failures", failed.as_str()))
        .with_attribute(("errors", broken.as_str()))
        .write_inner_content(|writer| match &tested.trials {
            Some(trials) => trials
                .results
                .iter()
                .try_for_each(|result| case(writer, &name, result, &tested.policy.sources, options)),
            None => unsound(writer, &name, options),
        })?;
    Ok(())
}

/// A policy that cannot be run is a case of its own, lest a CI system count it as passed.
fn unsound(writer: &mut Writer<Vec<u8>>, policy: &str, options: &DrawOptions) -> io::Result<()> {
    writer
        .create_element("testcase")
        .with_attribute(("classname", policy))
        .with_attribute(("name", policy))
        .write_inner_content(|writer| {
            let message = words::broken(options.lang);
            writer.create_element("error").with_attribute(("message", message)).write_empty()?;
            Ok(())
        })?;
    Ok(())
}

fn case(
    writer: &mut Writer<Vec<u8>>,
    policy: &str,
    result: &TrialResult,
    sources: &Sources,
    options: &DrawOptions,
) -> io::Result<()> {
    let (file, line) = place(result.span, sources);
    let (title, line) = (legal(&result.title), line.to_string());
    let element = writer
        .create_element("testcase")
        .with_attribute(("classname", policy))
        .with_attribute(("name", title.as_str()))
        .with_attribute(("file", file.as_str()))
        .with_attribute(("line", line.as_str()));
    if result.passed() {
        element.write_empty()?;
        return Ok(());
    }
    element.write_inner_content(|writer| {
        for failure in &result.failures {
            let text = legal(&draw(failure, sources, options));
            writer
                .create_element("failure")
                .with_attribute(("type", failure.code.id()))
                .with_attribute(("message", legal(&failure.message).as_str()))
                .write_text_content(BytesText::new(&text))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// XML has no place for control characters, not even escaped.
fn legal(text: &str) -> String {
    let allowed = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    text.chars().filter(|c| allowed(*c)).collect()
}
