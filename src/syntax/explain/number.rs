//! Numbers in Chinese characters.

/// The value of a number in Chinese characters, up to 9999.
fn value(text: &str) -> Option<u32> {
    let (mut sum, mut digit) = (0, None);
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                let at = "〇一二三四五六七八九".chars().position(|d| d == c || (c == '零' && d == '〇'));
                let at = at.or(if c == '两' { Some(2) } else { None })?;
                digit = Some(u32::try_from(at).ok()?);
                continue;
            }
        };
        // `十五` begins with an unwritten one.
        sum += digit.take().unwrap_or(1) * unit;
    }
    Some(sum + digit.unwrap_or(0))
}

/// A word that is a number in Chinese characters, or begins with one and goes on as a unit: the same with digits.
pub(in crate::syntax) fn in_digits(word: &str) -> Option<String> {
    const UNITS: &[&str] = &[
        "",
        "秒",
        "秒钟",
        "分钟",
        "小时",
        "个小时",
        "个工作小时",
        "天",
        "日",
        "个工作日",
        "工作日",
        "周",
        "个月",
        "月",
        "个季度",
        "年",
        "元",
        "次",
        "分",
    ];
    let end = word.find(|c| !"〇零一二三四五六七八九十百千两".contains(c)).unwrap_or(word.len());
    let (number, unit) = word.split_at(end);
    if number.is_empty() || !UNITS.contains(&unit) {
        return None;
    }
    let number = value(number)?;
    Some(if unit.is_empty() { number.to_string() } else { format!("{number} {unit}") })
}

#[cfg(test)]
mod tests {
    use super::in_digits;

    #[test]
    fn chinese_numbers_are_read() {
        for (word, digits) in [
            ("三十", "30"),
            ("十五分钟", "15 分钟"),
            ("一百零五元", "105 元"),
            ("两个工作日", "2 个工作日"),
            ("二十", "20"),
        ] {
            assert_eq!(in_digits(word).as_deref(), Some(digits), "{word}");
        }
        for name in ["一班", "三方会审", "报警", "百货"] {
            assert_eq!(in_digits(name), None, "{name}");
        }
    }
}
