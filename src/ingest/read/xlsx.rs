//! Workbooks of Excel 2007 and later (`.xlsx`, `.xlsm`), each sheet in one pass: cells with the value that the
//! spreadsheet last calculated, number formats as far as they make percentages or dates, merged ranges.

use std::collections::HashMap;
use std::path::Path;

use quick_xml::events::BytesStart;

use super::container::Container;
use super::limits::{Exceeded, Limit, Limits};
use super::number::{Shown, cell_of_iso_date, cell_of_written};
use super::sheet::Sheet;
use super::xml::{Piece, Xml, attribute, number_in, text_of};
use super::{Book, FileKind, ReadError};
use crate::ingest::grid::{Cell, CellKind, Grid, Place};

pub(super) fn read(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let mut container = Container::open(path, bytes, limits)?;
    let workbook = Workbook::read(path, &mut container, limits)?;
    limits.allow(Limit::Sheets, workbook.sheets.len()).map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
    let mut book = Book { kind: FileKind::Xlsx, ..Book::default() };
    for sheet in &workbook.sheets {
        if !sheet.is_worksheet {
            book.notes.push(format!("sheet {:?} holds no cells and was not read", sheet.name));
        } else if sheet.is_hidden {
            book.notes.push(format!("sheet {:?} is hidden and was not read", sheet.name));
        } else {
            let part = container.part(&sheet.part)?;
            let part = part.ok_or_else(|| ReadError::damaged(path, format!("its part {} is missing", sheet.part)))?;
            let text = text_of(path, part)?;
            let grid = workbook.grid(path, sheet, &text, limits, &mut book.notes)?;
            book.grids.push(grid);
        }
    }
    Ok(book)
}

/// What the sheets of a workbook share.
#[derive(Default)]
struct Workbook {
    sheets: Vec<Listed>,
    /// The texts that cells name by their number.
    texts: Vec<String>,
    /// How the cells of each style show numbers.
    styles: Vec<Shown>,
    is_1904: bool,
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    part: String,
    is_hidden: bool,
    is_worksheet: bool,
}

/// What a relation names: the end of its type, and the part.
type Relations = HashMap<String, (String, String)>;

impl Workbook {
    fn read(path: &Path, container: &mut Container<'_>, limits: &Limits) -> Result<Self, ReadError> {
        let package = relations(path, container, "_rels/.rels", "", limits)?;
        let main = package.into_values().find(|(kind, _)| kind == "officeDocument").map(|(_, part)| part);
        let main = main.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let part = container.part(&main)?;
        let part = part.ok_or_else(|| ReadError::damaged(path, format!("its part {main} is missing")))?;
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let relations = relations(path, container, &format!("{folder}/_rels/{file}.rels"), folder, limits)?;
        let mut workbook = Self::default();
        workbook.list_sheets(path, &text_of(path, part)?, &relations, limits)?;
        let of_kind = |wanted: &str, default: &str| {
            let found = relations.values().find(|(kind, _)| kind == wanted);
            found.map_or_else(|| format!("{folder}/{default}"), |(_, part)| part.clone())
        };
        if let Some(part) = container.part(&of_kind("styles", "styles.xml"))? {
            workbook.read_styles(path, &text_of(path, part)?, limits)?;
        }
        if let Some(part) = container.part(&of_kind("sharedStrings", "sharedStrings.xml"))? {
            workbook.read_texts(path, &text_of(path, part)?, limits)?;
        }
        Ok(workbook)
    }

    fn list_sheets(
        &mut self,
        path: &Path,
        text: &str,
        relations: &Relations,
        limits: &Limits,
    ) -> Result<(), ReadError> {
        let mut xml = Xml::new(path, "xl/workbook.xml", text, limits);
        loop {
            match xml.next()? {
                Piece::Open(element) => match element.local_name().as_ref() {
                    "workbookPr" => {
                        self.is_1904 =
                            attribute(&element, "date1904").is_some_and(|text| text == "1" || text == "true");
                    }
                    "sheet" => {
                        let number = self.sheets.len() + 1;
                        let (kind, part) = attribute(&element, "id")
                            .and_then(|id| relations.get(&id).cloned())
                            .unwrap_or_else(|| ("worksheet".to_owned(), format!("xl/worksheets/sheet{number}.xml")));
                        self.sheets.push(Listed {
                            name: attribute(&element, "name").unwrap_or_else(|| format!("Sheet{number}")),
                            part,
                            is_hidden: attribute(&element, "state").is_some_and(|state| state != "visible"),
                            is_worksheet: kind == "worksheet",
                        });
                    }
                    _ => {}
                },
                Piece::End => return Ok(()),
                Piece::Close(_) | Piece::Text(_) => {}
            }
        }
    }

