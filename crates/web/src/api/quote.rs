//! Who pays what of a price, and why.

use axum::Json;
use jiangnan_booking::Refused;
use jiangnan_catalogue::Usage;
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_exchange::offer::Wish;
use jiangnan_exchange::{Command, Failure, Refusal};
use jiangnan_kernel::{Id, Instant, Interval, Text};
use jiangnan_store::entity::catalogue::ListingRow;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::{At, Query};
use super::problem::Trouble;
use super::value::{Amount, KeySchema, Name, Stretch};
use crate::site::{Ask, Sight, parts as site};
use crate::view::Key;
use crate::view::quote::{self as shown, Clause, PaymentMode, Quote, SubsidyLine};

/// A price and who pays it. Subsidies and own part make up the price, to the last minor unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuoteAnswer {
    /// The price with tax.
    pub price: Amount,
    /// What the enterprise pays.
    pub own_part: Amount,
    /// What each scheme pays.
    pub subsidies: Vec<SubsidyAnswer>,
    /// Every reason why a scheme pays nothing.
    pub refusals: Vec<RefusalAnswer>,
    /// Who pays first.
    pub mode: ModeName,
    /// The version of the rules.
    pub version: String,
    /// Whether a reservation of this time would be accepted now.
    pub bookable: bool,
    /// What stands against it.
    pub against: Vec<Name>,
    /// Free times nearby, where the time is taken.
    pub near: Vec<Stretch>,
}

/// Who pays first.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ModeName {
    /// The enterprise pays all and is refunded.
    Refund,
    /// The enterprise pays its part, the provider redeems the rest.
    Redemption,
    /// The enterprise has paid its part in before; the provider gets the whole.
    Deposit,
}

/// What one scheme pays.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubsidyAnswer {
    /// The name of the scheme.
    pub scheme: Name,
    /// The clauses that pay.
    pub clauses: Vec<ClauseAnswer>,
    /// The amount to which the rate applies.
    pub base: Amount,
    /// The rate in basis points: 5,000 is one half.
    pub rate_basis_points: u32,
    /// What is paid.
    pub amount: Amount,
    /// Whether a cap made it smaller.
    pub capped: bool,
}

/// A clause of a scheme.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClauseAnswer {
    /// The article of the regulation.
    pub id: String,
    /// What it says.
    pub text: Name,
}

/// Why a scheme pays nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusalAnswer {
    /// The name of the scheme.
    pub scheme: Name,
    /// The clause that refuses.
    pub clause: ClauseAnswer,
    /// The fact that it used.
    pub fact: Name,
    /// What would make it pass.
    pub remedy: Name,
}

impl From<&Clause> for ClauseAnswer {
    fn from(clause: &Clause) -> ClauseAnswer {
        ClauseAnswer { id: clause.id.clone(), text: (&clause.text).into() }
    }
}

impl From<&SubsidyLine> for SubsidyAnswer {
    fn from(line: &SubsidyLine) -> SubsidyAnswer {
        SubsidyAnswer {
            scheme: (&line.scheme).into(),
            clauses: line.clauses.iter().map(ClauseAnswer::from).collect(),
            base: line.base.into(),
            rate_basis_points: line.rate.basis_points(),
            amount: line.amount.into(),
            capped: line.is_capped(),
        }
    }
}

impl From<&shown::Refusal> for RefusalAnswer {
    fn from(refusal: &shown::Refusal) -> RefusalAnswer {
        RefusalAnswer {
            scheme: (&refusal.scheme).into(),
            clause: (&refusal.clause).into(),
            fact: (&refusal.fact).into(),
            remedy: (&refusal.remedy).into(),
        }
    }
}

