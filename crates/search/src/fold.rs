//! Text as it is compared: one case, one width, split where the script changes.

/// A stretch of one script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Letters and digits of any script that separates words.
    Latin(&'t str),
    /// Chinese characters, which do not.
    Han(&'t str),
}

/// Lower case; full-width letters and digits as the narrow ones.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(|c| narrow(c).to_lowercase()).collect()
}

fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{b5}' => '\u{3bc}',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Whether a character is Chinese.
pub fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3134f)
}

/// The stretches of a folded text, without what lies between them.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, bool)> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let kind = if is_han(c) { Some(true) } else { c.is_alphanumeric().then_some(false) };
        if let Some((start, han)) = open.filter(|(_, han)| kind != Some(*han)) {
            let piece = text.get(start..at).unwrap_or_default();
            found.push(if han { Piece::Han(piece) } else { Piece::Latin(piece) });
            open = None;
        }
        if let (None, Some(han)) = (open, kind) {
            open = Some((at, han));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart_and_widths_are_one() {
        let folded = fold("ＪＥＯＬ JEM-1400场发射 X射线");
        assert_eq!(folded, "jeol jem-1400场发射 x射线");
        let expected = [
            Piece::Latin("jeol"),
            Piece::Latin("jem"),
            Piece::Latin("1400"),
            Piece::Han("场发射"),
            Piece::Latin("x"),
            Piece::Han("射线"),
        ];
        assert_eq!(pieces(&folded), expected);
        assert!(pieces(" -，、").is_empty());
    }
}
