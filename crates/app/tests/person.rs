//! People on the command line: the first person's way in, outside the demo.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn jiangnan(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_jiangnan"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Whoever refuses before reading closes the pipe: that is no fault here.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn says(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_first_person_gets_in_with_a_password_from_the_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("market.db").display());
    assert!(jiangnan(&["db", "migrate", "--database", &database], "").status.success());
    let add = |login: &str, role: &str, home: &str, password: &str| {
        let of = ["--role", role, "--home", home, "--name", "Zhou Ping", "--database", &database];
        jiangnan(&[&["person", "add", login], &of[..]].concat(), password)
    };
    let secret = "correct horse battery\n";
    for (login, role, home, password, code, reason) in [
        ("zhou", "minister", "CN-ZJ", secret, 1, "is no role"),
        ("zhou", "operator", "XX", secret, 1, "is no place"),
        ("zhou", "operator", "CN-ZJ", "short\n", 1, "too short"),
        ("zhou", "operator", "CN-ZJ", "", 1, "too short"),
        ("zhou", "operator", "CN-ZJ", secret, 0, "can sign in as `zhou`"),
        ("zhou", "officer", "CN-ZJ", secret, 1, "signs in as `zhou` already"),
    ] {
        let output = add(login, role, home, password);
        assert_eq!(output.status.code(), Some(code), "{}", says(&output));
        assert!(says(&output).contains(reason), "{}", says(&output));
    }
    let on =
        |args: &[&str], input: &str| says(&jiangnan(&[args, &["--database", &database]].concat(), input));
    assert!(on(&["person", "list"], "").contains("zhou\toperator\tCN-ZJ\tZhou Ping\n1 can sign in"));
    assert!(on(&["person", "password", "nobody"], secret).contains("nobody signs in as `nobody`"));
    assert!(on(&["person", "password", "zhou"], "another long secret\n").contains("has a new password"));
    assert!(on(&["person", "suspend", "zhou"], "").contains("cannot sign in any more"));
    assert!(on(&["person", "list"], "").contains("0 can sign in"));
    assert!(on(&["audit", "verify"], "").contains("4 events"), "{}", on(&["audit", "verify"], ""));
}
