//! The tables of web pages, which many systems export under the name of a workbook; see [`Document`] for where their
//! cells stand. A cell's text is what a browser shows.

use std::path::Path;

use scraper::{Html, Node};

use super::decode::{declared_in, decode};
use super::document::{Document, Down, Span};
use super::error::WEB_PAGE;
use super::limits::{Exceeded, Limit, Limits};
use super::{Book, FileKind, ReadError};

/// The most columns and rows that a browser lets a cell reach over.
const WIDEST: usize = 1_000;
const HIGHEST: usize = 65_534;

/// Elements that begin and end a line.
const BLOCKS: [&str; 22] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "p",
    "section",
    "ul",
];

/// Elements of which nothing is shown.
const UNSEEN: [&str; 7] = ["script", "style", "template", "noscript", "head", "select", "textarea"];

pub(super) fn read(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let decoded = decode(path, bytes, declared_in(bytes, "charset").or(declared_in(bytes, "encoding")).as_deref())?;
    let exceeds = |exceeded: Exceeded| ReadError::limit(path, None, exceeded);
    allow_depth(&decoded.text, limits).map_err(exceeds)?;
    let page = Html::parse_document(&decoded.text);
    let mut reading = Reading { document: Document::new(limits), text: String::new(), title: None, caption: false };
    reading.walk(&page).map_err(exceeds)?;
    let title = reading.title;
    let (grids, mut notes) = reading.document.finish();
    if grids.is_empty() {
        return Err(ReadError::NoTable { path: path.to_owned(), what: WEB_PAGE, title });
    }
    notes.extend(decoded.note());
    Ok(Book { kind: FileKind::Html, grids, notes })
}

struct Reading<'a> {
    document: Document<'a>,
    /// The line that is being collected.
    text: String,
    title: Option<String>,
    caption: bool,
}

