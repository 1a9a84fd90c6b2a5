//! A table to take away: one definition, written as comma-separated values, as a workbook or as JSON.

use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiangnan_kernel::{Date, Money};
use jiff::civil::DateTime;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::Halt;

/// The most rows of a table; a spreadsheet still opens so many at ease.
pub const ROWS_MAX: usize = 50_000;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text; empty where there is nothing.
    Text(String),
    /// A whole number.
    Number(i64),
    /// An amount, as a decimal number; its currency stands in a column of its own.
    Amount(Money),
    /// A day.
    Day(Option<Date>),
    /// A moment, as clocks show it.
    Moment(DateTime),
}

/// A table to take away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name in file names.
    pub name: &'static str,
    /// The names of its columns, the same in every language, so that programs can rely on them.
    pub columns: &'static [&'static str],
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

/// In which form a table is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Comma-separated values.
    Csv,
    /// A workbook.
    Xlsx,
    /// JSON: a list of objects.
    Json,
}

impl Taken {
    /// The form of an ending.
    pub fn of_ending(ending: &str) -> Option<Taken> {
        match ending {
            "csv" => Some(Taken::Csv),
            "xlsx" => Some(Taken::Xlsx),
            "json" => Some(Taken::Json),
            _ => None,
        }
    }
}

impl Sheet {
    /// The table as a file; `made` is the day in its properties.
    ///
    /// # Errors
    /// Where the workbook cannot be written.
    pub fn answer(&self, taken: Taken, made: DateTime) -> Result<Response, Halt> {
        let name = format!("{}-{}", self.name, made.date());
        Ok(match taken {
            Taken::Csv => file("text/csv; charset=utf-8", &format!("{name}.csv"), self.csv().into_bytes()),
            Taken::Json => file("application/json", &format!("{name}.json"), self.json().into_bytes()),
            Taken::Xlsx => {
                let book = self.xlsx(made).map_err(|error| Halt::Broken(error.to_string()))?;
                let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                file(kind, &format!("{name}.xlsx"), book)
            }
        })
    }

    /// Comma-separated values, with a mark by which spreadsheets know the encoding.
    pub fn csv(&self) -> String {
        let mut text = format!("\u{feff}{}\r\n", self.columns.join(","));
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(Cell::csv).collect();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        text
    }

    fn json(&self) -> String {
        let object = |row: &Vec<Cell>| {
            let pairs = self.columns.iter().zip(row);
            serde_json::Value::Object(
                pairs.map(|(column, cell)| ((*column).to_owned(), cell.json())).collect(),
            )
        };
        let rows: Vec<serde_json::Value> = self.rows.iter().map(object).collect();
        serde_json::Value::Array(rows).to_string()
    }

    fn xlsx(&self, made: DateTime) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let day = made.date();
        let year = u16::try_from(day.year()).unwrap_or(1900);
        let (month, day) = (day.month().unsigned_abs(), day.day().unsigned_abs());
        let properties = DocProperties::new();
        book.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(year, month, day)?));
        let sheet = book.add_worksheet();
        sheet.set_name(self.name)?.set_freeze_panes(1, 0)?;
        let (head, amount) = (Format::new().set_bold(), Format::new().set_num_format("#,##0.00"));
        for (column, name) in (0_u16..).zip(self.columns) {
            sheet.write_string_with_format(0, column, *name, &head)?;
        }
        for (line, row) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Amount(money) => {
                        sheet.write_number_with_format(line, column, decimal(*money), &amount)?
                    }
                    Cell::Number(number) => sheet.write_number(line, column, whole(*number))?,
                    other => sheet.write_string(line, column, other.text())?,
                };
            }
        }
        if let (Ok(last), Ok(width)) = (u32::try_from(self.rows.len()), u16::try_from(self.columns.len())) {
            sheet.autofilter(0, 0, last, width.saturating_sub(1))?;
        }
        book.save_to_buffer()
    }
}

/// A workbook keeps every number as floating point: exact up to 15 digits, which amounts here never exceed.
#[allow(clippy::cast_precision_loss)]
fn decimal(money: Money) -> f64 {
    money.minor as f64 / 10_f64.powi(i32::try_from(money.currency.decimals()).unwrap_or(2))
}

/// See [`decimal`].
#[allow(clippy::cast_precision_loss)]
fn whole(number: i64) -> f64 {
    number as f64
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Amount(money) => money.currency.format_minor(money.minor),
            Cell::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
            Cell::Moment(moment) => moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        }
    }

    fn csv(&self) -> String {
        match self {
            Cell::Text(text) => quoted(text),
            other => other.text(),
        }
    }

    fn json(&self) -> serde_json::Value {
        match self {
            Cell::Number(number) => (*number).into(),
            other => other.text().into(),
        }
    }
}

/// A cell that no spreadsheet takes for a formula.
pub fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

/// A file to be kept by the reader.
pub fn file(media_type: &'static str, name: &str, content: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, content).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiangnan_kernel::Currency;
    use jiff::civil::date;

    fn sheet() -> Sheet {
        let row = |text: &str, minor| {
            vec![
                Cell::Text(text.to_owned()),
                Cell::Number(7),
                Cell::Amount(Money::new(minor, Currency::CNY)),
                Cell::Day(None),
                Cell::Moment(date(2026, 9, 30).at(9, 5, 0, 0)),
            ]
        };
        let columns = &["name", "count", "amount", "day", "at"];
        Sheet { name: "sample", columns, rows: vec![row("=1+1", -45_000), row("a \"b\", c", 5)] }
    }

    #[test]
    fn the_same_rows_come_in_every_form() {
        let csv = sheet().csv();
        assert!(csv.contains("\"'=1+1\",7,-450.00,,2026-09-30 09:05:00\r\n"), "{csv}");
        assert!(csv.contains("\"a \"\"b\"\", c\",7,0.05,"), "{csv}");
        let json: serde_json::Value = serde_json::from_str(&sheet().json()).unwrap();
        assert_eq!(json[0]["amount"], "-450.00");
        assert_eq!(json[1]["count"], 7);
        let book = sheet().xlsx(date(2026, 9, 30).at(0, 0, 0, 0)).unwrap();
        let table = jiangnan_catalogue::import::plain::read_table("sample.xlsx", &book).unwrap();
        assert_eq!(table.header, ["name", "count", "amount", "day", "at"]);
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[0].1[0], "=1+1", "a text stays a text");
        assert_eq!((table.rows[0].1[1].as_str(), table.rows[0].1[2].as_str()), ("7", "-450"));
        assert_eq!(book, sheet().xlsx(date(2026, 9, 30).at(0, 0, 0, 0)).unwrap(), "no clock is read");
    }

    #[test]
    fn a_cell_keeps_its_quotes_and_is_no_formula() {
        for (cell, expected) in [
            ("a, b", "\"a, b\""),
            ("the \"best\"", "\"the \"\"best\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("@x", "\"'@x\""),
        ] {
            assert_eq!(quoted(cell), expected);
        }
    }
}
