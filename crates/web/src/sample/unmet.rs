//! What is missing.

use jiangnan_kernel::Text;

use super::{Rendered, SHANGHAI, day, frame, rendered, text};
use crate::frame::Role;
use crate::locale::Locale;
use crate::page::UnmetPage;
use crate::view::unmet::{Unmet, UnmetRow};

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let page = |v| UnmetPage { l, frame: frame("/officer/unmet", Some(Role::Officer)), v };
    let none = Unmet { rows: Vec::new(), ..unmet() };
    vec![rendered("unmet", &page(unmet())), rendered("unmet-none", &page(none))]
}

fn unmet() -> Unmet {
    let row = |technique, missed, waiting, far| UnmetRow {
        technique: text(technique),
        city: text(SHANGHAI),
        missed,
        waiting,
        far,
    };
    let other = UnmetRow {
        city: Text::new("Hefei", "合肥市"),
        ..row(("other words", "其他检索词"), Some(17), None, None)
    };
    let rows = vec![
        row(
            ("cryogenic transmission electron microscopy", "冷冻透射电子显微术"),
            Some(1_204),
            Some(31),
            Some(88),
        ),
        other,
    ];
    Unmet { since: day(1), until: day(25), far_km: 200, rows }
}