    fn read_styles(&mut self, path: &Path, text: &str, limits: &Limits) -> Result<(), ReadError> {
        let mut xml = Xml::new(path, "xl/styles.xml", text, limits);
        let mut codes: HashMap<u32, Shown> = HashMap::new();
        let mut in_cells = false;
        loop {
            match xml.next()? {
                Piece::Open(element) => match element.local_name().as_ref() {
                    "numFmt" => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                        if let (Some(id), Some(code)) = (id, attribute(&element, "formatCode")) {
                            codes.insert(id, Shown::of_code(&code));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => {
                        let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                        self.styles.push(codes.get(&id).copied().unwrap_or_else(|| Shown::of_builtin(id)));
                    }
                    _ => {}
                },
                Piece::Close(element) if element.local_name().as_ref() == "cellXfs" => return Ok(()),
                Piece::End => return Ok(()),
                Piece::Close(_) | Piece::Text(_) => {}
            }
        }
    }

    fn read_texts(&mut self, path: &Path, text: &str, limits: &Limits) -> Result<(), ReadError> {
        let mut xml = Xml::new(path, "xl/sharedStrings.xml", text, limits);
        loop {
            match xml.next()? {
                Piece::Open(element) if element.local_name().as_ref() == "si" => {
                    let text = rich_text(&mut xml)?;
                    limits
                        .allow(Limit::CellText, text.len())
                        .map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
                    self.texts.push(text);
                }
                Piece::End => return Ok(()),
                Piece::Open(_) | Piece::Close(_) | Piece::Text(_) => {}
            }
        }
    }

    /// The cells of a sheet.
    fn grid(
        &self,
        path: &Path,
        listed: &Listed,
        text: &str,
        limits: &Limits,
        notes: &mut Vec<String>,
    ) -> Result<Grid, ReadError> {
        let exceeds = |exceeded: Exceeded| ReadError::limit(path, Some(&listed.name), exceeded);
        let mut xml = Xml::new(path, &listed.part, text, limits);
        let mut sheet = Sheet::new(limits);
        // where the next row and cell stand that do not say so
        let (mut row, mut column) = (0_usize, 0_usize);
        loop {
            match xml.next()? {
                Piece::Open(element) => match element.local_name().as_ref() {
                    "row" => {
                        let given = number_in(&element, "r").and_then(|number| number.checked_sub(1));
                        row = given.unwrap_or(row);
                        column = 0;
                        if is_set(&element, "hidden") {
                            sheet.hidden_row(row);
                        }
                    }
                    "c" => {
                        let found = self.cell(&mut xml, &element, listed)?;
                        if let Some(place) = found.place {
                            (row, column) = (place.row, place.column);
                        }
                        if found.lacks_value {
                            sheet.formula_without_value(row, column);
                        }
                        sheet.put(row, column, found.cell).map_err(exceeds)?;
                        column += 1;
                    }
                    "mergeCell" => {
                        if let Some((from, to)) = attribute(&element, "ref").as_deref().and_then(range) {
                            sheet.merge(from, to).map_err(exceeds)?;
                        }
                    }
                    _ => {}
                },
                Piece::Close(element) => match element.local_name().as_ref() {
                    "row" => row += 1,
                    // what follows the merged ranges changes no cell
                    "mergeCells" => break,
                    _ => {}
                },
                Piece::Text(_) => {}
                Piece::End => break,
            }
        }
        Ok(sheet.into_grid(Some(&listed.name), notes))
    }

    /// Reads a cell whose element has just opened, up to its end.
    fn cell(&self, xml: &mut Xml<'_>, element: &BytesStart<'_>, listed: &Listed) -> Result<Found, ReadError> {
        let (mut found, mut style, mut kind) = (Found::default(), 0_usize, CellType::Number);
        let mut attributes = element.attributes();
        attributes.with_checks(false);
        for attribute in attributes.flatten() {
            match attribute.key.local_name().as_ref() {
                "r" => {
                    let place = place(&attribute.value);
                    found.place = Some(place.ok_or_else(|| {
                        ReadError::damaged(xml.path(), format!("sheet {:?} has a cell without a place", listed.name))
                    })?);
                }
                "s" => style = attribute.value.parse().unwrap_or(0),
                "t" => kind = CellType::of(&attribute.value),
                _ => {}
            }
        }
        let outside = xml.depth().saturating_sub(1);
        let (mut has_formula, mut value) = (false, None);
        while xml.depth() > outside {
            match xml.next()? {
                Piece::Open(inner) => match inner.local_name().as_ref() {
                    "v" => value = Some(xml.text()?.into_owned()),
                    "is" => {
                        kind = CellType::Text;
                        value = Some(rich_text(xml)?);
                    }
                    "f" => {
                        has_formula = true;
                        xml.skip()?;
                    }
                    _ => xml.skip()?,
                },
                Piece::End => return Err(xml.malformed()),
                Piece::Close(_) | Piece::Text(_) => {}
            }
        }
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            found.lacks_value = has_formula && kind != CellType::Text;
            return Ok(found);
        };
        found.cell = match kind {
            CellType::Number => {
                let shown = self.styles.get(style).copied().unwrap_or_default();
                cell_of_written(&value, shown, self.is_1904)
            }
            CellType::Shared => {
                let text = value.trim().parse::<usize>().ok().and_then(|number| self.texts.get(number));
                let text = text.ok_or_else(|| {
                    ReadError::damaged(
                        xml.path(),
                        format!("sheet {:?} names a text that it does not hold", listed.name),
                    )
                })?;
                Cell::text(text.as_str())
            }
            CellType::Text => Cell::text(unescaped(value)),
            CellType::Flag => {
                let text = if value.trim() == "1" || value.trim() == "true" { "TRUE" } else { "FALSE" };
                Cell { kind: CellKind::Flag, text: text.to_owned() }
            }
            CellType::Error => Cell { kind: CellKind::Error, text: value },
            CellType::Date => cell_of_iso_date(&value),
        };
        Ok(found)
    }
}

