//! Style sheet, pictures and scripts, part of the program. Their address carries a hash of the content, so that a
//! browser may keep them for ever and still gets a new one when it changes.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

/// The style sheet: its layers in order.
pub const STYLE: &str = concat!(
    include_str!("../assets/css/00-tokens.css"),
    include_str!("../assets/css/01-base.css"),
    include_str!("../assets/css/02-layout.css"),
    include_str!("../assets/css/03-parts.css"),
    include_str!("../assets/css/04-pages.css"),
    include_str!("../assets/css/05-find.css"),
    include_str!("../assets/css/06-desk.css"),
    include_str!("../assets/css/07-office.css"),
    include_str!("../assets/css/07-access.css"),
    include_str!("../assets/css/07-own.css"),
    include_str!("../assets/css/07-notice.css"),
    include_str!("../assets/css/08-print.css"),
);

/// One embedded file.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// The name without the hash.
    pub name: &'static str,
    /// The media type.
    pub media_type: &'static str,
    /// The content.
    pub content: &'static str,
}

/// Every embedded file.
pub const ASSETS: [Asset; 3] = [
    Asset { name: "app.css", media_type: "text/css; charset=utf-8", content: STYLE },
    Asset {
        name: "check.js",
        media_type: "text/javascript; charset=utf-8",
        content: include_str!("../assets/check.js"),
    },
    Asset { name: "mark.svg", media_type: "image/svg+xml", content: include_str!("../assets/mark.svg") },
];

static ADDRESSES: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    ASSETS
        .iter()
        .map(|asset| (asset.name, format!("/assets/{:016x}/{}", hash(asset.content), asset.name)))
        .collect()
});

fn hash(content: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}

/// The address of an embedded file; the bare path for a name that is not embedded.
pub fn address(name: &str) -> String {
    let known = ADDRESSES.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| format!("/assets/{name}"), |(_, address)| address.clone())
}

/// The embedded file of a name.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_changes_with_the_content_and_names_the_file() {
        assert_ne!(hash("a"), hash("b"));
        let address = address("app.css");
        assert!(address.starts_with("/assets/") && address.ends_with("/app.css"), "{address}");
    }

    #[test]
    fn the_style_sheet_is_light() {
        assert!(STYLE.len() < 44_000, "{} bytes", STYLE.len());
    }
}
