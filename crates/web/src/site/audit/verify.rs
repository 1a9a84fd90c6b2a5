//! Verifying the whole market in the background, one verification at a time; what it found is kept.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiangnan_exchange::audit::{AuditReport, verify};
use jiangnan_kernel::Text;
use jiangnan_store::{ChainFault, Query, StoreError};

use crate::site::{Halt, Site};
use crate::view::audit::Verdict;

/// How long whoever asked for a verification waits for it; a long one goes on after that.
const WAIT: Duration = Duration::from_secs(3);

/// What is verified, and what was found last.
#[derive(Debug, Default)]
pub struct Verifier {
    state: Mutex<State>,
    done: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// How many events the verification that runs has read.
    running: Option<u64>,
    verdict: Option<Verdict>,
    /// Why the last verification could not be finished, until somebody is told.
    failed: Option<String>,
}

impl Verifier {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far a verification has come that runs now, and what the last one found.
    pub fn state(&self) -> (Option<u64>, Option<Verdict>) {
        let state = self.lock();
        (state.running, state.verdict.clone())
    }

    /// Starts a verification, unless one is under way.
    ///
    /// # Errors
    /// Where the database cannot be opened.
    pub fn start(self: &Arc<Verifier>, site: &Arc<Site>) -> Result<(), Halt> {
        let reader = site.exchange.reader()?;
        if self.lock().running.replace(0).is_some() {
            return Ok(());
        }
        let (verifier, site) = (Arc::clone(self), Arc::clone(site));
        tokio::task::spawn_blocking(move || {
            // However the verification ends, another one can be asked for.
            let _running = Running(&verifier);
            // Others write meanwhile: what is added up must be of one moment.
            let verdict = reader.at_one_moment(|reader| verifier.verdict(reader, &site));
            match verdict.and_then(|verdict| verdict) {
                Ok(verdict) => verifier.lock().verdict = Some(verdict),
                Err(error) => verifier.lock().failed = Some(error.to_string()),
            }
        });
        Ok(())
    }

    /// Waits until no verification runs, but not for long.
    ///
    /// # Errors
    /// Where the verification could not be finished.
    pub fn wait(&self) -> Result<(), Halt> {
        let waited = self.done.wait_timeout_while(self.lock(), WAIT, |state| state.running.is_some());
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.failed.take().map_or(Ok(()), |cause| Err(Halt::Broken(cause)))
    }

    fn verdict(&self, source: &impl Query, site: &Site) -> Result<Verdict, StoreError> {
        let report = verify(source, |read, _| self.lock().running = Some(read))?;
        let head = super::head(source)?;
        let zone = site.exchange.places().get(site.group).map_or("UTC", |group| group.zone.as_str());
        let now = site.now();
        let at = now.in_zone(zone).map(|zoned| zoned.datetime()).unwrap_or_default();
        Ok(Verdict {
            at,
            checked: report.events,
            head: hexadecimal(&head.hash),
            broken: report.broken.as_ref().map(|fault| (position(fault), sentence(fault))),
            faults: beside(&report),
        })
    }
}

/// A verification that runs, until this is dropped.
struct Running<'v>(&'v Verifier);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.lock().running = None;
        self.0.done.notify_all();
    }
}

/// What is wrong beside the chain.
fn beside(report: &AuditReport) -> Vec<String> {
    report.faults.iter().skip(usize::from(report.broken.is_some())).cloned().collect()
}

/// The event at which a chain is broken.
fn position(fault: &ChainFault) -> u64 {
    let position = match fault {
        ChainFault::Missing { expected, .. } => *expected,
        ChainFault::Unlinked { seq, .. } | ChainFault::Changed { seq, .. } => *seq,
        ChainFault::WrongEnd { expected, found, .. } => (*expected).min(*found).saturating_add(1),
    };
    u64::try_from(position).unwrap_or(0)
}

fn sentence(fault: &ChainFault) -> Text {
    match fault {
        ChainFault::Missing { expected, found, .. } => Text::new(
            format!("Event {expected} is missing: {found} stands in its place."),
            format!("缺少事件 {expected}，其位置上为事件 {found}。"),
        ),
        ChainFault::Unlinked { seq, .. } => Text::new(
            format!("Event {seq} does not follow from the one before: one of the two was replaced."),
            format!("事件 {seq} 与前一事件不衔接，两者之一被替换。"),
        ),
        ChainFault::Changed { seq, .. } => Text::new(
            format!("Event {seq} was changed after it was written: its content does not give its hash."),
            format!("事件 {seq} 写入后被改动，内容与其哈希不符。"),
        ),
        ChainFault::WrongEnd { expected, found, .. } => Text::new(
            format!(
                "The chain ends at event {found}, but {expected} were kept: events were removed or added."
            ),
            format!("链止于事件 {found}，而记录应有 {expected} 个事件，有事件被删除或添加。"),
        ),
    }
}

/// A hash in hexadecimal digits.
pub fn hexadecimal(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
