//! Mapping files, those that come with the code and a user's own.

use jiangnan_catalogue::import::{Field, Mapping, Options, import};

use crate::files::{options, read};
use crate::import::instrument;

#[test]
fn the_built_in_mappings_are_all_there() {
    let names: Vec<String> = Mapping::built_in().into_iter().map(|mapping| mapping.name).collect();
    assert_eq!(
        names,
        [
            "jiangnan",
            "facility-list",
            "uniquip",
            "jisc-equipment",
            "cn-headings",
            "anhui-ahky",
            "jiangsu-suzhou",
            "cas-samp",
            "beijing"
        ]
    );
    assert!(Mapping::built_in().iter().skip(1).all(|mapping| !mapping.source.is_empty()));
}

#[test]
fn a_header_finds_its_mapping() {
    let table = [
        ("Type,ID,Name,Description,Technique,Department,Site Location", "uniquip"),
        ("type,institutionID,doi,name,description,manufacturer,managingDepartment", "jisc-equipment"),
        ("china_name,english_name,guigexinghao,zhizaoshang,suoshudanwei,anfangdizhi", "anhui-ahky"),
        ("machine_name,machine_type,machine_cus,compony,machine_class", "jiangsu-suzhou"),
        ("machine_name,machine_type,manufacture_name,unit_owner,machine_placed", "cas-samp"),
        ("chinese_name,english_name,product_model,manufacturer,company,position", "beijing"),
        ("name,maker,model,host", "jiangnan"),
    ];
    for (header, name) in table {
        let row = vec!["x"; header.split(',').count()].join(",");
        let import = read("f", format!("{header}\n{row}\n").as_bytes()).unwrap();
        assert_eq!((import.mapping.as_str(), import.entries.len()), (name, 1), "{header}");
    }
}

#[test]
fn a_platform_row_finds_its_place() {
    let file = "china_name,guigexinghao,suoshudanwei,anfangdizhi,jishuzhibiao,zhuyaogongneng\n\
                拉曼光谱仪,inVia,中国科学技术大学,合肥市金寨路96号,分辨率1cm-1,成分分析\n\
                光谱仪,X,某所,金寨路96号,,\n";
    let import = read("f", file.as_bytes()).unwrap();
    let places: Vec<String> = import.entries.iter().map(|entry| entry.listing.place().to_string()).collect();
    assert_eq!(places, ["CN-340100", "CN-AH"]);
    assert_eq!(instrument(&import.entries[0]).description.zh, "分辨率1cm-1; 成分分析");
}

#[test]
fn a_city_of_a_name_that_two_have_needs_its_province() {
    let file = "name,city,region,country\nA,Suzhou,Jiangsu,CN\nB,Suzhou,安徽省,CN\nC,Suzhou,,CN\nD,杭州,,\n";
    let import = read("f", file.as_bytes()).unwrap();
    let places: Vec<String> = import.entries.iter().map(|entry| entry.listing.place().to_string()).collect();
    assert_eq!(places, ["CN-320500", "CN-341300", "CN", "CN-330100"]);
}

#[test]
fn a_users_mapping_is_read_and_used() {
    let mapping = Mapping::read("m.toml", include_str!("../../../../examples/mapping.toml")).unwrap();
    let file = "Gerät;Hersteller;Standort;Stundensatz\nREM;Zeiss;Freiburg;120.00\n";
    let options = Options { mapping: Some(&mapping), ..options() };
    let import = import("f.csv", file.as_bytes(), &options).unwrap();
    let rem = instrument(&import.entries[0]);
    assert_eq!((rem.maker.as_str(), rem.place.as_str()), ("Zeiss", "DE"));
    assert_eq!(import.entries[0].host.name.en, "University of Freiburg");
    assert_eq!(rem.terms.tariffs[0].lines[0].external_minor, Some(12_000));
    let bad = "Gerät;Stundensatz\nREM;12o\n";
    let told = jiangnan_catalogue::import::import("f.csv", bad.as_bytes(), &options).unwrap();
    assert!(told.bad[0].to_string().starts_with("f.csv:2:2: `Stundensatz`: `12o`"), "{}", told.bad[0]);
}

#[test]
fn a_wrong_mapping_says_where() {
    let told = |text: &str| Mapping::read("m.toml", text).unwrap_err().to_string();
    for (text, expected) in [
        ("", "m.toml:1:1: the mapping has no name"),
        (
            "mapping = \"x\"\n[columns]\nmakr = \"A\"",
            "m.toml:3:1: `makr` is not a field of a catalogue: did you mean `maker`?",
        ),
        ("mapping = \"x\"\n[columns]\nmaker = 7", "m.toml:3:9: write the title"),
        ("mapping = \"x\"\n[values]\nmaker = 7", "m.toml:3:9: write the value"),
        ("mapping = \"x\"\nother = 1", "m.toml:2:1: `other` does not belong here"),
        ("mapping = ", "m.toml:1:11: "),
    ] {
        assert!(told(text).starts_with(expected), "{}", told(text));
    }
}

#[test]
fn the_documentation_names_every_column() {
    let page = include_str!("../../../../examples/README.md");
    for field in Field::ALL {
        let row = format!("| `{}` | {} |", field.name(), field.doc());
        assert!(page.contains(&row), "examples/README.md lacks: {row}");
    }
}
