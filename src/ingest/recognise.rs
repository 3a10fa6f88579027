//! Which form a sheet is: by title words, header words and structure, never by its file's name.
//!
//! A flat table is recognised by its header; a table by function code by a code column beside 基本支出 or 项目支出 and
//! its title; a form by its title. A sheet may hold several forms or tables one after another: each title begins one.

use super::about::Constants;
use super::definition::{Definition, Forms, Layout};
use super::extract::{Block, Head, Header, HeaderTexts, find_frame};
use super::grid::{Cell, Grid};
use super::spelling::{squeezed, without_brackets};
use super::vocabulary::Vocabulary;

/// A form that was recognised.
pub(crate) struct Found<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) fit: Fit,
}

/// Where it stands.
pub(crate) enum Fit {
    /// The header of a flat table.
    Header(Header),
    /// A block of the sheet and the row of its title.
    Block { title: usize, block: Block },
}

/// How many rows of a block may lie above its header.
const HEAD_ROWS: usize = 12;

/// The forms and tables of a sheet, in their order, and the titles of tables beside them that no definition fits; empty
/// where no definition fits at all.
pub(crate) fn recognise<'a>(grid: &Grid, constants: &Constants, forms: &'a Forms) -> (Vec<Found<'a>>, Vec<String>) {
    let (blocks, others) = blocks(grid, forms);
    if !blocks.is_empty() {
        return (blocks, others);
    }
    let mut best: Option<(&Definition, Header)> = None;
    let texts = HeaderTexts::of(grid);
    for definition in forms.definitions.iter().filter(|definition| definition.layout == Layout::Table) {
        let Some(header) = Header::find(grid, &texts, definition, constants, &forms.words) else { continue };
        if best.as_ref().is_none_or(|(known, other)| rank(definition, &header) > rank(known, other)) {
            best = Some((definition, header));
        }
    }
    let found = best.map(|(definition, header)| Found { definition, fit: Fit::Header(header) });
    (found.into_iter().collect(), Vec::new())
}

/// For comparing definitions: completeness, then a bureau's own before the embedded ones, then as headers compare.
fn rank(definition: &Definition, header: &Header) -> (bool, bool, usize, std::cmp::Reverse<usize>) {
    let (is_whole, columns, others) = header.rank();
    (is_whole, definition.from.is_own, columns, others)
}

/// A title on a sheet, and the definition that it may begin.
struct Title<'a> {
    row: usize,
    text: String,
    definition: Option<&'a Definition>,
}

/// The blocks that begin with a fitting title and have the structure it promises: each reaches to the next title. A
/// table's own title again, on its next page, begins nothing.
fn blocks<'a>(grid: &Grid, forms: &'a Forms) -> (Vec<Found<'a>>, Vec<String>) {
    let mut titles: Vec<Title<'_>> = Vec::new();
    for row in 0..grid.height() {
        let Some(title) = title_at(grid, row, forms) else { continue };
        let known = titles.last().filter(|known| known.text == title.text);
        let is_table = |title: &Title<'_>| title.definition.is_some_and(|d| d.layout == Layout::Hierarchy);
        let goes_on = known.is_some_and(|known| is_table(known) && same_owner(grid, known, row, &forms.words));
        if !goes_on {
            titles.push(title);
        }
    }
    let mut found = Vec::new();
    let mut others = Vec::new();
    for (at, title) in titles.iter().enumerate() {
        let to = titles.get(at + 1).map_or(grid.height(), |next| next.row);
        // what stands above the first title belongs to it
        let is_first = titles[..at].iter().all(|known| known.definition.is_none()) && title.row <= HEAD_ROWS;
        let block = Block { from: if is_first { 0 } else { title.row }, to };
        match title.definition.filter(|definition| has_structure(grid, definition, title.row, block, &forms.words)) {
            Some(definition) => found.push(Found { definition, fit: Fit::Block { title: title.row, block } }),
            None if to > title.row + 3 => others.push(title.text.clone()),
            None => {}
        }
    }
    (found, others)
}

/// Whether the lines below a repeated title name no other department than those below the first.
fn same_owner(grid: &Grid, known: &Title<'_>, row: usize, words: &Vocabulary) -> bool {
    let Some(definition) = known.definition else { return false };
    let read = |row: usize| {
        let to = (row + 1..grid.height().min(row + 5))
            .find(|row| grid.row(*row).iter().filter(|cell| !cell.is_blank()).count() > 3)
            .unwrap_or(row + 1);
        Head::read(grid, Block { from: row, to }, Some(row), definition, words)
    };
    let (first, next) = (read(known.row), read(row));
    (next.department.is_none() || next.department == first.department)
        && (next.unit.is_none() || next.unit == first.unit)
        && (next.year.is_none() || next.year == first.year)
}

/// Whether a block has the parts of its layout: three labels of a form, the columns of a table by function code.
fn has_structure(grid: &Grid, definition: &Definition, title: usize, block: Block, words: &Vocabulary) -> bool {
    if definition.hierarchy.is_some() {
        return find_frame(grid, block, title, definition, words).is_some();
    }
    let Some(parts) = &definition.form else { return false };
    let cells = (block.from..block.to).flat_map(|row| grid.row(row)).map(|cell| squeezed(&cell.text));
    let lists = || parts.labels.values().chain([&parts.funds]);
    cells.filter(|text| lists().any(|list| list.has(text.split(':').next().unwrap_or(text)))).count() >= 3
}

/// The title that a row is: a printed cell (a table's number before it and a page number or unit after it apart) that
/// ends as the name of a table does, or has the title words of a definition.
fn title_at<'a>(grid: &Grid, row: usize, forms: &'a Forms) -> Option<Title<'a>> {
    let printed: Vec<&Cell> = grid.row(row).iter().filter(|cell| !cell.is_blank()).take(4).collect();
    let first = squeezed(&printed.first()?.text);
    // 表3, 公开03表, 附件2, 预算04表
    let is_number = |text: &str| {
        let numbered = text.chars().any(|letter| letter.is_ascii_digit() || "一二三四五六七八九十".contains(letter));
        let named = ["表", "附件", "附表", "公开"].iter().any(|word| text.starts_with(word)) || text.ends_with('表');
        text.chars().count() <= 8 && numbered && named
    };
    let text = if is_number(&first) && printed.len() > 1 { squeezed(&printed[1].text) } else { first };
    let is_sentence = text.contains(['。', ';', '，', ','])
        || forms.words.begins_note(&text)
        || forms.words.empty.any_in(&text)
        || text.starts_with("本");
    if text.chars().count() > 60 || printed.len() > 3 || is_sentence {
        return None;
    }
    let fits = |definition: &&Definition| {
        definition.layout != Layout::Table && definition.title.any.any_in(&text) && !definition.title.none.any_in(&text)
    };
    let definition = forms.definitions.iter().find(fits);
    let bare = without_brackets(&text);
    let is_named = bare.ends_with('表') && bare.chars().count() >= 5 && !text.contains(':') && !is_number(&text);
    let text = text.replace("(续)", "").replace("续表", "");
    (definition.is_some() || (is_named && printed.len() <= 2)).then_some(Title { row, text, definition })
}

/// The first printed cells of a sheet, for a message.
pub(crate) fn opening(grid: &Grid) -> String {
    let cells = (0..grid.height().min(HEAD_ROWS)).flat_map(|row| grid.row(row)).filter(|cell| !cell.is_blank());
    let cells: Vec<String> = cells
        .take(4)
        .map(|cell| {
            let text = squeezed(&cell.text);
            if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text }
        })
        .collect();
    format!("`{}`", cells.join("`, `"))
}
