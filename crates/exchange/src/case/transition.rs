//! Open orders under a new text: they keep theirs, or move where the new text says so.

use jiangnan_kernel::{Id, PlaceCode, PlaceTree, Text};
use jiangnan_scheme::{CapUse, OpenOrders, Order, Payee, Quote, Scheme, SubsidyLine, quote};
use jiangnan_store::entity::booking::{HeldVoucher, Hold, ReservationRow};
use jiangnan_store::entity::kept_quote::KeptQuote;
use jiangnan_store::entity::people::Role;
use serde::{Deserialize, Serialize};

use super::fund::{not_in_force, wallet};
use crate::account::AccountName;
use crate::command::{Command, Decision};
use crate::desk::Desk;
use crate::facts::Deal;
use crate::offer::{audience, no_tariff};
use crate::refusal::Refusal;

/// Moves the open orders of a scheme to the text in force today, where that text says that they move. Again it
/// changes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveOpenOrders {
    /// The funder.
    pub funder: PlaceCode,
    /// The scheme.
    pub scheme: String,
}

/// What became of the open orders.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrdersMoved {
    /// Those that moved.
    pub moved: Vec<MovedOrder>,
    /// Those that keep their text, because the new one would not pay for them.
    pub kept: Vec<KeptOrder>,
}

/// An order that moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedOrder {
    /// The jurisdiction of the instrument.
    pub home: PlaceCode,
    /// The reservation.
    pub reservation: Id,
    /// What the old text paid, in minor units.
    pub before_minor: i64,
    /// What the new one pays.
    pub after_minor: i64,
}

/// An order that could not move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptOrder {
    /// The jurisdiction of the instrument.
    pub home: PlaceCode,
    /// The reservation.
    pub reservation: Id,
    /// Why.
    pub why: Text,
}

impl Command for MoveOpenOrders {
    type Answer = OrdersMoved;

    const KIND: &'static str = "move-open-orders";
    const SCANS: bool = true;

    fn subject(&self) -> Id {
        crate::account::id_of(self.scheme.as_bytes())
    }

    fn decide(&self, desk: &mut Desk<'_>) -> Decision<OrdersMoved> {
        desk.require(Role::Officer, self.funder)?;
        if desk.places.get(self.funder).is_none() {
            return Err(no_such_place(desk.places, self.funder).into());
        }
        let today = desk.today(self.funder);
        let scheme = desk.scheme_in_force(self.funder, &self.scheme, today)?;
        let scheme = scheme.ok_or_else(|| not_in_force(&self.scheme))?;
        if scheme.open_orders() == OpenOrders::Keep {
            let en = "The text in force lets open orders keep the text under which they were quoted.";
            let zh = "现行文本规定未结订单适用报价时的文本。";
            return Err(Refusal::invalid("scheme", en, zh).into());
        }
        let known = desk.sets.open_under.get(&(self.funder, self.scheme.clone()))?;
        let keys = known.map(|known| known.keys.clone()).unwrap_or_default();
        desk.sets.reservations.want(&keys)?;
        let mut answer = OrdersMoved::default();
        for (home, reservation) in keys {
            let row = desk.reservation(home, reservation)?;
            let Some(at) = self.held_by_old_text(&row, scheme.version()) else { continue };
            match desk.move_hold(row, at, &scheme)? {
                Ok((before_minor, after_minor)) => {
                    answer.moved.push(MovedOrder { home, reservation, before_minor, after_minor });
                }
                Err(why) => answer.kept.push(KeptOrder { home, reservation, why }),
            }
        }
        Ok(answer)
    }
}

/// A funder that is no place, with the jurisdictions that there are.
fn no_such_place(places: &PlaceTree, code: PlaceCode) -> Refusal {
    let known = places.places().iter().map(|place| place.code);
    let known: Vec<String> = known
        .filter(|one| places.jurisdiction_of(*one).is_some_and(|home| home.code == *one))
        .map(|one| one.to_string())
        .collect();
    let known = known.join(", ");
    Refusal::invalid(
        "funder",
        format!("`{code}` is not a place here. Name a jurisdiction: {known}."),
        format!("此处没有地点“{code}”，请填写辖区：{known}。"),
    )
}

