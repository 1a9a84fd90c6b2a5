//! A reservation: the slot taken, the subsidies set aside, the terms frozen; all of it or nothing.

use jiangnan_booking::{
    Availability, Draft, Problem, Refused, Reservation, ReservationState, Situation, neighbours,
};
use jiangnan_catalogue::{Terms as ListingTerms, Usage};
use jiangnan_kernel::{Currency, Id, Instant, Interval, Money, OpeningHours, PlaceCode};
use jiangnan_scheme::{Payee, Service};
use jiangnan_store::Json;
use jiangnan_store::entity::booking::{HeldVoucher, Hold, ReservationRow, Terms};
use jiangnan_store::entity::catalogue::{Listing, ListingRow};
use jiangnan_store::entity::kept_quote::KeptQuote;
use jiangnan_store::entity::notice::NoticeBody;
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use crate::account::AccountName;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::offer::{Offer, VoucherUse, Wish};
use crate::refusal::Refusal;
use crate::sets::Sets;

/// How many free times are offered in place of one that is taken.
const NEAR_COUNT: usize = 3;
/// How far to each side they are looked for, in seconds.
const NEAR_SECONDS: i64 = 14 * Instant::DAY;

/// The engineer reserves an instrument or expert for her enterprise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reserve {
    /// The reservation's id, made by the client.
    pub reservation: Id,
    /// The jurisdiction of the instrument.
    pub home: PlaceCode,
    /// The instrument or expert.
    pub listing: Id,
    /// The jurisdiction of the enterprise.
    pub enterprise_home: PlaceCode,
    /// The enterprise.
    pub enterprise: Id,
    /// The wanted time.
    pub interval: Interval,
    /// How many samples; 0 where they do not count.
    pub samples: u32,
    /// What is bought.
    pub service: Service,
    /// The own part that the engineer saw and agreed to, in minor units; `None` agrees to any.
    pub agreed_minor: Option<i64>,
    /// What is not asked of every reservation.
    #[serde(default, skip_serializing_if = "Particulars::is_plain")]
    pub how: Particulars,
}

/// What is not asked of every reservation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Particulars {
    /// The series that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub series: Option<Id>,
    /// Why it is asked for against the provider's rules; empty where it keeps them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub exception: String,
    /// Where an expert does the work; none where the expert stays at home.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_at: Option<PlaceCode>,
}

impl Particulars {
    /// Whether there are none.
    pub fn is_plain(&self) -> bool {
        *self == Particulars::default()
    }
}

/// What was reserved, and who pays what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    /// Firm, or a request that awaits approval.
    pub state: ReservationState,
    /// The currency of the amounts.
    pub currency: Currency,
    /// The price with tax.
    pub price_minor: i64,
    /// What was set aside in vouchers.
    pub subsidy_minor: i64,
    /// What the enterprise pays.
    pub own_part_minor: i64,
}

impl Command for Reserve {
    type Answer = Reserved;

    const KIND: &'static str = "reserve";

    fn subject(&self) -> Id {
        self.reservation
    }

