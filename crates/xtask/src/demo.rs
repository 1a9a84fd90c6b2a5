//! A demo of its own for the tests that look at a whole market: built, played, served, taken away again.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A running demo.
pub struct Demo {
    child: Child,
    folder: PathBuf,
    /// Its address.
    pub url: String,
}

impl Demo {
    /// Plays and serves a demo in a folder.
    ///
    /// # Errors
    /// Where the program does not start or does not serve.
    pub fn start(program: &Path, scratch: &Path) -> Result<Demo, String> {
        let folder = scratch.join(format!("demo-{}", std::process::id()));
        let database = format!("sqlite:{}", folder.join("jiangnan.db").display());
        eprintln!("xtask: playing a demo (jiangnan demo); it takes a minute");
        let child = Command::new(program)
            .args(["demo", "--listen", "127.0.0.1:0", "--database", &database])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|cause| format!("`{}` cannot be started: {cause}", program.display()))?;
        let mut demo = Demo { child, folder, url: String::new() };
        let output = demo.child.stdout.take().ok_or("the demo has no output")?;
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some((_, rest)) = line.split_once("serving on ") {
                demo.url = rest.split(' ').next().unwrap_or_default().to_owned();
                return Ok(demo);
            }
        }
        Err("the demo ended before it served: run `cargo run -- demo` to see why".to_owned())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended by itself, and what remains of it is of no use.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
