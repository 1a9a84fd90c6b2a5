//! Office Open XML workbooks: bytes in, cells out.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::ImportError;
use super::table::{Cells, Sheet, clean};

/// The largest size of an unpacked workbook, in bytes, as its own directory states it.
const UNPACKED_MAX: u64 = 512 << 20;
/// The most rows and columns that are read.
const ROWS_MAX: u32 = 200_000;
const COLUMNS_MAX: u32 = 1_000;
/// The most cells, with the empty ones up to the widest row: one cell far to the right makes every row wide.
const CELLS_MAX: u64 = 5_000_000;

/// The rows of a sheet by number, each with its cells by number: a cell far out costs nothing between.
type Grid = BTreeMap<u32, BTreeMap<u32, String>>;

/// Reads the first sheet that has cells.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Sheet, ImportError> {
    let too_large = |what: String| ImportError::TooLarge { file: file.to_owned(), what };
    let broken =
        |error: XlsxError| ImportError::Workbook { file: file.to_owned(), reason: error.to_string() };
    let unpacked = unpacked_size(bytes);
    if unpacked > UNPACKED_MAX {
        return Err(too_large(format!("{unpacked} bytes unpacked, at most {UNPACKED_MAX}")));
    }
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut problem = None;
    for name in workbook.sheet_names() {
        match grid(&mut workbook, &name) {
            Ok(Some(grid)) if cells_filled_up(&grid) > CELLS_MAX => {
                return Err(too_large(format!("at most {CELLS_MAX} cells")));
            }
            Ok(Some(grid)) if !grid.is_empty() => return Ok(sheet(grid)),
            Ok(Some(_)) => {}
            Ok(None) => {
                return Err(too_large(format!("at most {ROWS_MAX} rows and {COLUMNS_MAX} columns")));
            }
            // A sheet may be a chart: the next one can still be the table.
            Err(error) => problem = problem.or(Some(broken(error))),
        }
    }
    problem.map_or_else(|| Ok(Sheet::default()), Err)
}

/// The filled cells of a sheet; none where one lies too far out.
fn grid(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Option<Grid>, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let mut grid = Grid::new();
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let text = text_of(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if row >= ROWS_MAX || column >= COLUMNS_MAX {
            return Ok(None);
        }
        grid.entry(row).or_default().insert(column, text);
    }
    Ok(Some(grid))
}

fn width(grid: &Grid) -> u32 {
    grid.values().filter_map(|row| row.keys().next_back()).max().map_or(0, |last| last + 1)
}

fn cells_filled_up(grid: &Grid) -> u64 {
    u64::from(width(grid)) * grid.len() as u64
}

fn sheet(grid: Grid) -> Sheet {
    // An empty cell at the end of a row is not stored: rows are filled up to the widest.
    let width = width(&grid);
    let rows = grid.into_iter().map(|(number, mut row)| Cells {
        line: u64::from(number) + 1,
        cells: (0..width).map(|column| row.remove(&column).unwrap_or_default()).collect(),
    });
    Sheet::of_rows(rows.collect())
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => clean(text),
        DataRef::SharedString(text) => clean(text),
        DataRef::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(duration) => duration.as_f64().to_string(),
        // The text of a formula's error says more to the reader of a report than an empty cell.
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// The unpacked size that the archive's directory states, so that a small file that unpacks to gigabytes is
/// refused before it does.
fn unpacked_size(bytes: &[u8]) -> u64 {
    let entries = bytes.windows(28).filter(|window| window.starts_with(b"PK\x01\x02"));
    let sizes = entries.filter_map(|entry| entry.get(24..28)?.try_into().ok().map(u32::from_le_bytes));
    sizes.map(u64::from).sum()
}
