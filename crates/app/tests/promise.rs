//! A text that promises never to be stricter than the one it extends is held to it by `jiangnan scheme check`.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

const FRAME: &str = "schemes/frame/delta-frame.toml";
const MEMBER: &str = "schemes/frame/zhejiang-frame.toml";
const PROMISE: &str = "promises  = \"never-stricter\"\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The exit status and everything on the standard output.
fn scheme(args: &[&str]) -> (Option<i32>, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_jiangnan")).arg("scheme").args(args).current_dir(root()).output();
    let output = output.unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// The member's text after one replacement, in a file of its own.
fn member(folder: &Path, replace: (&str, &str)) -> String {
    let text = std::fs::read_to_string(root().join(MEMBER)).unwrap();
    let changed = text.replace(replace.0, replace.1);
    assert_ne!(changed, text, "`{}` does not stand in {MEMBER}", replace.0);
    let file = folder.join("member.toml");
    std::fs::write(&file, changed).unwrap();
    file.display().to_string()
}

#[test]
fn a_promise_that_is_kept_passes() {
    let (status, told) = scheme(&["check", FRAME, MEMBER]);
    assert_eq!(status, Some(0), "{told}");
    let folder = tempfile::tempdir().unwrap();
    let strict = member(folder.path(), ("rate = \"40%\"", "rate = \"29.99%\""));
    let text = std::fs::read_to_string(&strict).unwrap();
    std::fs::write(&strict, text.replace(PROMISE, "")).unwrap();
    let (status, told) = scheme(&["check", FRAME, &strict]);
    assert_eq!(status, Some(0), "who promises nothing breaks nothing: {told}");
}

/// Each way to be stricter: a lower rate, a seat in fewer places, a lower cap, one more condition.
#[test]
fn a_broken_promise_is_an_error_at_its_line_with_an_order_that_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    let next = "\n[[clause]]\nid = \"zj.9\"\ntext = { en = \"More.\", zh = \"更多。\" }\n";
    let cap =
        format!("{next}cap = {{ amount = \"1000.00\", per = \"order\" }}\n[[clause]]\nid        = \"zj.5b\"");
    let more = format!("{next}forbid = {{ enterprise.listed = true }}\n[[clause]]\nid        = \"zj.5b\"");
    for (old, new) in [
        ("rate = \"40%\"", "rate = \"29.99%\""),
        ("enterprise.size = [\"micro\", \"small\", \"medium\"]", "enterprise.size = [\"micro\", \"small\"]"),
        ("\n[[clause]]\nid        = \"zj.5b\"", &cap),
        ("\n[[clause]]\nid        = \"zj.5b\"", &more),
    ] {
        let strict = member(folder.path(), (old, new));
        let (status, told) = scheme(&["check", FRAME, &strict]);
        assert_eq!(status, Some(1), "{new}: {told}");
        assert!(told.contains(&format!("{strict}:10:13: `never-stricter` does not hold")), "{told}");
        let order = told.split('`').find(|part| part.starts_with('{')).unwrap();
        let file = folder.path().join("order.json");
        std::fs::write(&file, order).unwrap();
        let paid = |texts: &[&str]| {
            let args = [&["quote"], texts, &["--json", "--order", file.to_str().unwrap()]].concat();
            let quote: serde_json::Value = serde_json::from_str(&scheme(&args).1).unwrap();
            quote["price_minor"].as_i64().unwrap() - quote["own_part_minor"].as_i64().unwrap()
        };
        assert!(paid(&[FRAME, &strict]) < paid(&[FRAME]), "{new}: the order shows it: {order}");
        let (status, json) = scheme(&["check", FRAME, &strict, "--json"]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let error = json.as_array().unwrap().iter().find(|finding| finding["severity"] == "error").unwrap();
        assert_eq!((status, &error["line"], &error["column"]), (Some(1), &10.into(), &13.into()), "{json}");
    }
}
