//! Documents that people send: kept by the hash of their content. The chain of events holds the hash; the
//! content lies beside it, so that it can be checked against the chain.

use std::sync::Arc;

use jiangnan_kernel::Id;
use jiangnan_store::entity::desk::DocumentRow;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::account::id_of;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::refusal::Refusal;

/// The most bytes of one document.
pub const DOCUMENT_BYTES_MAX: usize = 10 * 1024 * 1024;

/// What a document is, told by its first bytes and not by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A PDF.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// An XML file, such as an electronic invoice.
    Xml,
    /// A workbook.
    Xlsx,
    /// Text: separated values or JSON.
    Text,
}

impl Media {
    /// What some bytes are; none where they are nothing that is kept.
    pub fn of(content: &[u8]) -> Option<Media> {
        let text =
            std::str::from_utf8(content).ok().map(|text| text.trim_start_matches('\u{feff}').trim_start());
        match content {
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Media::Pdf),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Media::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Media::Jpeg),
            [b'P', b'K', 3, 4, ..] => Some(Media::Xlsx),
            _ if text.is_some_and(|text| text.starts_with("<?xml")) => Some(Media::Xml),
            _ if text.is_some_and(|text| text.starts_with('<')) => None,
            _ => (!content.contains(&0)
                || content.starts_with(b"\xff\xfe")
                || content.starts_with(b"\xfe\xff"))
            .then_some(Media::Text),
        }
    }

    /// Its media type.
    pub fn name(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Png => "image/png",
            Media::Jpeg => "image/jpeg",
            Media::Xml => "application/xml",
            Media::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Media::Text => "text/plain",
        }
    }

    /// Whether it can support a claim.
    pub fn is_evidence(self) -> bool {
        matches!(self, Media::Pdf | Media::Png | Media::Jpeg | Media::Xml)
    }
}

/// What a document is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To support a claim.
    Evidence,
    /// To import a catalogue from.
    Catalogue,
}

/// Somebody hands a document in for their organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepDocument {
    /// The SHA-256 hash of the content in hexadecimal.
    pub sha256: String,
    /// Its name on the sender's machine.
    pub name: String,
    /// What it is sent for.
    pub purpose: Purpose,
    /// The bytes; the chain keeps their hash and not them.
    #[serde(skip)]
    pub content: Arc<Vec<u8>>,
}

/// What is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentKept {
    /// Its media type.
    pub media_type: String,
    /// How many bytes.
    pub bytes: usize,
}

impl KeepDocument {
    /// The command for some bytes.
    pub fn of(name: &str, purpose: Purpose, content: Vec<u8>) -> KeepDocument {
        let sha256 = hex(&hash_of(&content));
        let name = name.chars().filter(|letter| !letter.is_control()).take(200).collect();
        KeepDocument { sha256, name, purpose, content: Arc::new(content) }
    }

    /// The id under which somebody sends it: the same bytes sent again by the same person find the first.
    pub fn id(&self, person: Id) -> Id {
        id_of(format!("document:{}:{}:{:?}:{person}", self.sha256, self.name, self.purpose).as_bytes())
    }
}

impl Command for KeepDocument {
    type Answer = DocumentKept;

    const KIND: &'static str = "keep-document";

    fn subject(&self) -> Id {
        id_of(self.sha256.as_bytes())
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<DocumentKept> {
        let (home, owner) = (desk.actor().home, desk.actor().organisation);
        let may_claim =
            desk.require(Role::LabManager, home).is_ok() || desk.require(Role::Engineer, home).is_ok();
        if !may_claim {
            return Err(Refusal::NotAllowed { role: Role::LabManager, home }.into());
        }
        let media = self.check()?;
        let sha256 = hash_of(&self.content);
        let answer = DocumentKept { media_type: media.name().to_owned(), bytes: self.content.len() };
        if desk.sets.documents.get(&(home, sha256, owner))?.is_none() {
            desk.sets.documents.put(DocumentRow {
                jurisdiction: home,
                sha256,
                owner,
                media_type: answer.media_type.clone(),
                name: self.name.clone(),
                kept_at: desk.at(),
                content: Arc::clone(&self.content),
            });
        }
        Ok(answer)
    }
}

impl KeepDocument {
    fn check(&self) -> Result<Media, Refusal> {
        let bytes = self.content.len();
        if bytes == 0 || bytes > DOCUMENT_BYTES_MAX {
            let en = format!("The file has {bytes} bytes: send one of 1 byte to 10 MB.");
            return Err(Refusal::invalid(
                "file",
                en,
                format!("文件大小为 {bytes} 字节，请上传不超过 10 MB 的文件。"),
            ));
        }
        if hex(&hash_of(&self.content)) != self.sha256 {
            let en = "The file is not the one that was hashed: send it again.";
            return Err(Refusal::invalid("sha256", en, "文件与校验值不符，请重新上传。"));
        }
        let media = Media::of(&self.content);
        let wanted = |media: &Media| match self.purpose {
            Purpose::Evidence => media.is_evidence(),
            Purpose::Catalogue => matches!(media, Media::Xlsx | Media::Text),
        };
        media.filter(wanted).ok_or_else(|| match self.purpose {
            Purpose::Evidence => Refusal::invalid(
                "file",
                format!("`{}` is neither PDF, PNG, JPEG nor XML: save it as one of these.", self.name),
                format!("“{}”不是 PDF、PNG、JPEG 或 XML 文件，请另存后上传。", self.name),
            ),
            Purpose::Catalogue => Refusal::invalid(
                "file",
                format!("`{}` is neither CSV, XLSX nor JSON: save it as one of these.", self.name),
                format!("“{}”不是 CSV、XLSX 或 JSON 文件，请另存后上传。", self.name),
            ),
        })
    }
}

/// The SHA-256 hash of some bytes.
pub fn hash_of(content: &[u8]) -> [u8; 32] {
    Sha256::digest(content).into()
}

/// A hash in hexadecimal.
pub fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of a text in hexadecimal; none where it is none.
pub fn hash_from_hex(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(hash)
}

impl Desk<'_> {
    /// A hash without its document would be worth nothing to a reviewer.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a hash of which no document of the sender is kept.
    pub fn check_kept(&mut self, evidence: &[jiangnan_clearing::Evidence]) -> Decision<()> {
        let (home, owner) = (self.actor().home, self.actor().organisation);
        for evidence in evidence.iter().filter(|evidence| !evidence.sha256.is_empty()) {
            let kept = match hash_from_hex(&evidence.sha256) {
                Some(hash) => self.sets.documents.get(&(home, hash, owner))?.is_some(),
                None => false,
            };
            if !kept {
                return Err(Refusal::not_found("document", &evidence.sha256).into());
            }
        }
        Ok(())
    }
}
