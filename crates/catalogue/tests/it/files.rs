//! What the import tests share: options, and workbooks built in memory.

use std::sync::LazyLock;

use jiangnan_catalogue::TechniqueTree;
use jiangnan_catalogue::import::{Import, ImportError, Options, import};
use jiangnan_kernel::PlaceTree;

static PLACES: LazyLock<PlaceTree> =
    LazyLock::new(|| PlaceTree::read_csv(include_str!("../../../../data/places/yrd.csv")).unwrap());
static TECHNIQUES: LazyLock<TechniqueTree> = LazyLock::new(|| TechniqueTree::built_in().unwrap());

/// The delta's places, the built-in techniques, everything else found out.
pub fn options() -> Options<'static> {
    Options {
        places: &PLACES,
        techniques: &TECHNIQUES,
        mapping: None,
        encoding: None,
        host: None,
        place: "YRD".parse().unwrap(),
    }
}

pub fn read(file: &str, bytes: &[u8]) -> Result<Import, ImportError> {
    import(file, bytes, &options())
}

/// A workbook of one sheet with texts in its cells: the parts that a reader needs, stored without compression.
pub fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    for (number, row) in rows.iter().enumerate() {
        sheet.push_str(&format!("<row r=\"{}\">", number + 1));
        for (column, text) in row.iter().enumerate() {
            let name = format!("{}{}", letters(column), number + 1);
            if let Ok(value) = text.parse::<f64>() {
                sheet.push_str(&format!("<c r=\"{name}\"><v>{value}</v></c>"));
            } else {
                sheet.push_str(&format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"));
            }
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    zip(&[
        ("[Content_Types].xml", &format!("<Types xmlns=\"{package}/content-types\"/>")),
        (
            "_rels/.rels",
            &format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets><sheet name=\"list\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

/// The name of a column: A to Z, AA to ZZ, AAA and so on.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).unwrap());
    if column < 26 { last.to_string() } else { format!("{}{last}", letters(column / 26 - 1)) }
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut body, mut directory) = (Vec::<u8>::new(), Vec::<u8>::new());
    for (name, content) in files {
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        let mut header = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        header.extend(crc32(content.as_bytes()).to_le_bytes());
        header.extend(size);
        header.extend(size);
        header.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        header.extend([0, 0]);
        let offset = u32::try_from(body.len()).unwrap().to_le_bytes();
        body.extend(b"PK\x03\x04".iter().chain(&header).chain(name.as_bytes()).chain(content.as_bytes()));
        directory.extend(b"PK\x01\x02\x14\x00".iter().chain(&header).chain(&[0; 10]).chain(&offset));
        directory.extend(name.as_bytes());
    }
    let (start, size) = (u32::try_from(body.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    body.extend(directory);
    body.extend(b"PK\x05\x06\0\0\0\0".iter().chain(&count).chain(&count));
    body.extend(size.to_le_bytes().iter().chain(&start.to_le_bytes()).chain(&[0, 0]));
    body
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    };
    !bytes.iter().fold(u32::MAX, step)
}