impl Reading<'_> {
    fn walk(&mut self, page: &Html) -> Result<(), Exceeded> {
        let root = page.tree.root();
        let mut next = Some(root);
        // in the order of the page, without recursion: a page may be nested deep
        while let Some(node) = next {
            let is_seen = match node.value() {
                Node::Element(element) => {
                    let name = element.name();
                    if name == "title" && self.title.is_none() {
                        let text = node.children().filter_map(|child| child.value().as_text());
                        let text: String = text.map(|text| &**text).collect();
                        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                        self.title = Some(text.chars().take(60).collect()).filter(|text: &String| !text.is_empty());
                    }
                    let is_seen = !UNSEEN.contains(&name);
                    if is_seen {
                        let number = |name: &str| element.attr(name).and_then(|text| text.trim().parse().ok());
                        let columns = number("colspan").unwrap_or(1_usize).clamp(1, WIDEST);
                        let rows = number("rowspan").unwrap_or(1_usize).clamp(1, HIGHEST);
                        self.open(name, Span { columns, rows: Down::Rows(rows) })?;
                    }
                    is_seen || name == "head"
                }
                Node::Text(text) => {
                    let is_title = node.parent().is_some_and(|parent| {
                        parent.value().as_element().is_some_and(|element| element.name() == "title")
                    });
                    if !is_title {
                        self.add(text);
                    }
                    false
                }
                _ => true,
            };
            next = if is_seen { node.first_child() } else { None };
            let mut node = node;
            while next.is_none() {
                if let Node::Element(element) = node.value()
                    && !UNSEEN.contains(&element.name())
                {
                    self.close(element.name())?;
                }
                next = node.next_sibling();
                match node.parent() {
                    Some(parent) if next.is_none() => node = parent,
                    _ => break,
                }
            }
        }
        self.end_line()
    }

    fn open(&mut self, name: &str, span: Span) -> Result<(), Exceeded> {
        match name {
            "table" => {
                self.end_line()?;
                self.document.begin_table()?;
            }
            "td" | "th" => {
                self.text.clear();
                self.document.begin_cell();
                self.document.span(span);
            }
            "caption" => self.caption = true,
            "br" => self.end_line()?,
            name if BLOCKS.contains(&name) => self.end_line()?,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Exceeded> {
        match name {
            "td" | "th" => {
                self.end_line()?;
                self.document.end_cell()?;
            }
            "tr" => self.document.end_row()?,
            "table" => {
                self.text.clear();
                self.document.end_table()?;
            }
            "caption" => {
                self.end_line()?;
                self.caption = false;
            }
            name if BLOCKS.contains(&name) => self.end_line()?,
            _ => {}
        }
        Ok(())
    }

    /// Adds text as a browser shows it: white space as one blank, a blank that must not break as one of its own.
    fn add(&mut self, text: &str) {
        for letter in text.chars() {
            if matches!(letter, ' ' | '\t' | '\n' | '\r' | '\x0c') {
                if !self.text.is_empty() && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            } else {
                self.text.push(if letter == '\u{a0}' { ' ' } else { letter });
            }
        }
    }

    fn end_line(&mut self) -> Result<(), Exceeded> {
        let text = std::mem::take(&mut self.text);
        let line = text.trim_end_matches(' ');
        if line.trim().is_empty() {
            return Ok(());
        }
        if self.caption { self.document.heading(line) } else { self.document.line(line) }
    }
}

/// Whether elements are nested no deeper than is read. The page is only scanned: a parser of HTML takes the square of
/// the depth.
fn allow_depth(page: &str, limits: &Limits) -> Result<(), Exceeded> {
    const CLOSED: [&str; 24] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "p", "li", "dt", "dd", "option", "tbody", "thead", "tfoot", "html", "body",
    ];
    let mut depth = 0_usize;
    // for each open table, the depth at which its cells begin
    let mut tables: Vec<usize> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with("!--") {
            let Some(end) = rest.find("-->") else { break };
            rest = &rest[end..];
            continue;
        }
        let is_end = rest.starts_with('/');
        let name: String = rest
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        match name.as_str() {
            "" => continue,
            "script" | "style" if !is_end => {
                let end = rest.find("</").unwrap_or(rest.len());
                rest = &rest[end..];
                continue;
            }
            "table" if is_end => depth = tables.pop().unwrap_or(depth).saturating_sub(1),
            "table" => {
                depth += 1;
                tables.push(depth);
            }
            // whatever a cell leaves open ends with it; what stands between cells does not
            "td" | "th" if !is_end => {
                if let Some(cells) = tables.last() {
                    depth = depth.max(*cells) + 1;
                }
            }
            "td" | "th" => depth = tables.last().copied().unwrap_or(depth),
            "tr" => depth = tables.last().map_or(depth, |cells| depth.min(cells + 1)),
            name if CLOSED.contains(&name) => {}
            _ if is_end => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
        limits.allow(Limit::XmlDepth, depth)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::ingest::grid::{Grid, Place};

    fn read_page(page: &str) -> Result<Book, ReadError> {
        read(Path::new("a.xls"), page.as_bytes(), &Limits::default())
    }

    fn text(grid: &Grid, row: usize, column: usize) -> &str {
        &grid.cell(Place::new(row, column)).text
    }

    #[test]
    fn cells_are_what_a_browser_shows() {
        let book = read_page(
            "<html><head><meta charset=utf-8><title>x</title><style>td{}</style></head><body><h1>2023年度 项目\n 支出表</h1>\
             <p>编制部门：某局</p><table border=1><caption>单位：万元</caption><tr><td rowspan=2>项目<br>名称<td colspan=2>资金\
             <tr><td>年初&nbsp;数<td>全年&amp;数</tr><tr><td><p>甲</p><p>乙</p></td><td> 1,200.50 <script>x</script></td>\
             <td><b>86</b>%</td></tr></table><p>注</p></body></html>",
        )
        .unwrap();
        let grid = &book.grids[0];
        assert_eq!(
            [text(grid, 0, 0), text(grid, 1, 0), text(grid, 2, 0)],
            ["2023年度 项目 支出表", "编制部门：某局", "单位：万元"]
        );
        assert_eq!([text(grid, 3, 0), text(grid, 3, 1)], ["项目\n名称", "资金"]);
        assert_eq!([text(grid, 4, 0), text(grid, 4, 1), text(grid, 4, 2)], ["", "年初 数", "全年&数"]);
        assert_eq!([text(grid, 5, 0), text(grid, 5, 1), text(grid, 5, 2)], ["甲\n乙", "1,200.50", "86%"]);
        let merges: Vec<String> = grid.merges().iter().map(|merge| format!("{}:{}", merge.from, merge.to)).collect();
        assert_eq!(merges, ["A4:A5", "B4:C4"]);
        assert_eq!(book.notes, ["1 line of text outside its tables was not read"]);
    }

    #[test]
    fn encodings_are_found_where_the_page_names_them() {
        let page = "<html><meta http-equiv=Content-Type content=\"text/html; charset=gb2312\"><table><tr><td>预算<td>一</table>";
        let book = read(Path::new("a.xls"), &encoding_rs::GBK.encode(page).0, &Limits::default()).unwrap();
        assert_eq!(text(&book.grids[0], 0, 0), "预算");
        assert_eq!(book.notes, ["read as gb18030 text"]);
    }

    #[test]
    fn tables_within_tables_are_tables() {
        let book = read_page("<table><tr><td>a<table><tr><td>b<td>c</table>d<td>e</table>").unwrap();
        assert_eq!(book.grids.len(), 2);
        assert_eq!([text(&book.grids[0], 0, 0), text(&book.grids[0], 0, 1)], ["a\nd", "e"]);
        assert_eq!(text(&book.grids[1], 0, 1), "c");
        assert_eq!(book.notes, ["表2 stands within a cell of 表1 (A1)"]);
    }

    #[test]
    fn what_is_no_table_or_too_deep_is_said() {
        let said = |page: &str| read_page(page).unwrap_err().to_string();
        assert_eq!(
            said("<html><title> 用户\n登录 </title><form>…</form>"),
            "a.xls is a web page (HTML) without a table; its title is `用户 登录`"
        );
        assert_eq!(said(&"<div>".repeat(100_000)), "a.xls nests elements more than 256 deep");
        assert_eq!(said(&"<table><tr><td>".repeat(10_000)), "a.xls nests elements more than 256 deep");
        // cells that leave their elements open, as old exports do, are not deep
        let rows = "<tr><td><font color=red>1<td><font>2".repeat(1_000);
        assert_eq!(read_page(&format!("<table>{rows}</table>")).unwrap().grids[0].height(), 1_000);
        let said = said(&format!("<table>{}</table>", "<tr><td colspan=1000 rowspan=65534>1".repeat(20)));
        assert_eq!(said, "a.xls reaches to column 17000, beyond the 16384 columns that are read");
    }
}
