//! Files of every form, good and bad.

use std::path::Path;

use jiangnan_catalogue::import::{Change, Encoding, Entry, Format, Import, ImportError};
use jiangnan_catalogue::{Access, Audience, Instrument, Listing, OrganisationIdentifier, Outage, Usage};
use jiangnan_kernel::{Id, Interval, Text};
use jiangnan_scheme::ProviderKind;

use crate::files::{options, read, workbook};

const EXAMPLE: &str = include_str!("../../../../examples/catalogue.csv");
const PIDINST: &str = include_str!("../../../../examples/pidinst.json");

/// The bytes of a shared data file; nothing where this checkout has no shared folder beside it.
fn shared(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/catalogue").join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        println!("skipped: {} is not there", path.display());
    }
    bytes
}

fn lines(problems: &[jiangnan_catalogue::import::Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

pub fn instrument(entry: &Entry) -> &Instrument {
    let Listing::Instrument(instrument) = &entry.listing else { panic!("not an instrument: {entry:?}") };
    instrument
}

fn ids(import: &Import) -> Vec<Id> {
    import.entries.iter().map(|entry| entry.listing.id()).collect()
}

#[test]
fn the_two_real_catalogues_go_in_whole() {
    for (name, rows) in [("instruments_st_andrews.csv", 566), ("facilities_meril.csv", 577)] {
        let Some(bytes) = shared(name) else { continue };
        let import = read(name, &bytes).unwrap();
        assert_eq!(lines(&import.bad), [""; 0]);
        assert_eq!((import.rows, import.entries.len()), (rows, rows));
        assert_eq!(import.mapping, "facility-list");
        assert_eq!(import.columns_ignored, ["name_lang"]);
        let again = read("other-name.csv", &bytes).unwrap();
        for (first, second) in import.entries.iter().zip(&again.entries) {
            assert_eq!(second.change(Some(&first.listing)), Change::Unchanged);
        }
    }
}

#[test]
fn the_real_catalogues_keep_what_they_say() {
    let (Some(scottish), Some(meril)) =
        (shared("instruments_st_andrews.csv"), shared("facilities_meril.csv"))
    else {
        return;
    };
    let scottish = read("st", &scottish).unwrap();
    assert_eq!(scottish.hosts().len(), 1);
    let host = scottish.hosts()[0];
    assert_eq!((host.name.en.as_str(), host.place.as_str()), ("University of St Andrews", "GB"));
    let hitachi =
        scottish.entries.iter().find(|entry| entry.listing.name().en == "Hitachi S4800 SEM").unwrap();
    assert_eq!(hitachi.listing.technique(), Some("CHMO:0000073"));
    let meril = read("meril", &meril).unwrap();
    let first = instrument(&meril.entries[0]);
    assert_eq!(first.position.unwrap().degrees(), (49.38803, 8.70952));
    assert_eq!(first.remarks["status"], "Under construction from 2014");
    assert!(first.keywords.contains(&"Hypervelocity impact physics".to_owned()));
    // Five facilities name no host and stand for themselves; four name no country.
    let notices = lines(&meril.notices);
    assert_eq!(notices.iter().filter(|line| line.contains("no provider is named")).count(), 5);
    assert_eq!(notices.iter().filter(|line| line.contains("no known place")).count(), 4);
}

#[test]
fn the_example_file_goes_in_whole() {
    let import = read("catalogue.csv", EXAMPLE.as_bytes()).unwrap();
    assert_eq!(lines(&import.bad), [""; 0]);
    assert_eq!(import.mapping, "jiangnan");
    assert!(import.columns_ignored.is_empty());
    let sem = instrument(&import.entries[0]);
    assert_eq!(sem.name, Text::new("Field emission scanning electron microscope", "场发射扫描电子显微镜"));
    assert_eq!(sem.terms.access, Access::Trained);
    assert_eq!(sem.terms.opening.as_ref().unwrap().week.len(), 6);
    let price = sem.terms.price(Usage::time(7_200), Audience::External, "2026-03-02".parse().unwrap());
    assert_eq!(price.unwrap().with_tax.to_string(), "1272.00 CNY");
    let host = &import.entries[0].host;
    assert!(matches!(host.identifier, Some(OrganisationIdentifier::Ror(_))));
    assert_eq!(host.organisation().provider().unwrap().kind, ProviderKind::University);
}

#[test]
fn every_encoding_gives_the_same_instruments() {
    let plain = read("a", EXAMPLE.as_bytes()).unwrap();
    let marked = [b"\xef\xbb\xbf", EXAMPLE.as_bytes()].concat();
    let (gb, _, wrong) = encoding_rs::GB18030.encode(EXAMPLE);
    assert!(!wrong);
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(EXAMPLE.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (bytes, encoding) in
        [(marked, Encoding::Utf8), (gb.into_owned(), Encoding::Gb18030), (utf16, Encoding::Utf16)]
    {
        let import = read("b", &bytes).unwrap();
        assert_eq!(import.encoding, Some(encoding));
        assert_eq!(import.entries, plain.entries);
        assert_eq!(ids(&import), ids(&plain));
    }
    let latin = "name,host\nMicroscope,Université de Genève\nà,é\n";
    let latin: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let error = read("latin.csv", &latin).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`latin.csv`, line 2: the text is neither UTF-8 nor GB18030: save the file as UTF-8"
    );
}

#[test]
fn bad_rows_are_told_and_good_rows_go_in() {
    let file = "\
name,host,place,lat,lon,access,opening,price,price_unit,tariff_from,identifier,host_identifier
Good,Lab,CN-310100,31.2,121.5,open,Mon-Fri 09:00-17:00,600.00,hour,2026-01-01,1,
,Lab,CN-310100,,,,,,,,2,
Place,Lab,Shanghai!,,,,,,,,3,
Position,Lab,CN-310100,131,121,,,,,,4,
Words,Lab,CN-310100,,,perhaps,always,,,,5,
Price,Lab,CN-310100,,,,,6oo,hour,2026-01-01,6,
\"Price
again\",Lab,CN-310100,,,,,600,,,7,
Short,Lab
Owner,Lab,CN-310100,,,,,,,,8,02aj13c29
Good again,Lab,CN-310100,,,,,,,,1,
Last,Lab,CN-310100,,,,,\"1,200.5\",sample,2026/3/1,9,
";
    let import = read("f.csv", file.as_bytes()).unwrap();
    let expected = [
        "f.csv:3:1: `name`: the instrument has no name: write one",
        "f.csv:4:3: `place`: `Shanghai!` is not a place code: write a code such as `CN-330100`, or leave it empty and name the city",
        "f.csv:5:4: `lat`, `lon`: `131 121` is not a position: write latitude (-90 to 90) and longitude (-180 to 180) in degrees, or leave both empty",
        "f.csv:6:7: `opening`: `always` are not opening hours: write them as `Mon-Fri 08:30-17:30; Sat 09:00-12:00`, or `24/7`",
        "f.csv:6:6: `access`: `perhaps` does not say who may use it: write `open`, `trained` or `own-organisation`",
        "f.csv:7:8: `price`: `6oo` is not an amount: write digits with at most 2 decimals, for example `300000.00`",
        "f.csv:8:8: `price`, `price_unit`: there is a price, but `price_unit` is empty: fill it in, or delete the price",
        "f.csv:8:8: `price`, `tariff_from`: there is a price, but `tariff_from` is empty: fill it in, or delete the price",
        "f.csv:10: the row has 2 cells, the header has 12: look for a missing or superfluous separator or quote",
        "f.csv:11:12: `host_identifier`: `02aj13c29` ends with 29, its check digits are 28: look for a mistyped character",
        "f.csv:12:11: `identifier`: the same instrument stands in line 2: delete one, or give each its own identifier or serial number",
    ];
    assert_eq!(lines(&import.bad), expected);
    let kept: Vec<&str> = import.entries.iter().map(|entry| entry.listing.name().en.as_str()).collect();
    assert_eq!(kept, ["Good", "Last"]);
    assert_eq!((import.rows, import.rows_bad(), import.is_complete()), (11, 9, false));
    let last = &import.entries[1].listing.terms().tariffs[0];
    assert_eq!(last.lines[0].external_minor, Some(120_050));
}

#[test]
fn a_workbook_is_read_like_a_table() {
    let bytes = workbook(&[
        &["仪器目录"],
        &["中文名称", "规格型号", "所属单位", "安放地址", "收费标准", "备注"],
        &["扫描电镜", "SU8600", "浙江大学", "浙江省杭州市西湖区", "600"],
        &["", "", "", "", "200元/小时"],
    ]);
    let import = read("list.xlsx", &bytes).unwrap();
    assert_eq!((import.format, import.mapping.as_str()), (Format::Xlsx, "cn-headings"));
    assert_eq!(import.columns_ignored, ["备注"]);
    assert_eq!(lines(&import.bad), ["list.xlsx:4:1: `中文名称`: the instrument has no name: write one"]);
    let sem = instrument(&import.entries[0]);
    assert_eq!((sem.name.zh.as_str(), sem.place.as_str()), ("扫描电镜", "CN-330100"));
    assert_eq!(sem.technique.as_deref(), Some("CHMO:0000073"));
    assert_eq!(sem.remarks["fee_note"], "600");
}

#[test]
fn pidinst_records_are_read_in_every_spelling() {
    let import = read("pidinst.json", PIDINST.as_bytes()).unwrap();
    assert_eq!((import.format, lines(&import.bad).len()), (Format::Pidinst, 0));
    let first = instrument(&import.entries[0]);
    assert_eq!(first.identifier.as_ref().unwrap().kind, "handle");
    assert_eq!(first.serial, "SN-0042");
    assert_eq!(first.technique.as_deref(), Some("CHMO:0000073"));
    let pascal = PIDINST.replace("\"owner", "\"Owner").replace("\"name\"", "\"Name\"");
    assert_eq!(read("p", pascal.as_bytes()).unwrap().entries, import.entries);
    let snake = r#"{"identifier": "1234.1848", "identifier_type": "Handle", "name": "Trap",
        "owners": [{"name": "HZB", "identifier": "02aj13c28", "identifier_type": "ROR"}]}"#;
    let snake = read("s", snake.as_bytes()).unwrap();
    assert_eq!(snake.entries[0].host.identifier.as_ref().unwrap().as_str(), "02aj13c28");
    let broken = read("b.json", b"[\n {\"name\": \"A\"},\n 7,\n {\"owners\": []}\n]").unwrap();
    assert_eq!(
        lines(&broken.bad),
        [
            "b.json:3: this is not a PIDINST record: write an object with `name`, `owners` and `identifier`",
            "b.json:4: the instrument has no name: write one",
        ]
    );
    assert!(matches!(read("c", b"{\n\"a\": }"), Err(ImportError::Json { line: 2, .. })));
    assert!(matches!(read("d", b"[]"), Err(ImportError::NoRecord(_))));
}

#[test]
fn an_import_keeps_what_the_provider_set_here() {
    let import = read("catalogue.csv", EXAMPLE.as_bytes()).unwrap();
    let entry = &import.entries[0];
    assert!(matches!(entry.change(None), Change::New(_)));
    let mut stored: Instrument = instrument(entry).clone();
    let outage =
        Interval::new("2026-03-02T00:00:00Z".parse().unwrap(), "2026-03-03T00:00:00Z".parse().unwrap());
    stored.terms.outages.push(Outage { interval: outage.unwrap(), reason: Text::default() });
    let mut newer = stored.terms.tariffs[0].clone();
    newer.from = "2027-01-01".parse().unwrap();
    stored.terms.tariffs.push(newer);
    assert_eq!(entry.change(Some(&Listing::Instrument(stored.clone()))), Change::Unchanged);
    stored.maker = "Somebody else".into();
    let change = entry.change(Some(&Listing::Instrument(stored.clone())));
    let Change::Changed(merged) = change else { panic!("not changed") };
    let Listing::Instrument(merged) = *merged else { panic!("not an instrument") };
    assert_eq!((merged.maker.as_str(), &merged.terms), ("Hitachi", &stored.terms));
    let bare = read("b.csv", b"name,host\nX,Y\n").unwrap();
    let stored = Instrument { terms: stored.terms, ..instrument(&bare.entries[0]).clone() };
    assert_eq!(bare.entries[0].change(Some(&Listing::Instrument(stored))), Change::Unchanged);
}

#[test]
fn what_cannot_be_read_at_all_says_why() {
    let told = |bytes: &[u8]| read("f", bytes).unwrap_err().to_string();
    assert!(told(b"").contains("is empty"));
    assert!(told(b" \r\n\n").contains("is empty"));
    assert!(told(b"a,b\n1,2\n").contains("no column is the name"));
    assert!(told(b"PK\x03\x04junk").contains("not a readable .xlsx"));
    assert!(told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").contains("before 2007"));
    let header_only = read("f", b"name,host\n").unwrap();
    assert_eq!(header_only.rows, 0);
    let defaults = jiangnan_catalogue::import::Options { host: Some("浙江大学"), ..options() };
    let named = jiangnan_catalogue::import::import("f", b"name\nX\n", &defaults).unwrap();
    assert_eq!(named.entries[0].host.name.zh, "浙江大学");
}

#[test]
fn empty_lines_are_counted() {
    for end in ["\n", "\r\n"] {
        let text = ["", "name,host", "", "", "X,Y", "Z", "", "V,\"W", "W\"", "U"].join(end);
        let import = read("f", text.as_bytes()).unwrap();
        let kept: Vec<u64> = import.entries.iter().map(|entry| entry.line).collect();
        let bad: Vec<u64> = import.bad.iter().map(|problem| problem.line).collect();
        assert_eq!((kept, bad), (vec![5, 8], vec![6, 10]), "{end:?}");
    }
}
