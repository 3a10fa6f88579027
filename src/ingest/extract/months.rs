//! How far the months of a header reach: 1-7月执行数, 截至8月底执行情况, 上半年.
//!
//! Offices monitor at other months than July (财预〔2019〕136号 names January to July), so the month is read from the
//! form. A single month that nothing says is an end (8月执行数) is that month's own figure and gives none.

/// The last month that a header (squeezed) begins with, and what follows: `1-7月执行数` gives 7 and `执行数`.
pub(crate) fn months(text: &str) -> Option<(u32, &str)> {
    let until = text.strip_prefix("截至").or_else(|| text.strip_prefix("截止"));
    let rest = until.map_or(text, |rest| rest.trim_start_matches(['到', '至']));
    let rest = without_year(rest);
    for (word, month) in [
        ("上半年", 6),
        ("前三季度", 9),
        ("前三个季度", 9),
        ("前两季度", 6),
        ("前两个季度", 6),
        ("第一季度", 3),
        ("一季度", 3),
    ] {
        if let Some(after) = rest.strip_prefix(word) {
            return Some((month, after));
        }
    }
    if let Some((month, after)) = rest.strip_prefix('前').and_then(number) {
        return after.strip_prefix("个月").and_then(|after| valid(1, month, after));
    }
    let (first, after) = number(rest)?;
    let named = after.strip_prefix('月');
    let body = named.unwrap_or(after);
    let body = body.strip_prefix('份').filter(|_| named.is_some()).unwrap_or(body);
    if let Some(second) = body.strip_prefix(['-', '~', '—', '–', '―', '一', '至', '到']) {
        let (last, after) = number(without_year(second.trim_start_matches(['-', '—'])))?;
        if let Some(after) = after.strip_prefix("季度").filter(|_| last <= 4 && first <= last) {
            return Some((last * 3, after));
        }
        return after.strip_prefix('月').and_then(|after| valid(first, last, end(after).0));
    }
    let (after, is_end) = end(body);
    (named.is_some() && (until.is_some() || is_end)).then(|| valid(first, first, after)).flatten()
}

/// The months that stand anywhere in a line (squeezed): 2024年1-8月项目支出绩效目标执行监控表.
pub(crate) fn months_in(text: &str) -> Option<u32> {
    let begins = |letter: char| letter.is_ascii_digit() || "截上前第一二三四五六七八九十".contains(letter);
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        let is_inside = before.is_ascii_digit() || ("一二三四五六七八九十".contains(before) && letter != '截');
        before = letter;
        if !is_inside
            && begins(letter)
            && let Some((month, _)) = months(&text[at..])
        {
            return Some(month);
        }
    }
    None
}

fn valid(first: u32, last: u32, after: &str) -> Option<(u32, &str)> {
    ((1..=12).contains(&first) && (first..=12).contains(&last)).then_some((last, after))
}

/// The text after 2024年 or 2024年度, where it begins so.
fn without_year(text: &str) -> &str {
    let Some((year, rest)) = text.split_once('年') else { return text };
    let is_year = year == "本" || (year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()));
    if is_year { rest.strip_prefix('度').unwrap_or(rest) } else { text }
}

/// A number of one or two digits at the start, Arabic or Chinese, and the rest.
fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return (digits <= 2).then(|| Some((text[..digits].parse().ok()?, &text[digits..]))).flatten();
    }
    let of = |letter: char| "一二三四五六七八九".chars().zip(1..).find(|(digit, _)| *digit == letter).map(|(_, n)| n);
    let mut letters = text.chars();
    let first = letters.next()?;
    if first != '十' {
        return of(first).map(|number| (number, letters.as_str()));
    }
    let rest = letters.as_str();
    match letters.next().and_then(of) {
        Some(one) => Some((10 + one, letters.as_str())),
        None => Some((10, rest)),
    }
}

/// What follows 份, 底, 末 or a day (31日), and whether 底 or 末 was there: a day alone may be that of a signature.
fn end(text: &str) -> (&str, bool) {
    let text = text.strip_prefix('份').unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let day = text[digits..].strip_prefix('日').filter(|_| digits > 0);
    let ended = text.strip_prefix(['底', '末']);
    let rest = ended.or(day).unwrap_or(text);
    (rest.strip_prefix('止').unwrap_or(rest), ended.is_some())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn headers_say_how_far_they_reach() {
        for (given, expected) in [
            ("1-7月执行数", Some((7, "执行数"))),
            ("1—8月执行率", Some((8, "执行率"))),
            ("1~6月份执行情况", Some((6, "执行情况"))),
            ("1月-9月支出数", Some((9, "支出数"))),
            ("1至10月执行数", Some((10, "执行数"))),
            ("一至七月执行数", Some((7, "执行数"))),
            ("2024年1-9月执行数", Some((9, "执行数"))),
            ("截至8月底执行数", Some((8, "执行数"))),
            ("截止7月31日执行数", Some((7, "执行数"))),
            ("截至2024年十一月末实际支出", Some((11, "实际支出"))),
            ("8月底执行数", Some((8, "执行数"))),
            ("上半年执行数", Some((6, "执行数"))),
            ("前三季度执行数", Some((9, "执行数"))),
            ("1-3季度执行数", Some((9, "执行数"))),
            ("前8个月执行数", Some((8, "执行数"))),
            ("8月执行数", None),
            ("全年预计执行数", None),
            ("9-7月执行数", None),
            ("1-13月执行数", None),
            ("年初预算数", None),
            ("", None),
        ] {
            assert_eq!(months(given), expected, "{given}");
        }
    }

    #[test]
    fn titles_say_it_too() {
        for (given, expected) in [
            ("2024年1-8月项目支出绩效目标执行监控表", Some(8)),
            ("项目支出绩效目标执行监控表(2024年1—7月)", Some(7)),
            ("2024年度上半年绩效运行监控表", Some(6)),
            ("监控时点:截至2024年9月30日", Some(9)),
            ("项目支出绩效目标执行监控表(2024年度)", None),
            ("填表日期:2024年8月15日", None),
        ] {
            assert_eq!(months_in(given), expected, "{given}");
        }
    }

    proptest! {
        #[test]
        fn printed_months_read_back(last in 1_u32..=12, dash in prop::sample::select(vec!["-", "—", "~", "至"])) {
            let header = format!("1{dash}{last}月执行数");
            prop_assert_eq!(months(&header), Some((last, "执行数")));
        }

        #[test]
        fn nothing_panics(given in "\\PC{0,20}") {
            let _ = months(&given);
            let _ = months_in(&given);
        }
    }
}
