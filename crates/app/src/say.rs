//! What is printed, line by line. Whoever reads it may stop early (`jiangnan … | head`): then the work is done to
//! its end all the same, and nothing more is printed.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether a line could not be written though somebody waits for it.
static LOST: AtomicBool = AtomicBool::new(false);

/// Prints a line to standard output, where results go.
macro_rules! say {
    ($($words:tt)*) => { $crate::say::out(::std::format_args!($($words)*)) };
}

/// Prints a line to standard error, where what happens meanwhile goes.
macro_rules! tell {
    ($($words:tt)*) => { $crate::say::err(::std::format_args!($($words)*)) };
}

/// Prints a line to standard output.
pub fn out(line: Arguments<'_>) {
    let mut stdout = std::io::stdout().lock();
    let written = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
    if written.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe) {
        LOST.store(true, Ordering::Relaxed);
    }
}

/// Prints a line to standard error; where that is closed there is nobody left to tell.
pub fn err(line: Arguments<'_>) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Whether a part of the output was lost, on a full disk for example.
pub fn is_lost() -> bool {
    LOST.load(Ordering::Relaxed)
}
