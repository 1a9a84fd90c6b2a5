//! A way to the server that breaks in the worst moment: the server has committed, and the node never hears of it.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The name of a server's socket in its folder.
const SOCKET: &str = ".s.PGSQL.5432";
/// What a node says to make a group durable, and how the server says that it is.
const COMMIT: &[u8] = b"COMMIT\0";

/// Listens in a folder of its own and passes on what is said.
pub struct Proxy {
    folder: tempfile::TempDir,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// The next commit is to be cut off.
    wanted: AtomicBool,
    cut: AtomicU32,
}

impl Proxy {
    /// A way to the server whose socket is in a folder.
    pub fn to(server: &Path) -> Proxy {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        let (state, server) = (Arc::<State>::default(), server.join(SOCKET));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for node in listener.incoming().map_while(Result::ok) {
                pass(node, &server, &shared);
            }
        });
        Proxy { folder, state }
    }

    /// The URL of a database of the server, by this way.
    pub fn url(&self, direct: &str) -> String {
        let (begin, rest) = direct.split_once("host=").unwrap();
        let (_, rest) = rest.split_once('&').unwrap();
        format!("{begin}host={}&{rest}", self.folder.path().display())
    }

    /// Cuts the next commit off.
    pub fn cut(&self) {
        self.state.wanted.store(true, Ordering::SeqCst);
    }

    /// How many commits were cut off.
    pub fn count(&self) -> u32 {
        self.state.cut.load(Ordering::SeqCst)
    }
}

/// Passes one connection on, in both directions.
fn pass(node: UnixStream, server: &PathBuf, state: &Arc<State>) {
    // A server that is just starting again accepts nobody: the node sees its connection end.
    let Ok(server) = UnixStream::connect(server) else { return };
    let cutting = Arc::new(AtomicBool::new(false));
    let (mut from_node, mut to_server) = (node.try_clone().unwrap(), server.try_clone().unwrap());
    let (asked, wanted) = (Arc::clone(&cutting), Arc::clone(state));
    std::thread::spawn(move || {
        copy(&mut from_node, &mut to_server, |piece| {
            if holds(piece, COMMIT) && wanted.wanted.swap(false, Ordering::SeqCst) {
                asked.store(true, Ordering::SeqCst);
            }
            true
        });
        let _ = to_server.shutdown(Shutdown::Both);
    });
    let (mut from_server, mut to_node, state) = (server, node, Arc::clone(state));
    std::thread::spawn(move || {
        // From the commit on the node hears nothing more; what comes last says that the server has committed.
        copy(&mut from_server, &mut to_node, |piece| {
            let cutting = cutting.load(Ordering::SeqCst);
            state.cut.fetch_add((cutting && holds(piece, COMMIT)).into(), Ordering::SeqCst);
            !cutting
        });
        let _ = to_node.shutdown(Shutdown::Both);
        let _ = from_server.shutdown(Shutdown::Both);
    });
}

fn holds(piece: &[u8], wanted: &[u8]) -> bool {
    piece.windows(wanted.len()).any(|window| window == wanted)
}

/// Copies until one side ends; `look` sees each piece before it goes on, and says whether it does.
fn copy(from: &mut UnixStream, to: &mut UnixStream, mut look: impl FnMut(&[u8]) -> bool) {
    let mut piece = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from.read(&mut piece) {
        let piece = &piece[..read];
        if look(piece) {
            if to.write_all(piece).is_err() {
                return;
            }
        } else if holds(piece, COMMIT) {
            return;
        }
    }
}
