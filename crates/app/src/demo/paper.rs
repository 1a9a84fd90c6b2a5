//! Papers of the demo: a PDF of one page that says in Chinese and English what it stands for, and that it is
//! invented.

use std::fmt::Write as _;

use jiangnan_kernel::Text;

/// The font for Chinese: one that readers of PDF bring along, so that it is not in the file.
const SONG: &str = "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H \
     /DescendantFonts [7 0 R] >>";
const SONG_GLYPHS: &str = "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo \
     << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 8 0 R /DW 1000 /W [1 95 500] >>";
const SONG_SHAPE: &str = "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] \
     /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>";

/// A PDF of one page with some lines, each in Chinese and under it in plain English letters.
pub fn pdf(lines: &[Text]) -> Vec<u8> {
    let mut text = String::from("BT 22 TL 72 760 Td");
    for line in lines {
        let chinese: String = line.zh.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        let plain: String = line.en.chars().filter(|c| c.is_ascii() && !"()\\".contains(*c)).collect();
        // Writing to a string has no way to fail.
        let _ = write!(text, " /F2 14 Tf <{chinese}> Tj T* /F1 11 Tf ({plain}) Tj T*");
    }
    text.push_str(" ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources \
         << /Font << /F1 4 0 R /F2 6 0 R >> >> >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        SONG.to_owned(),
        SONG_GLYPHS.to_owned(),
        SONG_SHAPE.to_owned(),
    ];
    whole(&objects)
}

/// The file around its objects: where each begins stands at the end.
fn whole(objects: &[String]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.4\n");
    let mut index = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(objects) {
        let _ = writeln!(index, "{:010} 00000 n ", file.len());
        let _ = writeln!(file, "{number} 0 obj\n{object}\nendobj");
    }
    let (start, count) = (file.len(), objects.len() + 1);
    let _ = write!(
        file,
        "xref\n0 {count}\n{index}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_says_where_each_object_begins() {
        let file = String::from_utf8(pdf(&[Text::new("Contract (invented)", "合同")])).unwrap();
        let at = file.find("xref\n0 9\n").unwrap();
        assert!(file.ends_with(&format!("startxref\n{at}\n%%EOF\n")));
        for (number, line) in file[at..].lines().skip(3).take(8).enumerate() {
            let begin: usize = line[..10].parse().unwrap();
            assert!(file[begin..].starts_with(&format!("{} 0 obj", number + 1)), "{line}");
        }
        assert!(file.contains("<5408540C> Tj T* /F1 11 Tf (Contract invented) Tj"));
    }
}