impl MoveOpenOrders {
    /// The position of the hold that another text of the scheme made.
    fn held_by_old_text(&self, row: &ReservationRow, version: &str) -> Option<usize> {
        row.terms.holds.iter().position(|hold| {
            let of_scheme = |held: &HeldVoucher| held.scheme == self.scheme && held.version != version;
            hold.home == self.funder && !hold.spent && hold.voucher.as_ref().is_some_and(of_scheme)
        })
    }
}

/// A hold under the new text.
struct Requote {
    quote: Quote,
    line: SubsidyLine,
    own_part_minor: i64,
}

impl Desk<'_> {
    /// Sets aside under another text what one voucher pays: the amounts before and after, or why it stays.
    fn move_hold(
        &mut self,
        mut row: ReservationRow,
        at: usize,
        scheme: &Scheme,
    ) -> Decision<Result<(i64, i64), Text>> {
        let Some((hold, held)) =
            row.terms.holds.get(at).and_then(|hold| Some((hold.clone(), hold.voucher.clone()?)))
        else {
            return Ok(Err(Text::default()));
        };
        let new = match self.requote(&row, &hold, &held, scheme)? {
            Ok(new) => new,
            Err(why) => return Ok(Err(why)),
        };
        self.void(hold.home, hold.transfer)?;
        self.uncount(&hold, hold.amount_minor)?;
        let moved = self.hold_again(&row, &hold, &held, &new)?;
        if let Some(place) = row.terms.0.holds.get_mut(at) {
            *place = moved;
        }
        self.move_deposit(&mut row, new.own_part_minor)?;
        row.terms.0.own_part_minor = new.own_part_minor;
        row.terms.0.quote = KeptQuote::from(&new.quote);
        self.sets.reservations.put(row);
        Ok(Ok((hold.amount_minor, new.line.amount_minor)))
    }

    fn hold_again(
        &mut self,
        row: &ReservationRow,
        hold: &Hold,
        held: &HeldVoucher,
        new: &Requote,
    ) -> Decision<Hold> {
        let currency = row.terms.currency;
        let payee = if new.line.payee == Payee::Enterprise { row.enterprise } else { row.provider };
        let from = wallet(hold.home, held.voucher, currency);
        let to = AccountName::Payable(payee).kept_by(hold.home, currency);
        let transfer = self.set_aside(&from, &to, new.line.amount_minor, row.id)?;
        let caps: Vec<_> = new.line.increments().map(|(key, counted)| self.cap_count(key, counted)).collect();
        for cap in &caps {
            self.count_cap(cap.home, &cap.cap, cap.counted)?;
        }
        let voucher = HeldVoucher {
            version: new.line.version.to_string(),
            payee: new.line.payee,
            moved_on: Some(self.today(row.enterprise_home)),
            caps,
            ..held.clone()
        };
        Ok(Hold { transfer, amount_minor: new.line.amount_minor, voucher: Some(voucher), ..hold.clone() })
    }

    /// Sets the own part aside anew, where the enterprise pays it out of its deposit.
    fn move_deposit(&mut self, row: &mut ReservationRow, own_part_minor: i64) -> Decision<()> {
        let at = row.terms.holds.iter().position(|hold| hold.voucher.is_none() && !hold.spent);
        let Some(hold) = at.and_then(|at| row.terms.0.holds.get_mut(at)) else { return Ok(()) };
        self.void(hold.home, hold.transfer)?;
        let from = AccountName::Deposit(row.enterprise).kept_by(hold.home, row.terms.0.currency);
        let to = AccountName::Payable(row.provider).kept_by(hold.home, row.terms.0.currency);
        hold.transfer = self.set_aside(&from, &to, own_part_minor, row.id)?;
        hold.amount_minor = own_part_minor;
        Ok(())
    }

    /// What another text pays for an order today, at the price that was agreed; or why it cannot take its place.
    fn requote(
        &mut self,
        row: &ReservationRow,
        hold: &Hold,
        held: &HeldVoucher,
        scheme: &Scheme,
    ) -> Decision<Result<Requote, Text>> {
        let order = self.order_today(row, hold, held)?;
        let mut used = CapUse::new();
        for key in scheme.cap_keys(&order) {
            let named = (self.home_of(key.funder), key.to_string());
            let own = held.caps.iter().filter(|cap| cap.home == named.0 && cap.cap == named.1);
            let own: i64 = own.map(|cap| cap.counted).sum();
            let counted = self.cap_used(&named)?;
            used.set(key, counted - own);
        }
        let mut quote = quote(&[scheme], &order, &used);
        let Some(mut line) = quote.subsidies.first().cloned() else {
            let (en, zh): (Vec<String>, Vec<String>) = quote
                .refusals
                .iter()
                .map(|refusal| {
                    let (clause, why) = (&refusal.clause, &refusal.remedy);
                    (format!("{clause}: {}", why.en), format!("{clause}：{}", why.zh))
                })
                .unzip();
            return Ok(Err(Text::new(en.join("; "), zh.join("；"))));
        };
        let others: i64 = row
            .terms
            .holds
            .iter()
            .filter(|other| other.transfer != hold.transfer && other.voucher.is_some())
            .map(|other| other.amount_minor)
            .sum();
        let wallet = wallet(hold.home, held.voucher, row.terms.currency);
        let available = self.account(&wallet)?.account().available_minor() + hold.amount_minor;
        line.amount_minor = line.amount_minor.min(available).min(row.terms.price_minor - others);
        let own_part_minor = row.terms.price_minor - others - line.amount_minor;
        if let Some(why) = self.against(row, &line, held, own_part_minor)? {
            return Ok(Err(why));
        }
        quote.own_part_minor = row.terms.price_minor - line.amount_minor;
        quote.subsidies = vec![line.clone()];
        Ok(Ok(Requote { quote, line, own_part_minor }))
    }

    /// What speaks against a new line: it pays nothing, pays another party, or the deposit does not hold the own part.
    fn against(
        &mut self,
        row: &ReservationRow,
        line: &SubsidyLine,
        held: &HeldVoucher,
        own_part_minor: i64,
    ) -> Decision<Option<Text>> {
        if line.amount_minor <= 0 {
            return Ok(Some(Text::new("The new text would pay nothing.", "新文本下不予补助。")));
        }
        if line.payee != held.payee {
            return Ok(Some(Text::new(
                "The new text pays another party than the one that was agreed.",
                "新文本的收款方与约定不同。",
            )));
        }
        let Some(deposit) = row.terms.holds.iter().find(|hold| hold.voucher.is_none() && !hold.spent) else {
            return Ok(None);
        };
        let account = AccountName::Deposit(row.enterprise).kept_by(deposit.home, row.terms.currency);
        let available = self.account(&account)?.account().available_minor() + deposit.amount_minor;
        let short = own_part_minor > available || own_part_minor == 0;
        Ok(short.then(|| {
            Text::new(
                "The deposit does not hold the own part under the new text.",
                "预存款不足以支付新文本下的自付部分。",
            )
        }))
    }

    /// The facts of an order as if it were made today, at the price that was agreed.
    fn order_today(&mut self, row: &ReservationRow, hold: &Hold, held: &HeldVoucher) -> Decision<Order> {
        let listing = self.listing(row.jurisdiction, row.body.instrument)?;
        let provider = self.organisation((row.jurisdiction, row.provider))?;
        let enterprise = self.organisation((row.enterprise_home, row.enterprise))?;
        let interval = row.body.interval;
        let usage = jiangnan_catalogue::Usage { seconds: interval.seconds(), samples: row.terms.samples };
        let starts_on = self.day_in(row.jurisdiction, row.start);
        let price = listing.body.terms().price(usage, audience(&enterprise.body, &provider.body), starts_on);
        let price = price.map_err(no_tariff)?;
        let ordered_on = self.today(row.enterprise_home);
        let granted_on = self.sets.vouchers.get(&(hold.home, held.voucher))?.map(|row| row.granted_on);
        let standing = self.standing(row.enterprise, row.provider, ordered_on)?;
        let deal = Deal {
            enterprise: &enterprise.body,
            provider: &provider.body,
            located_in: listing.body.place(),
            service: row.terms.service,
            usage,
            price: &price,
            ordered_on,
            starts_on,
            finishes_on: self.last_day_in(row.jurisdiction, interval),
            granted_on,
            standing,
        };
        Ok(deal.order(self.places).price(row.terms.price_without_tax_minor, row.terms.price_minor))
    }
}
