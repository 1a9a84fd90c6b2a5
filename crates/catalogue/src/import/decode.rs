//! Which encoding a text file has.

use std::borrow::Cow;

/// The encodings that catalogues come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with a byte order mark, as Excel writes "Unicode text".
    Utf16,
    /// GB18030, which contains GBK and GB 2312.
    Gb18030,
}

impl Encoding {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16 => "UTF-16",
            Encoding::Gb18030 => "GB18030",
        }
    }
}

/// The text of some bytes and its encoding; the wanted one, or the one that fits. A byte order mark is dropped.
///
/// # Errors
/// The line of the first byte that does not fit.
pub fn decode(bytes: &[u8], wanted: Option<Encoding>) -> Result<(Cow<'_, str>, Encoding), u64> {
    let found = wanted.unwrap_or_else(|| guess(bytes));
    let codec = match found {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16 if bytes.starts_with(b"\xfe\xff") => encoding_rs::UTF_16BE,
        Encoding::Utf16 => encoding_rs::UTF_16LE,
        Encoding::Gb18030 => encoding_rs::GB18030,
    };
    let (text, wrong) = codec.decode_with_bom_removal(bytes);
    if wrong || (wanted.is_none() && found == Encoding::Gb18030 && !looks_chinese(bytes)) {
        return Err(first_wrong_line(bytes));
    }
    Ok((text, found))
}

fn guess(bytes: &[u8]) -> Encoding {
    if bytes.starts_with(b"\xfe\xff") || bytes.starts_with(b"\xff\xfe") {
        Encoding::Utf16
    } else if std::str::from_utf8(bytes).is_ok() {
        Encoding::Utf8
    } else {
        Encoding::Gb18030
    }
}

/// Whether at least half of the two-byte characters lie where GB 2312 has its common ones.
///
/// A Latin-1 file often decodes as GB18030 without an error, because an accented letter and the letter after
/// it make some rare character; in Chinese text both bytes are mostly above 0xA0.
fn looks_chinese(bytes: &[u8]) -> bool {
    let (mut common, mut rare) = (0u64, 0u64);
    let mut rest = bytes.iter();
    while let Some(&lead) = rest.next() {
        if lead < 0x81 {
            continue;
        }
        match rest.next() {
            Some(0xa1..=0xfe) if lead >= 0xa1 => common += 1,
            // A digit begins the second half of a four-byte character: that one counts for neither.
            Some(0x30..=0x39) => {
                rest.next();
                rest.next();
            }
            _ => rare += 1,
        }
    }
    common >= rare
}

fn first_wrong_line(bytes: &[u8]) -> u64 {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), |_| bytes.len());
    1 + bytes.iter().take(valid).filter(|&&byte| byte == b'\n').count() as u64
}
