//! What `guiju test` says besides the failures, in both languages.

use crate::check::trial::Gap;
use crate::locale::Lang;

/// What no test exercises.
pub(super) fn gap(gap: &Gap, lang: Lang) -> &'static str {
    match gap {
        Gap::Norm { .. } => lang.pick("never applies", "从未适用"),
        Gap::NeverKept { .. } => lang.pick("is never kept", "从未得到履行"),
        Gap::NeverViolated { .. } => lang.pick("is never violated", "从未被违反"),
        Gap::Branch { .. } => lang.pick("this limit never applies", "这一期限从未适用"),
        Gap::Excuse { .. } => lang.pick("this excuse never holds", "这一免责从未成立"),
        Gap::Reparation { .. } => lang.pick("this reparation is never made", "这一补救从未发生"),
    }
}

/// The word for programs.
pub(super) fn gap_id(gap: &Gap) -> &'static str {
    match gap {
        Gap::Norm { .. } => "norm",
        Gap::NeverKept { .. } => "never_kept",
        Gap::NeverViolated { .. } => "never_violated",
        Gap::Branch { .. } => "branch",
        Gap::Excuse { .. } => "excuse",
        Gap::Reparation { .. } => "reparation",
    }
}

/// The verdict on one test.
pub(super) fn outcome(passed: bool, lang: Lang) -> &'static str {
    if passed { lang.pick("ok", "通过") } else { lang.pick("FAILED", "未通过") }
}

/// What stands above the gaps.
pub(super) fn gaps(lang: Lang) -> &'static str {
    lang.pick("in no test:", "没有测试涉及：")
}

/// A policy without tests.
pub(super) fn no_tests(lang: Lang) -> &'static str {
    lang.pick("no tests", "没有测试")
}

/// A policy that cannot be tested.
pub(super) fn broken(lang: Lang) -> &'static str {
    lang.pick("not tested: the policy has errors", "未测试：制度有错误")
}

/// The last line.
pub(super) fn summary(passed: usize, failed: usize, gaps: usize, lang: Lang) -> String {
    let total = passed + failed;
    let tests = if total == 1 { "test" } else { "tests" };
    let en_gaps = match gaps {
        0 => String::new(),
        1 => "; 1 thing in no test".into(),
        n => format!("; {n} things in no test"),
    };
    let zh_gaps = if gaps == 0 { String::new() } else { format!("；{gaps} 处没有测试涉及") };
    lang.pick(
        format!("{total} {tests}: {passed} passed, {failed} failed{en_gaps}\n"),
        format!("{total} 个测试：{passed} 个通过，{failed} 个未通过{zh_gaps}\n"),
    )
}
