//! The site of a market: what every handler works with, and the way in.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::DefaultBodyLimit;
use axum::{Router, middleware};
use jiangnan_catalogue::{TechniqueError, TechniqueTree};
use jiangnan_exchange::Exchange;
use jiangnan_kernel::place::PlaceKind;
use jiangnan_kernel::{Clock, Id, Instant, PlaceCode, Rng};
use jiangnan_search::PhraseBook;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use super::attempts::Attempts;
use super::free::FreeShelf;
use super::gate::{Gate, REQUESTS_MAX, admit};
use super::hurry::hurry;
use super::index::Index;
use super::listen::listen;
use super::map::Atlas;
use super::missed::MissedSearches;
use super::officer::DemandShelf;
use super::patience::Patience;
use super::prices::PriceShelf;
use super::trail::observe;
use super::{
    Halt, Setting, Sight, audit, change, claim, common, compare, dispute, door, evidence, feed, find,
    handbook, instalment, instrument, lab, officer, protect, provider, published, reservation, reserve,
    series, sign, start, today, token, treasury, wait, wallet, wallet_month,
};
use crate::api::Limiter;
use crate::site::limit::FORM_BYTES_MAX;
use crate::view::error::Fault;

/// The site of one market.
pub struct Site {
    /// The market.
    pub exchange: Exchange,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Random bits, for ids and session tokens.
    pub rng: Mutex<Box<dyn Rng + Send>>,
    /// Whether the data are invented: every page says so, and people sign in with one press.
    pub demo: bool,
    /// The city group that the market is for.
    pub group: PlaceCode,
    /// The tree of techniques, for search and names.
    pub techniques: Arc<TechniqueTree>,
    /// What can be found.
    pub index: Index,
    /// How often programs may ask.
    pub limiter: Limiter,
    /// Who tried to sign in in vain.
    pub attempts: Attempts,
    /// Whether the site is reached by TLS alone: the cookie then never travels without it.
    pub secure: bool,
    /// Whether a mail server is named.
    pub mails: bool,
    /// What it costs whoever asked lately.
    pub prices: PriceShelf,
    /// Searches in vain, until they are written.
    pub missed: MissedSearches,
    /// What is missing.
    pub demand: DemandShelf,
    /// The cities as they are drawn.
    pub atlas: Atlas,
    /// When it is free.
    pub free: FreeShelf,
    /// How long it waits for others.
    pub patience: Patience,
}

/// Why there is no site.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SiteError {
    /// The tree of techniques cannot be read.
    #[error(transparent)]
    Techniques(#[from] TechniqueError),
    /// The tables of other names cannot be read.
    #[error(transparent)]
    Phrases(#[from] jiangnan_search::SearchError),
    /// The market has no places.
    #[error("the table of places is empty: a market needs at least one place")]
    NoPlaces,
}

impl Site {
    /// The site of a market.
    ///
    /// # Errors
    /// Where the built-in tree of techniques cannot be read or the market has no places.
    pub fn new(
        exchange: Exchange,
        clock: Arc<dyn Clock>,
        rng: Box<dyn Rng + Send>,
        demo: bool,
    ) -> Result<Site, SiteError> {
        let places = exchange.places().places();
        let group = places.iter().find(|place| place.kind == PlaceKind::Group).or(places.first());
        let group = group.ok_or(SiteError::NoPlaces)?.code;
        let techniques = Arc::new(TechniqueTree::built_in()?);
        let book = PhraseBook::new(&techniques, &jiangnan_search::BUILT_IN)?;
        let atlas = Atlas::new(exchange.places());
        let index = Index::new(Arc::new(book), Arc::clone(exchange.places()));
        Ok(Site {
            exchange,
            clock,
            rng: Mutex::new(rng),
            limiter: Limiter::default(),
            demo,
            attempts: Attempts::default(),
            secure: false,
            mails: false,
            group,
            techniques,
            index,
            prices: PriceShelf::default(),
            free: FreeShelf::default(),
            missed: MissedSearches::default(),
            demand: DemandShelf::default(),
            atlas,
            patience: Patience::default(),
        })
    }

    /// The same site, reached by TLS alone.
    #[must_use]
    pub fn behind_tls(self) -> Site {
        Site { secure: true, ..self }
    }

    /// The same site with another patience.
    #[must_use]
    pub fn patient(self, patience: Patience) -> Site {
        Site { patience, ..self }
    }

    /// The same site, from which mails are sent.
    #[must_use]
    pub fn with_mails(self) -> Site {
        Site { mails: true, ..self }
    }

    /// Makes the index, so that whoever comes first need not wait for it.
    ///
    /// # Errors
    /// Where the database or the index fails.
    pub fn warm(self: &Arc<Site>) -> Result<(), Halt> {
        Sight::open(self, None)?.catalogue().map(drop)
    }

    /// The present moment.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// A new id.
    pub fn make_id(&self) -> Id {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        Id::make(&*self.clock, &mut **rng)
    }

    /// 16 random bytes to hash a password with.
    pub fn make_salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        salt.iter_mut().zip(self.make_token()).for_each(|(to, from)| *to = from);
        salt
    }

    /// 32 random bytes that nobody can guess, as far as the site's random bits are such.
    pub fn make_token(&self) -> [u8; 32] {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        let mut token = [0; 32];
        for part in token.chunks_mut(8) {
            part.copy_from_slice(&rng.next_u64().to_be_bytes());
        }
        token
    }
}

