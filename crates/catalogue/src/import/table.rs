//! Separated values: text in, cells out.

/// The cells of a file.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The line of the header and its titles; none in an empty file.
    pub header: Option<(u64, Vec<String>)>,
    /// The rows below it that are not empty.
    pub rows: Vec<Cells>,
}

/// The cells of one row.
#[derive(Debug)]
pub(super) struct Cells {
    /// The line on which the row starts.
    pub line: u64,
    /// Its cells, cleaned.
    pub cells: Vec<String>,
}

impl Sheet {
    /// Takes the first row for the header. Where the file is a table, rows above it with a single cell are titles
    /// of the document and are skipped; so are empty rows.
    pub(super) fn of_rows(rows: Vec<Cells>) -> Sheet {
        let filled = |row: &Cells| row.cells.iter().filter(|cell| !cell.is_empty()).count();
        let least = if rows.iter().any(|row| filled(row) > 1) { 2 } else { 1 };
        let mut sheet = Sheet::default();
        for row in rows.into_iter().filter(|row| filled(row) > 0) {
            if sheet.header.is_some() {
                sheet.rows.push(row);
            } else if filled(&row) >= least {
                sheet.header = Some((row.line, row.cells));
            }
        }
        sheet
    }
}

/// Reads separated values; the separator is the one that the first line has most of.
pub(super) fn read(text: &str) -> Sheet {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut record = csv::ByteRecord::new();
    let mut rows = Vec::new();
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    // Reading bytes of any length from memory has no way to fail, so an error can only be the end.
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        let cells = record.iter().map(|cell| clean(&String::from_utf8_lossy(cell))).collect();
        rows.push(Cells { line, cells });
    }
    Sheet::of_rows(rows)
}

/// Counts lines up to places further and further on in a text.
struct Lines<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the row that starts at a byte or, where empty lines are there, below them.
    fn of(&mut self, byte: u64) -> u64 {
        let start = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(byte) = self.text.get(self.at)
            && (self.at < start || matches!(byte, b'\r' | b'\n'))
        {
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut best = (b',', 0);
    let mut quoted = false;
    let mut counts = [(b',', 0u32), (b';', 0), (b'\t', 0)];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        for (separator, count) in counts.iter_mut().filter(|(separator, _)| !quoted && *separator == byte) {
            *count += 1;
            if *count > best.1 {
                best = (*separator, *count);
            }
        }
    }
    best.0
}

/// Single blanks instead of any white space or control characters, none at the ends.
pub(super) fn clean(text: &str) -> String {
    let gap = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}';
    text.split(gap).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