    fn want_new(&self, sets: &mut Sets) {
        // Whether it is there already does not matter here: the decision asks again.
        let _ = sets.reservations.want([&(self.home, self.reservation)]);
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<Reserved> {
        desk.require_for(Role::Engineer, self.enterprise_home, self.enterprise)?;
        if desk.sets.reservations.get_new(&(self.home, self.reservation))?.is_some() {
            return Err(Refusal::IdUsedOtherwise { id: self.reservation }.into());
        }
        let listing = desk.listing(self.home, self.listing)?;
        let reservation = self.open(desk, &listing)?;
        let offer = desk.offer(&self.wish(desk))?;
        check_agreed(self.agreed_minor, offer.quote.own_part_minor, offer.quote.currency)?;
        let holds = self.set_aside(desk, &offer, listing.provider)?;
        let terms = self.terms(&offer, holds);
        let answer = Reserved {
            state: reservation.state,
            currency: terms.currency,
            price_minor: terms.price_minor,
            subsidy_minor: offer.quote.subsidy_minor(),
            own_part_minor: terms.own_part_minor,
        };
        let row = ReservationRow {
            jurisdiction: self.home,
            id: self.reservation,
            provider: listing.provider,
            enterprise_home: self.enterprise_home,
            enterprise: self.enterprise,
            state: reservation.state,
            start: self.interval.start(),
            lapses_at: reservation.lapses_at,
            body: Json(reservation),
            terms: Json(terms),
        };
        tell(desk, &row)?;
        desk.save_step(None, row)?;
        desk.take_offers(self.home, self.listing, self.enterprise, self.interval)?;
        Ok(answer)
    }
}

impl Reserve {
    fn open(&self, desk: &mut Desk<'_>, listing: &ListingRow) -> Decision<Reservation> {
        let draft = Draft {
            id: self.reservation,
            jurisdiction: self.home,
            instrument: self.listing,
            enterprise: self.enterprise,
            requested_by: desk.actor().person,
            interval: self.interval,
        };
        let external = self.enterprise != listing.provider;
        check_access(listing.body.terms(), external)?;
        check_expert(desk, listing, self.interval, self.how.work_at)?;
        let (home, id, enterprise) = (self.home, self.listing, self.enterprise);
        let occupied = desk.occupied(home, id, self.interval, None, Some(enterprise))?;
        let (opening, outages) = times(listing.body.terms())?;
        let situation = situation_of(desk, listing, opening, &outages, &occupied, enterprise);
        match Reservation::open_with(&draft, &listing.policy, &situation, self.how.exception.trim()) {
            Ok(step) => Ok(step.reservation),
            Err(refused) => {
                let near = near(desk, listing, self.interval, None, enterprise, &refused)?;
                Err(Refusal::Booking { refused: Box::new(refused), near }.into())
            }
        }
    }

    fn wish(&self, desk: &Desk<'_>) -> Wish {
        Wish {
            home: self.home,
            listing: self.listing,
            enterprise: (self.enterprise_home, self.enterprise),
            usage: Usage { seconds: self.interval.seconds(), samples: self.samples },
            service: self.service,
            starts_on: desk.day_in(self.home, self.interval.start()),
            finishes_on: desk.last_day_in(self.home, self.interval),
        }
    }

    /// Sets each subsidy aside in its wallet and, where a scheme wants it, the own part in the deposit.
    fn set_aside(&self, desk: &mut Desk<'_>, offer: &Offer, provider: Id) -> Decision<Vec<Hold>> {
        let mut holds = Vec::new();
        for used in &offer.vouchers {
            holds.push(self.hold_voucher(desk, used, provider)?);
        }
        let deposit = offer.vouchers.iter().find(|used| used.payee == Payee::Wallet);
        if let Some(funder) = deposit.map(|used| used.voucher.jurisdiction)
            && offer.quote.own_part_minor > 0
        {
            let currency = offer.quote.currency;
            let from = AccountName::Deposit(self.enterprise).kept_by(funder, currency);
            let to = AccountName::Payable(provider).kept_by(funder, currency);
            let transfer = desk.set_aside(&from, &to, offer.quote.own_part_minor, self.reservation)?;
            let amount_minor = offer.quote.own_part_minor;
            holds.push(Hold { home: funder, transfer, amount_minor, spent: false, voucher: None });
        }
        Ok(holds)
    }

    fn hold_voucher(&self, desk: &mut Desk<'_>, used: &VoucherUse, provider: Id) -> Decision<Hold> {
        let voucher = &used.voucher;
        let funder = voucher.jurisdiction;
        let payee = if used.payee == Payee::Enterprise { self.enterprise } else { provider };
        let to = AccountName::Payable(payee).kept_by(funder, voucher.currency);
        let transfer = desk.set_aside(&used.wallet, &to, used.amount_minor, self.reservation)?;
        for cap in &used.caps {
            desk.count_cap(cap.home, &cap.cap, cap.counted)?;
        }
        let held = HeldVoucher {
            voucher: voucher.id,
            scheme: voucher.scheme.clone(),
            version: used.version.clone(),
            moved_on: None,
            payee: used.payee,
            caps: used.caps.clone(),
        };
        Ok(Hold {
            home: funder,
            transfer,
            amount_minor: used.amount_minor,
            spent: false,
            voucher: Some(held),
        })
    }

