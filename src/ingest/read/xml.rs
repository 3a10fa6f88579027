//! XML as a stream of elements and text: one way for all readers, with a limit on depth.

use std::borrow::Cow;
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::reader::Reader;

use super::ReadError;
use super::decode::{declared_in, decode};
use super::limits::{Limit, Limits};

/// What comes next in a document. An element without content opens and closes.
pub(super) enum Piece<'a> {
    /// An element opens.
    Open(BytesStart<'a>),
    /// It closes.
    Close(BytesEnd<'a>),
    /// Text, entities resolved.
    Text(Cow<'a, str>),
    /// The document ends.
    End,
}

/// A document, or a part of a container, read from its beginning to its end.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    path: &'a Path,
    /// The part of the container, for messages.
    part: &'a str,
    limits: &'a Limits,
    depth: usize,
}

impl<'a> Xml<'a> {
    /// A document of this text; `part` is empty where it is the whole file.
    pub(super) fn new(path: &'a Path, part: &'a str, text: &'a str, limits: &'a Limits) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, path, part, limits, depth: 0 }
    }

    /// The file, for messages.
    pub(super) fn path(&self) -> &'a Path {
        self.path
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// What comes next.
    ///
    /// # Errors
    /// When the document is malformed, breaks off, or is nested too deep.
    pub(super) fn next(&mut self) -> Result<Piece<'a>, ReadError> {
        loop {
            return Ok(match self.reader.read_event().map_err(|_| self.malformed())? {
                Event::Start(element) | Event::Empty(element) => {
                    self.depth += 1;
                    self.limits
                        .allow(Limit::XmlDepth, self.depth)
                        .map_err(|exceeded| ReadError::limit(self.path, None, exceeded))?;
                    Piece::Open(element)
                }
                Event::End(element) => {
                    self.depth = self.depth.saturating_sub(1);
                    Piece::Close(element)
                }
                Event::Text(text) => Piece::Text(text.xml10_content()),
                Event::CData(text) => Piece::Text(text.xml10_content()),
                Event::GeneralRef(reference) => Piece::Text(resolved(&reference)),
                Event::Eof if self.depth > 0 => return Err(self.malformed()),
                Event::Eof => Piece::End,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            });
        }
    }

    /// Passes over what an element that has just opened holds.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if matches!(self.next()?, Piece::End) {
                return Err(self.malformed());
            }
        }
        Ok(())
    }

    /// All text in an element that has just opened.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub(super) fn text(&mut self) -> Result<Cow<'a, str>, ReadError> {
        let outside = self.depth.saturating_sub(1);
        let mut text = Cow::Borrowed("");
        while self.depth > outside {
            match self.next()? {
                Piece::Text(more) if text.is_empty() => text = more,
                Piece::Text(more) => text.to_mut().push_str(&more),
                Piece::End => return Err(self.malformed()),
                Piece::Open(_) | Piece::Close(_) => {}
            }
        }
        Ok(text)
    }

    /// Why it cannot be read further.
    pub(super) fn malformed(&self) -> ReadError {
        let at = self.reader.error_position().max(self.reader.buffer_position());
        let part = if self.part.is_empty() { "its XML".to_owned() } else { format!("its part {}", self.part) };
        ReadError::damaged(self.path, format!("{part} is malformed or breaks off at byte {at}"))
    }
}

fn resolved(reference: &str) -> Cow<'static, str> {
    let letter = match reference.strip_prefix('#') {
        Some(number) => {
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            number.ok().and_then(char::from_u32)
        }
        None => match reference {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            _ => None,
        },
    };
    letter.map_or_else(|| Cow::Owned(format!("&{reference};")), |letter| Cow::Owned(letter.to_string()))
}

/// The value of an attribute, by its name without a prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    match found.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) => Some(value.into_owned()),
        Err(_) => Some(found.value.into_owned()),
    }
}

/// The value of an attribute as a number.
pub(super) fn number_in(element: &BytesStart<'_>, name: &str) -> Option<usize> {
    attribute(element, name)?.trim().parse().ok()
}

/// The bytes of an XML document as text, by its own declaration where they are not UTF-8.
///
/// # Errors
/// When they are no text.
pub(super) fn text_of(path: &Path, bytes: Vec<u8>) -> Result<String, ReadError> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        }),
        Err(error) => {
            let bytes = error.into_bytes();
            Ok(decode(path, &bytes, declared_in(&bytes, "encoding").as_deref())?.text)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn walk(text: &str, limits: &Limits) -> Result<String, ReadError> {
        let mut xml = Xml::new(Path::new("a.xml"), "", text, limits);
        let mut said = String::new();
        loop {
            match xml.next()? {
                Piece::Open(element) => {
                    said.push('<');
                    said += element.local_name().as_ref();
                    if let Some(value) = attribute(&element, "v") {
                        said.push('=');
                        said += &value;
                    }
                }
                Piece::Close(_) => said += ">",
                Piece::Text(text) => said += &text,
                Piece::End => return Ok(said),
            }
        }
    }

    #[test]
    fn elements_and_text_come_in_order() {
        let limits = Limits::default();
        let said = walk("<?xml version='1.0'?><x:a><b v='1 &lt; 2'/>c &amp; &#20803;<![CDATA[<d>]]></x:a>", &limits);
        assert_eq!(said.unwrap(), "<a<b=1 < 2>c & 元<d>>");
        assert_eq!(walk("<a>&unknown; & b</a>", &limits).unwrap(), "<a&unknown; & b>");
    }

    #[test]
    fn what_is_malformed_or_too_deep_is_said() {
        let limits = Limits::default();
        for text in ["<a><b></a>", "<a>", "<a", "<a><![CDATA[x</a>"] {
            let said = walk(text, &limits).unwrap_err().to_string();
            assert!(said.contains("its XML is malformed or breaks off at byte"), "{text}: {said}");
        }
        let deep = "<a>".repeat(100_000);
        let said = walk(&deep, &limits).unwrap_err().to_string();
        assert_eq!(said, "a.xml nests elements more than 256 deep");
    }
}
