//! How much may be sent at once, and where: one place, so that the page that refuses more says the real number.

use jiangnan_exchange::case::document::DOCUMENT_BYTES_MAX;
use jiangnan_kernel::Text;

/// The most bytes of a form without files.
pub const FORM_BYTES_MAX: usize = 64 * 1_024;
/// The most bytes of a form with a rule text.
pub const RULES_BYTES_MAX: usize = 512 * 1_024;
/// The most bytes of a file of grants.
pub const GRANTS_BYTES_MAX: usize = 4 * 1_024 * 1_024;
/// The most bytes of a file of the bank.
pub const BANK_BYTES_MAX: usize = 8 * 1_024 * 1_024;
/// The most bytes of a catalogue, and of the form around it.
pub const CATALOGUE_BYTES_MAX: usize = DOCUMENT_BYTES_MAX + FORM_BYTES_MAX;
/// The most bytes of a claim with all its documents.
pub const CLAIM_BYTES_MAX: usize = 40 * 1_024 * 1_024;

/// Where more may be sent than a plain form: the beginning of the path, and how much.
const LARGER: [(&str, usize); 6] = [
    ("/provider/instruments/import", CATALOGUE_BYTES_MAX),
    ("/provider/claims/", CLAIM_BYTES_MAX),
    ("/officer/grants/file", GRANTS_BYTES_MAX),
    ("/officer/scheme/new", RULES_BYTES_MAX),
    ("/officer/schemes", RULES_BYTES_MAX),
    ("/treasury/files", BANK_BYTES_MAX),
];

/// How many bytes may be sent to a path at once.
pub fn bytes_max(path: &str) -> usize {
    LARGER.iter().find(|(begins, _)| path.starts_with(begins)).map_or(FORM_BYTES_MAX, |(_, bytes)| *bytes)
}

/// What somebody is told who sent more to a path.
pub fn told(path: &str) -> Text {
    let size = match bytes_max(path) {
        bytes if bytes < 1_024 * 1_024 => format!("{} KB", bytes / 1_024),
        bytes => format!("{} MB", bytes / (1_024 * 1_024)),
    };
    Text::new(format!("At most {size} are taken here at once."), format!("此处一次最多可发送 {size}。"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_tells_its_own_limit() {
        for (path, size) in [
            ("/reservations", "64 KB"),
            ("/provider/instruments/import", "10 MB"),
            ("/provider/claims/new/CN-SH.01/02", "40 MB"),
            ("/officer/grants/file/confirm", "4 MB"),
            ("/officer/schemes/zj-2026/edit", "512 KB"),
            ("/treasury/files", "8 MB"),
        ] {
            assert_eq!(told(path).en, format!("At most {size} are taken here at once."), "{path}");
        }
    }
}
