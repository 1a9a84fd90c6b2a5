//! Pictures of the main pages of a demo, for the documents. `JIANGNAN_URL` names the demo, `JIANGNAN_PICTURES`
//! the folder.

use std::path::PathBuf;

use serde_json::json;

use crate::driver::{Scripts, Tab, tab};

/// A picture: its name, who looks, where, in which language and theme, how wide and at most how high.
struct Picture(&'static str, &'static str, &'static str, &'static str, &'static str, u32, u32);

/// A path that begins with `>` is the first link on the page before it that begins so.
const PICTURES: [Picture; 17] = [
    Picture("start", "", "/", "en", "light", 1280, 1010),
    Picture("start.zh-CN", "", "/", "zh-CN", "light", 1280, 1010),
    Picture("search", "engineer", "/instruments?q=SEM", "en", "light", 1280, 1100),
    Picture("search.zh-CN.phone", "engineer", "/instruments?q=SEM", "zh-CN", "light", 390, 900),
    Picture("instrument", "engineer", "/instruments?q=SEM >/instruments/", "en", "light", 1280, 1200),
    Picture(
        "instrument.dark.phone",
        "engineer",
        "/instruments?q=SEM >/instruments/",
        "en",
        "dark",
        390,
        1100,
    ),
    Picture("reservation", "engineer", "/reservations >/reservations/", "en", "light", 1280, 1000),
    Picture("wallet.zh-CN", "engineer", "/wallet", "zh-CN", "light", 1280, 900),
    Picture("claims", "lab-manager", "/provider/claims", "en", "light", 1280, 900),
    Picture("review.zh-CN", "officer", "/officer/claims >/officer/claims/", "zh-CN", "light", 1280, 1200),
    Picture("fund", "officer", "/officer/fund", "en", "light", 1280, 900),
    Picture("scheme", "officer", "/officer/schemes >/officer/schemes/", "en", "dark", 1280, 1000),
    Picture("calendar", "lab-manager", "/provider/calendar", "en", "light", 1280, 900),
    Picture("editor", "officer", "/officer/schemes/zj-2026/edit", "en", "light", 1280, 1100),
    Picture("editor.zh-CN.phone", "officer", "/officer/schemes/zj-2026/edit", "zh-CN", "light", 390, 900),
    Picture("cycle", "treasurer", "/treasury/cycle/3", "en", "light", 1280, 1300),
    Picture("audit.zh-CN", "auditor", "/audit", "zh-CN", "dark", 1280, 900),
];

impl Picture {
    /// The start page is shown by pages that want a picture of the oldest kind.
    fn format(&self) -> &'static str {
        if self.0.starts_with("start") { "png" } else { "webp" }
    }

    fn take(&self, tab: &Tab, site: &str) -> Vec<u8> {
        let Picture(_, who, path, language, theme, width, most) = *self;
        tab.resize(width, 900);
        tab.go(&format!("{site}/about"));
        tab.forget_cookies();
        tab.set_cookie("language", language);
        tab.set_cookie("theme", theme);
        if !who.is_empty() {
            tab.go(&format!("{site}/sign-in"));
            tab.find(&format!("form:has(input[value='{who}']) button")).click();
            tab.find(".who form");
        }
        let mut steps = path.split(" >");
        tab.go(&format!("{site}{}", steps.next().unwrap()));
        for step in steps {
            let href = tab.find(&format!("main a[href^='{step}']")).attribute("href");
            tab.path(&href);
        }
        let size = tab.devtools("Page.getLayoutMetrics", &json!({}));
        let high = size["cssContentSize"]["height"].as_f64().unwrap().min(f64::from(most));
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": high, "scale": 1 });
        let how =
            json!({ "format": self.format(), "quality": 82, "captureBeyondViewport": true, "clip": clip });
        let shot = tab.devtools("Page.captureScreenshot", &how);
        decode(shot["data"].as_str().unwrap())
    }
}

/// Bytes out of base 64.
fn decode(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').map(value).collect();
    let mut bytes = Vec::with_capacity(letters.len() * 3 / 4);
    for group in letters.chunks(4) {
        let whole =
            group.iter().fold(0_u32, |sum, six| sum << 6 | u32::from(*six)) << (6 * (4 - group.len()));
        bytes.extend(&whole.to_be_bytes()[1..group.len()]);
    }
    bytes
}

#[test]
fn base_64_is_read() {
    assert_eq!(decode("amlhbmduYW4="), b"jiangnan");
    assert_eq!(decode("+/8="), [0xfb, 0xff]);
}

#[test]
#[ignore = "writes pictures: cargo xtask pictures"]
fn pictures_of_the_main_pages() {
    let (Ok(site), Ok(folder)) = (std::env::var("JIANGNAN_URL"), std::env::var("JIANGNAN_PICTURES")) else {
        return;
    };
    let tab = tab(Scripts::On).expect("a browser");
    for picture in &PICTURES {
        let bytes = picture.take(&tab, &site);
        assert!(bytes.len() < 300_000, "{}: {} bytes", picture.0, bytes.len());
        std::fs::write(PathBuf::from(&folder).join(format!("{}.{}", picture.0, picture.format())), bytes)
            .unwrap();
    }
}
