//! No bytes make the import panic.

use jiangnan_catalogue::import::{Encoding, ImportError, Mapping, Options, import};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::files::{options, read, workbook};

/// Changes some bytes, and cuts the end off.
fn damage(mut bytes: Vec<u8>, changes: &[(usize, u8)], cut: usize) -> Vec<u8> {
    for &(at, byte) in changes {
        let length = bytes.len();
        bytes[at % length] = byte;
    }
    let length = bytes.len();
    bytes.truncate(length - cut % length.min(64));
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..300)) {
        for encoding in [None, Some(Encoding::Utf8), Some(Encoding::Utf16), Some(Encoding::Gb18030)] {
            let _ = import("f", &bytes, &Options { encoding, ..options() });
        }
    }

    #[test]
    fn any_cells(cells in vec("[ -~一-龥\u{3000}\"\n;]{0,12}", 12), semicolon: bool) {
        let header = "name,host,place,opening,access,price,price_unit,currency,tariff_from,tax,lat,lon";
        let mut file = format!("{header}\n{}\n", cells.join(","));
        if semicolon {
            file = file.replace(',', ";");
        }
        let found = read("f", file.as_bytes()).unwrap();
        prop_assert!(found.entries.len() <= found.rows);
        prop_assert_eq!(found.bad.is_empty(), found.rows_bad() == 0);
        for entry in &found.entries {
            let again = entry.change(Some(&entry.listing));
            prop_assert_eq!(again, jiangnan_catalogue::import::Change::Unchanged);
            let body = serde_json::to_string(&entry.listing).unwrap();
            let stored: jiangnan_catalogue::Listing = serde_json::from_str(&body).unwrap();
            prop_assert_eq!(&stored, &entry.listing);
        }
    }

    #[test]
    fn damaged_workbooks(changes in vec((any::<usize>(), any::<u8>()), 0..12), cut: usize) {
        let whole = workbook(&[&["name", "host"], &["SEM", "Lab"], &["AFM", "12"]]);
        let _ = read("f.xlsx", &damage(whole, &changes, cut));
    }

    #[test]
    fn damaged_sheets(changes in vec((any::<usize>(), any::<u8>()), 0..6)) {
        // Damage to the archive is mostly found by its checks: here the cells' text itself is strange.
        let cell: String = changes.iter().map(|(_, byte)| char::from(*byte)).filter(|c| !"<&".contains(*c)).collect();
        let _ = read("f.xlsx", &workbook(&[&["name", "host"], &[&cell, "Lab"]]));
    }

    #[test]
    fn damaged_records(changes in vec((any::<usize>(), any::<u8>()), 0..8), cut: usize) {
        let whole = include_bytes!("../../../../examples/pidinst.json").to_vec();
        let _ = read("f.json", &damage(whole, &changes, cut));
    }

    #[test]
    fn damaged_mappings(changes in vec((any::<usize>(), any::<u8>()), 0..8), cut: usize) {
        let whole = include_bytes!("../../../../examples/mapping.toml").to_vec();
        let _ = Mapping::read("f", &String::from_utf8_lossy(&damage(whole, &changes, cut)));
    }
}

#[test]
fn deep_json_and_far_cells_are_refused_in_time() {
    assert!(read("f", "[".repeat(100_000).as_bytes()).is_err());
    assert!(read("f", format!("{}1{}", "[".repeat(120), "]".repeat(120)).as_bytes()).is_ok());
    let mut far = vec![""; 1_000];
    far[999] = "x";
    let mut rows: Vec<&[&str]> = vec![&["name"]; 5_001];
    assert_eq!(read("f.xlsx", &workbook(&rows)).unwrap().rows, 5_000);
    rows[7] = &far;
    assert!(matches!(read("f.xlsx", &workbook(&rows)), Err(ImportError::TooLarge { .. })));
    far.push("x");
    assert!(matches!(read("f.xlsx", &workbook(&[&far])), Err(ImportError::TooLarge { .. })));
    let wide = vec!["name"; 20_000].join(",");
    assert_eq!(read("f", wide.as_bytes()).unwrap().rows, 0);
}