/// A cell as it was found.
#[derive(Default)]
struct Found {
    /// Where it says it stands.
    place: Option<Place>,
    cell: Cell,
    /// Whether it has a formula that was never calculated.
    lacks_value: bool,
}

/// What the value of a cell is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CellType {
    Number,
    Shared,
    Text,
    Flag,
    Error,
    Date,
}

impl CellType {
    fn of(word: &str) -> Self {
        match word {
            "s" => Self::Shared,
            "str" | "inlineStr" => Self::Text,
            "b" => Self::Flag,
            "e" => Self::Error,
            "d" => Self::Date,
            _ => Self::Number,
        }
    }
}

/// The text of an element that has just opened, without the pronunciation that some editors add.
fn rich_text(xml: &mut Xml<'_>) -> Result<String, ReadError> {
    let outside = xml.depth().saturating_sub(1);
    let mut text = String::new();
    while xml.depth() > outside {
        match xml.next()? {
            Piece::Open(element) => match element.local_name().as_ref() {
                "t" => text.push_str(&xml.text()?),
                "rPh" | "phoneticPr" => xml.skip()?,
                _ => {}
            },
            Piece::End => return Err(xml.malformed()),
            Piece::Close(_) | Piece::Text(_) => {}
        }
    }
    Ok(unescaped(text))
}

