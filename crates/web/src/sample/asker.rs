//! The three questions to a stranger, answered.

use jiangnan_kernel::Text;

use super::{SCHEME, SHANGHAI, text};
use crate::view::asker::{Asker, Pick, Told};

pub(super) fn asker() -> Asker {
    let pick = |code: &str, label, chosen| Pick { code: code.into(), label: text(label), chosen };
    Asker {
        seats: vec![pick("CN-310100", SHANGHAI, false), pick("CN-330100", ("Hangzhou", "杭州市"), true)],
        sizes: vec![pick("small", ("small enterprise", "小型企业"), true)],
        sectors: vec![pick("manufacturing", ("manufacturing (C)", "制造业"), false)],
        told: Some(Told {
            seat: Text::new("Hangzhou", "杭州市"),
            schemes: vec![text(SCHEME)],
            assumed: vec![Text::new("public credit record: clear", "信用记录：无不良记录")],
        }),
    }
}