impl QuoteAnswer {
    /// The answer for an explained quote, with what stands against reserving.
    pub fn of(quote: &Quote, against: &[Text], near: Vec<Interval>) -> QuoteAnswer {
        QuoteAnswer {
            price: quote.price.into(),
            own_part: quote.own_part.into(),
            subsidies: quote.lines.iter().map(SubsidyAnswer::from).collect(),
            refusals: quote.refusals.iter().map(RefusalAnswer::from).collect(),
            mode: match quote.mode {
                PaymentMode::Refund => ModeName::Refund,
                PaymentMode::Redemption => ModeName::Redemption,
                PaymentMode::Deposit => ModeName::Deposit,
            },
            version: quote.version.clone(),
            bookable: against.is_empty(),
            against: against.iter().map(Name::from).collect(),
            near: near.into_iter().map(Stretch::from).collect(),
        }
    }
}

/// Which use is to be priced.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuoteParams {
    /// When it begins (RFC 3339).
    #[param(value_type = String, format = DateTime, example = "2026-06-02T02:00:00Z")]
    from: Instant,
    /// When it ends.
    #[param(value_type = String, format = DateTime, example = "2026-06-02T04:00:00Z")]
    until: Instant,
    /// How many samples; 0 where they do not count.
    #[param(default = 0, maximum = 100000)]
    samples: Option<u32>,
}

/// What a use costs, who pays what, and whether it could be reserved now
///
/// For engineers: the same computation as the reservation, which changes nothing.
#[utoipa::path(get, path = "/instruments/{key}/quote", tag = "find",
    params(("key" = KeySchema, Path, description = "The instrument."), QuoteParams),
    responses((status = 200, description = "The quote.", body = QuoteAnswer)))]
pub async fn quote(
    ask: Ask,
    At(key): At,
    Query(params): Query<QuoteParams>,
) -> Result<Json<QuoteAnswer>, Trouble> {
    ask.needs(&[Role::Engineer])?;
    let interval = Stretch { from: params.from, until: params.until }.interval()?;
    let samples = params.samples.unwrap_or(0);
    Ok(Json(ask.read(move |sight| Ok(quote_answer(sight, key, interval, samples))).await??))
}

/// The command that reserves for the signed-in engineer's enterprise.
pub fn reserve(sight: &Sight, row: &ListingRow, interval: Interval, samples: u32, id: Id) -> Reserve {
    let actor = &sight.envelope.actor;
    Reserve {
        reservation: id,
        home: row.jurisdiction,
        listing: row.id,
        enterprise_home: actor.home,
        enterprise: actor.organisation,
        interval,
        samples,
        service: site::service_of(&row.body, samples),
        agreed_minor: None,
        how: Particulars::default(),
    }
}

fn quote_answer(
    sight: &mut Sight,
    key: Key,
    interval: Interval,
    samples: u32,
) -> Result<QuoteAnswer, Trouble> {
    let row = sight.listing(key)?;
    let command = reserve(sight, &row, interval, samples, sight.site.make_id());
    let wish = Wish {
        home: row.jurisdiction,
        listing: row.id,
        enterprise: (command.enterprise_home, command.enterprise),
        usage: Usage { seconds: interval.seconds(), samples },
        service: command.service,
        starts_on: sight.local(interval.start(), row.jurisdiction).date(),
        finishes_on: sight.last_day(interval, row.jurisdiction),
    };
    let offer = sight.look.ask(&sight.envelope, |desk| desk.offer(&wish))?;
    let (against, near) = match sight.look.ask(&sight.envelope, |desk| command.decide(desk)) {
        Ok(_) => (Vec::new(), Vec::new()),
        Err(Failure::Refused(Refusal::Booking { refused, near })) => {
            let zone = sight.zone(row.body.place());
            let against = match &*refused {
                Refused::Problems(problems) => problems.iter().map(|problem| problem.text(&zone)).collect(),
                other => vec![Refusal::from(other.clone()).text()],
            };
            (against, near)
        }
        Err(Failure::Refused(refusal)) => (vec![refusal.text()], Vec::new()),
        Err(failure) => return Err(failure.into()),
    };
    let explained = site::quote(&offer, sight.places());
    Ok(QuoteAnswer::of(&explained, &against, near))
}