/// Every address of the site.
pub fn router(site: Arc<Site>) -> Router {
    router_with(site, REQUESTS_MAX)
}

/// Every address of a site that answers so many requests at once; the rest is told to come back.
pub fn router_with(site: Arc<Site>, requests_max: usize) -> Router {
    let setting = Setting { demo: site.demo, secure: site.secure };
    let gate = Gate::new(setting, requests_max, site.patience.answer);
    Router::new()
        .merge(common(setting))
        .merge(super::guide::routes())
        .merge(sign::routes())
        .merge(start::routes())
        .merge(published::routes())
        .merge(today::routes())
        .merge(find::routes())
        .merge(instrument::routes())
        .merge(reserve::routes())
        .merge(reservation::routes())
        .merge(change::routes())
        .merge(series::routes())
        .merge(super::series_end::routes())
        .merge(wait::routes())
        .merge(wallet::routes())
        .merge(wallet_month::routes())
        .merge(feed::routes())
        .merge(compare::routes())
        .merge(provider::routes())
        .merge(lab::routes())
        .merge(claim::routes())
        .merge(instalment::routes())
        .merge(dispute::routes())
        .merge(evidence::routes())
        .merge(officer::routes())
        .merge(treasury::routes())
        .merge(audit::routes())
        .merge(super::admin::routes())
        .merge(token::routes())
        .merge(super::notice::routes())
        .merge(handbook::routes())
        .merge(super::desk::routes())
        .merge(super::export::routes())
        .fallback(nowhere)
        .method_not_allowed_fallback(nowhere)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(middleware::from_fn(hurry))
        .layer(middleware::from_fn_with_state(Arc::clone(&site), door::enter))
        .merge(crate::api::routes(Arc::clone(&site)))
        .layer(middleware::from_fn_with_state(gate, admit))
        .merge(super::health::routes())
        .layer(middleware::from_fn_with_state(setting, protect))
        .layer(middleware::from_fn_with_state(Arc::clone(&site), observe))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(site)
}

async fn nowhere() -> Halt {
    Halt::of(Fault::NotFound)
}

/// Serves a site until `stop` is done; what has begun by then is finished.
pub async fn serve(site: Arc<Site>, listener: tokio::net::TcpListener, stop: impl Future<Output = ()>) {
    let warm = Arc::clone(&site);
    // Whoever comes first should not wait for the index; an error shows with the first search.
    drop(tokio::task::spawn_blocking(move || warm.warm()));
    let patience = site.patience;
    listen(listener, router(site), patience, stop).await;
}
