//! Pages of lists, and reasons in words.

use jiangnan_kernel::{Id, Instant};
use jiangnan_store::list::Window;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::problem::Trouble;

/// Where a page ended: hand it in as `after` to read on.
pub type Cursor = String;

/// How many rows a page has where nobody asks for a number, and the most it can have.
pub const PAGE_ROWS: i64 = 50;
/// The most rows of a page.
pub const PAGE_ROWS_MAX: i64 = 200;

/// The cursor behind a row that is ordered by a moment and an id.
pub fn cursor_of(at: Instant, id: Id) -> Cursor {
    format!("{}.{id}", at.seconds())
}

/// The moment and the id of a cursor.
///
/// # Errors
/// Where it is none.
pub fn read_cursor(text: &str) -> Result<(Instant, Id), Trouble> {
    let parts = text
        .split_once('.')
        .and_then(|(at, id)| Some((Instant::from_seconds(at.parse().ok()?), id.parse::<Id>().ok()?)));
    parts.ok_or_else(|| bad_cursor(text))
}

/// A cursor that is none.
pub fn bad_cursor(text: &str) -> Trouble {
    let shown: String = text.chars().take(60).collect();
    let en = format!("`{shown}` is no cursor: hand in the `next` of the page before, or leave it out.");
    let zh = format!("“{shown}”不是有效的游标，请使用上一页的 next，或不填。");
    Trouble { name: "bad-request", ..Trouble::field("after", en, zh) }
}

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// The `next` of the page before.
    #[param(value_type = Option<String>, max_length = 60)]
    pub after: Option<Cursor>,
    /// The most rows.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<i64>,
}

impl PageParams {
    /// How many rows are wanted.
    ///
    /// # Errors
    /// Where it is no number of rows.
    pub fn count(&self) -> Result<i64, Trouble> {
        let count = self.limit.unwrap_or(PAGE_ROWS);
        if (1..=PAGE_ROWS_MAX).contains(&count) {
            return Ok(count);
        }
        let en = format!("`{count}` rows: ask for 1 to {PAGE_ROWS_MAX}.");
        let zh = format!("“{count}”行：每页可取 1 至 {PAGE_ROWS_MAX} 行。");
        Err(Trouble { name: "bad-request", ..Trouble::field("limit", en, zh) })
    }

    /// The window of a list that is ordered by a moment and an id. It asks for one row more than the page has, to
    /// know whether there is another page.
    ///
    /// # Errors
    /// Where cursor or number cannot be read.
    pub fn window(&self) -> Result<Window, Trouble> {
        let after = self.after.as_deref().map(read_cursor).transpose()?;
        Ok(Window { after, count: self.count()? + 1 })
    }
}

/// A reason in words.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: String,
}

impl Reason {
    /// The reason, which must be given.
    ///
    /// # Errors
    /// Where it is empty or too long.
    pub fn given(self) -> Result<String, Trouble> {
        if self.reason.trim().is_empty() {
            return Err(Trouble::field("reason", "Say why.", "请说明理由。"));
        }
        self.short()
    }

    /// The reason, which may be empty.
    ///
    /// # Errors
    /// Where it is too long.
    pub fn short(self) -> Result<String, Trouble> {
        if self.reason.chars().count() > 2_000 {
            let en = "A reason has at most 2,000 characters.";
            return Err(Trouble::field("reason", en, "理由最多 2000 个字符。"));
        }
        Ok(self.reason)
    }
}

/// The rows of a page, and where the next one begins: there was asked for one row more than the page has.
pub fn page_of<R>(mut rows: Vec<R>, asked: i64, cursor: impl Fn(&R) -> Cursor) -> (Vec<R>, Option<Cursor>) {
    let shown = usize::try_from(asked - 1).unwrap_or(0);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(cursor);
    (rows, next)
}