/// The text with characters that XML cannot hold, which workbooks write as `_x000D_`, restored.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut restored = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        restored.push_str(&rest[..at]);
        rest = &rest[at..];
        let letter = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        let letter = letter.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        match letter {
            // a line break of two characters is one
            Some('\r') => rest = &rest[7..],
            Some(letter) => {
                restored.push(letter);
                rest = &rest[7..];
            }
            None => {
                restored.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    restored.push_str(rest);
    restored
}

fn relations(
    path: &Path,
    container: &mut Container<'_>,
    part: &str,
    folder: &str,
    limits: &Limits,
) -> Result<Relations, ReadError> {
    let mut relations = Relations::new();
    let Some(bytes) = container.part(part)? else { return Ok(relations) };
    let text = text_of(path, bytes)?;
    let mut xml = Xml::new(path, part, &text, limits);
    loop {
        match xml.next()? {
            Piece::Open(element) if element.local_name().as_ref() == "Relationship" => {
                let (Some(id), Some(target)) = (attribute(&element, "Id"), attribute(&element, "Target")) else {
                    continue;
                };
                let kind = attribute(&element, "Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.insert(id, (kind, resolve(folder, &target)));
            }
            Piece::End => return Ok(relations),
            Piece::Open(_) | Piece::Close(_) | Piece::Text(_) => {}
        }
    }
}

/// The part that a relation names, seen from the folder of the part that has the relation.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

/// A cell's place by its name (`E8`); absolute marks are passed over.
fn place(name: &str) -> Option<Place> {
    let (mut row, mut column) = (0_usize, 0_usize);
    for byte in name.bytes().filter(|byte| *byte != b'$') {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 => {
                column = column.checked_mul(26)?.checked_add(usize::from(byte.to_ascii_uppercase() - b'A') + 1)?;
            }
            b'0'..=b'9' => row = row.checked_mul(10)?.checked_add(usize::from(byte - b'0'))?,
            _ => return None,
        }
    }
    Some(Place::new(row.checked_sub(1)?, column.checked_sub(1)?))
}

/// A range by its name (`A1:B2`); a single cell is a range too.
fn range(name: &str) -> Option<(Place, Place)> {
    let (from, to) = name.split_once(':').unwrap_or((name, name));
    Some((place(from)?, place(to)?))
}

fn is_set(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|text| text == "1" || text == "true")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rust_xlsxwriter::{Format, Formula};

    use super::*;

    fn read_book(bytes: &[u8]) -> Book {
        read(Path::new("a.xlsx"), bytes, &Limits::default()).unwrap()
    }

    #[test]
    fn cells_are_read_as_they_are_shown() {
        let mut written = rust_xlsxwriter::Workbook::new();
        let percent = Format::new().set_num_format("0.00%");
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let sheet = written.add_worksheet().set_name("表 & 一").unwrap();
        sheet.write(0, 0, "项目\n名称").unwrap();
        sheet.write(1, 0, 2_940.049_999_999_999_7).unwrap();
        sheet.write_with_format(1, 1, 0.8619, &percent).unwrap();
        sheet.write_with_format(1, 2, 45322, &date).unwrap();
        sheet.write(1, 3, true).unwrap();
        sheet.write_formula(1, 4, Formula::new("=A2").set_result("7")).unwrap();
        sheet.merge_range(2, 0, 3, 1, "合并", &Format::new()).unwrap();
        sheet.write(9, 6, "远").unwrap();
        written.add_worksheet().set_name("藏").unwrap().set_hidden(true).write(0, 0, 1).unwrap();
        let book = read_book(&written.save_to_buffer().unwrap());
        assert_eq!(book.notes, ["sheet \"藏\" is hidden and was not read"]);
        let grid = &book.grids[0];
        assert_eq!(grid.sheet.as_deref(), Some("表 & 一"));
        let cell = |row, column| grid.cell(Place::new(row, column));
        assert_eq!(cell(0, 0).text, "项目\n名称");
        assert_eq!(cell(1, 0), &Cell { kind: CellKind::Number, text: "2940.05".to_owned() });
        assert_eq!(cell(1, 1), &Cell { kind: CellKind::Percent, text: "0.8619".to_owned() });
        assert_eq!(cell(1, 2), &Cell { kind: CellKind::Date, text: "2024-01-31".to_owned() });
        assert_eq!(cell(1, 3), &Cell { kind: CellKind::Flag, text: "TRUE".to_owned() });
        assert_eq!(cell(1, 4).text, "7", "the value that was last calculated");
        assert_eq!((cell(2, 0).text.as_str(), cell(3, 1).is_blank()), ("合并", true));
        assert_eq!(grid.merge_at(Place::new(3, 1)).unwrap().from, Place::new(2, 0));
        assert_eq!(cell(9, 6).text, "远");
        assert_eq!(grid.height(), 10);
    }

    /// A workbook written by hand, with one sheet of this XML.
    fn by_hand(sheet: &str) -> Vec<u8> {
        super::super::examples::packed(&[
            (
                "_rels/.rels",
                "<Relationships><Relationship Id='r1' Type='http://x/officeDocument' Target='xl/workbook.xml'/>\
                 </Relationships>",
            ),
            ("xl/workbook.xml", "<workbook><sheets><sheet name='表' r:id='r1'/></sheets></workbook>"),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id='r1' Type='http://x/worksheet' Target='/xl/sheets/one.xml'/>\
                 </Relationships>",
            ),
            ("xl/sheets/one.xml", sheet),
            (
                "xl/sharedStrings.xml",
                "<sst><si><r><t>预</t></r><r><t>算</t></r><rPh><t>yu</t></rPh></si><si><t>a_x000D_\nb_x0041_</t></si></sst>",
            ),
        ])
    }

    #[test]
    fn what_writers_leave_out_is_filled_in() {
        let sheet = "<x:worksheet><x:sheetData><x:row><x:c t='s'><x:v>0</x:v></x:c><x:c t='s'><x:v>1</x:v></x:c></x:row>\
                     <x:row r='4' hidden='1'><x:c r='B4' t='inlineStr'><x:is><x:t>内</x:t></x:is></x:c><x:c><x:v>3</x:v></x:c>\
                     <x:c t='e'><x:v>#REF!</x:v></x:c><x:c t='str'><x:f>A1</x:f><x:v/></x:c><x:c><x:f>B1</x:f></x:c></x:row>\
                     </x:sheetData><x:mergeCells><x:mergeCell ref='A1:B2'/></x:mergeCells></x:worksheet>";
        let book = read_book(&by_hand(sheet));
        let grid = &book.grids[0];
        let text = |row, column| grid.cell(Place::new(row, column)).text.as_str();
        assert_eq!((text(0, 0), text(0, 1)), ("预算", "a\nbA"));
        assert_eq!((text(3, 1), text(3, 2), text(3, 3)), ("内", "3", "#REF!"));
        assert_eq!(grid.cell(Place::new(3, 3)).kind, CellKind::Error);
        assert_eq!(grid.merges().len(), 1);
        assert_eq!(
            book.notes,
            [
                "sheet \"表\": 1 cell (F4) has a formula and no value; open the file in Excel or WPS, let it calculate, and \
                 save it",
                "sheet \"表\": row 4 is hidden and was read"
            ]
        );
    }

    #[test]
    fn damage_and_excess_are_said() {
        let said =
            |sheet: &str, limits: &Limits| read(Path::new("a.xlsx"), &by_hand(sheet), limits).unwrap_err().to_string();
        let limits = Limits::default();
        let cell = |attributes: &str| {
            format!("<worksheet><sheetData><row><c {attributes}><v>9</v></c></row></sheetData></worksheet>")
        };
        for (sheet, words) in [
            (cell("r='AB'"), "a.xlsx is a damaged workbook: sheet \"表\" has a cell without a place"),
            (cell("t='s'"), "a.xlsx is a damaged workbook: sheet \"表\" names a text that it does not hold"),
            (cell("r='XFE1'"), "a.xlsx sheet \"表\" reaches to column 16385, beyond the 16384 columns that are read"),
            (cell("r='A9999999'"), "a.xlsx sheet \"表\" reaches to row 9999999, beyond the 3000000 rows that are read"),
            (
                "<worksheet><sheetData><row>".to_owned(),
                "its part xl/sheets/one.xml is malformed or breaks off at byte 27",
            ),
            (format!("<worksheet>{}", "<a>".repeat(300)), "a.xlsx nests elements more than 256 deep"),
        ] {
            let found = said(&sheet, &limits);
            assert!(found.contains(words), "{found}");
        }
        // the last cell of the largest sheet costs one row
        let book = read_book(&by_hand(&cell("r='XFD1048576'")));
        assert_eq!((book.grids[0].height(), book.grids[0].width()), (1_048_576, 16_384));
        let limits = limits.with(Limit::Cells, 20_000);
        let rows = "<row><c r='XFD1'><v>1</v></c></row><row><c r='XFD2'><v>1</v></c></row>";
        let found = said(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"), &limits);
        assert_eq!(found, "a.xlsx sheet \"表\" reaches over more than the 20000 cells that are read");
    }

    #[test]
    fn names_of_places() {
        assert_eq!(place("E8"), Some(Place::new(7, 4)));
        assert_eq!(place("$XFD$1048576"), Some(Place::new(1_048_575, 16_383)));
        for name in ["", "A", "1", "A0", "A1B", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1"] {
            assert_eq!(place(name), None, "{name}");
        }
        assert_eq!(resolve("xl", "../customXml/item.xml"), "customXml/item.xml");
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
    }
}