    fn terms(&self, offer: &Offer, holds: Vec<Hold>) -> Terms {
        Terms {
            currency: offer.quote.currency,
            price_minor: offer.price.with_tax.minor,
            price_without_tax_minor: offer.price.without_tax.minor,
            own_part_minor: offer.quote.own_part_minor,
            samples: self.samples,
            service: self.service,
            quote: KeptQuote::from(&offer.quote),
            holds,
            series: self.how.series,
            work_at: self.how.work_at,
        }
    }
}

/// Tells the provider, and who reserved what now stands in the calendar.
fn tell(desk: &mut Desk<'_>, row: &ReservationRow) -> Decision<()> {
    let asks = row.state == ReservationState::Requested;
    let kind = if asks { NoticeKind::RequestMade } else { NoticeKind::ReservationMade };
    let say = |body: &mut NoticeBody| body.until = row.lapses_at;
    desk.tell_of_reservation(kind, row, say)?;
    desk.tell_of_reservation(NoticeKind::OwnReserved, row, say)
}

/// Whether the own part is the one that was agreed to.
pub fn check_agreed(agreed: Option<i64>, now: i64, currency: Currency) -> Result<(), Refusal> {
    match agreed {
        Some(agreed) if agreed != now => {
            let money = |minor| Money::new(minor, currency);
            Err(Refusal::PriceChanged { agreed: money(agreed), now: money(now) })
        }
        _ => Ok(()),
    }
}

/// Whether an expert may do the work then and there; every instrument may.
///
/// # Errors
/// [`Refusal::Expert`] with all that is against it.
pub fn check_expert(
    desk: &Desk<'_>,
    listing: &ListingRow,
    interval: Interval,
    work_at: Option<PlaceCode>,
) -> Result<(), Refusal> {
    let Listing::Expert(expert) = &*listing.body.0 else { return Ok(()) };
    let date = desk.day_in(listing.jurisdiction, interval.start());
    let against = expert.check(date, work_at.unwrap_or(expert.place), desk.places);
    if against.is_empty() { Ok(()) } else { Err(Refusal::Expert(against)) }
}

/// What a check of a time on a listing must know.
pub fn situation_of<'s>(
    desk: &Desk<'_>,
    listing: &ListingRow,
    opening: &'s OpeningHours,
    outages: &'s [Interval],
    occupied: &'s [Interval],
    enterprise: Id,
) -> Situation<'s> {
    Situation { now: desk.at(), opening, outages, occupied, external: enterprise != listing.provider }
}

/// Free times in place of one that cannot be had because somebody has it or it is out of service.
///
/// # Errors
/// Where rows must be loaded first.
pub fn near(
    desk: &mut Desk<'_>,
    listing: &ListingRow,
    lost: Interval,
    except: Option<Id>,
    enterprise: Id,
    refused: &Refused,
) -> Decision<Vec<Interval>> {
    let Refused::Problems(problems) = refused else { return Ok(Vec::new()) };
    let is_lost = |problem: &Problem| matches!(problem, Problem::Overlaps { .. } | Problem::Outage { .. });
    if !problems.iter().any(is_lost) {
        return Ok(Vec::new());
    }
    let (opening, outages) = times(listing.body.terms())?;
    let from = lost.start().plus_seconds(-NEAR_SECONDS).max(desk.at());
    let Ok(window) = Interval::new(from, lost.end().plus_seconds(NEAR_SECONDS)) else {
        return Ok(Vec::new());
    };
    let occupied = desk.occupied(listing.jurisdiction, listing.id, window, except, Some(enterprise))?;
    let availability = Availability { opening, outages: &outages, occupied: &occupied };
    let step = listing.policy.grid_seconds.max(1_800);
    Ok(neighbours(availability, lost, desk.at(), step, NEAR_COUNT).unwrap_or_default())
}

/// Whether the listing is for users from outside.
fn check_access(terms: &ListingTerms, external: bool) -> Result<(), Refused> {
    let own_only = terms.access == jiangnan_catalogue::Access::OwnOrganisation;
    if external && own_only { Err(Refused::Problems(vec![Problem::NotOpenToExternal])) } else { Ok(()) }
}

/// When a listing is open and when it is not.
///
/// # Errors
/// [`Refusal::Invalid`] where its provider has told no opening hours.
pub fn times(terms: &ListingTerms) -> Result<(&OpeningHours, Vec<Interval>), Refusal> {
    let opening = terms.opening.as_ref().ok_or_else(|| {
        let en = "The provider has not told any opening hours: it cannot be reserved here. Ask the provider.";
        Refusal::invalid("interval", en, "服务机构尚未公布开放时间，暂不能在线预约，请直接联系。")
    })?;
    Ok((opening, terms.outages.iter().map(|outage| outage.interval).collect()))
}
