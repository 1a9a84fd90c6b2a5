//! Schemes read from their stored texts, each read once.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiangnan_kernel::PlaceTree;
use jiangnan_scheme::Scheme;

use crate::refusal::Refusal;

/// The most schemes that are kept: drafts come and go while they are written.
const KEPT_MAX: usize = 512;

/// Schemes by the version of their text, shared by all clones. A version is the hash of the text, so an entry never
/// goes stale.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    by_version: Arc<RwLock<HashMap<String, Arc<Scheme>>>>,
}

impl Rules {
    /// The scheme of a version that was read before.
    pub fn get(&self, version: &str) -> Option<Arc<Scheme>> {
        self.by_version.read().unwrap_or_else(PoisonError::into_inner).get(version).cloned()
    }

    /// Reads a scheme's text, which may extend a frame.
    ///
    /// # Errors
    /// [`Refusal::Scheme`] with everything that is wrong with the text.
    pub fn read(
        &self,
        name: &str,
        text: &str,
        places: &PlaceTree,
        frame: Option<&Scheme>,
    ) -> Result<Arc<Scheme>, Refusal> {
        let beside: Vec<Scheme> = frame.into_iter().cloned().collect();
        let scheme = Arc::new(Scheme::load_beside(name, text, places, &beside).map_err(Refusal::Scheme)?);
        let mut kept = self.by_version.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(scheme.version().to_owned(), Arc::clone(&scheme));
        Ok(scheme)
    }
}
