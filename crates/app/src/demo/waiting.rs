//! What waits when the demo is opened: for each of its five people something to do at once. Two claims of it are
//! granted, so that the open cycle has something to settle; the rest waits.

use jiangnan_booking::Verdict;
use jiangnan_exchange::case::claim::LodgeClaim;
use jiangnan_exchange::case::cycle::CycleKey;
use jiangnan_exchange::case::dispute::{Dispute, ProposeRuling, StandBy};
use jiangnan_exchange::case::document::{KeepDocument, Purpose};
use jiangnan_exchange::case::notice::ReadAllNotices;
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_exchange::case::review::{ClaimKey, DecideClaim, RecommendClaim};
use jiangnan_exchange::case::study::PutStudy;
use jiangnan_exchange::case::usage::{Confirm, RecordUsage};
use jiangnan_exchange::{Actor, Command, Envelope, Failure, Look};
use jiangnan_kernel::{Date, Instant, Interval, PlaceCode, Text};
use jiangnan_lab::Instrument;
use jiangnan_scheme::{Evidence, Service};
use jiangnan_store::Query;
use jiangnan_store::entity::booking::ReservationRow;
use jiangnan_store::entity::claim::ClaimRow;
use jiangnan_store::entity::study::StudyRow;

use super::build::PlayError;
use super::day::{claim_of, judged, key};
use super::need::free_slot;
use super::paper::pdf;
use super::says;
use super::stage::{Rules, Stage, actor, at, id, program};
use super::world::RuleText;

/// The study that tells that the work was left.
const LEFT: &str = "demo-waiting";
/// How long each of the reservations is, in seconds.
const LENGTH_SECONDS: i64 = 2 * 3_600;
/// So many requests wait for the provider's answer.
const REQUESTS: usize = 3;
/// So many reservations are over, and their usage is not recorded.
const UNRECORDED: usize = 3;
/// So many usage records wait for the enterprise.
const UNCONFIRMED: usize = 2;
/// So many usage records are contested: one waits for the provider's answer, one for a second officer.
const DISPUTED: usize = 2;
/// So many confirmed reservations are not claimed.
const UNCLAIMED: usize = 1;
/// So many claims wait for a first officer, and so many for a second.
const LODGED: usize = 2;
const ADVISED: usize = 2;
/// So many claims are granted and wait for the treasurer.
const GRANTED: usize = 2;

/// The demo's people, by whom and for whom the work is.
struct Cast<'a> {
    stage: &'a Stage<'a>,
    engineer: Actor,
    manager: Actor,
    /// The day before the demo is opened.
    day: Date,
}

/// Leaves the work of the day before the demo is opened, once.
///
/// # Errors
/// Where the database fails.
pub fn leave(stage: &Stage<'_>, opened: Date) -> Result<(), PlayError> {
    let world = stage.world;
    let mark = (world.group, LEFT.to_owned());
    let day = opened.yesterday().unwrap_or(opened);
    let (Some(engineer), Some(manager)) = (stage.lead("engineer"), stage.lead("lab-manager")) else {
        return Ok(());
    };
    if stage.exchange.reader()?.find::<StudyRow>(&mark)?.is_some() {
        return Ok(());
    }
    // What was granted after the last cut-off can be settled at once.
    let cycle = CycleKey { group: world.group, cycle: id("cycle", opened) };
    stage.open_cycle_until(cycle, opened, day)?;
    read_what_was(stage, day)?;
    let cast = Cast { stage, engineer, manager, day };
    let (plain, asked) = cast.instruments();
    let mut look = stage.exchange.look()?;
    for (number, instrument) in asked.iter().cycle().take(REQUESTS).enumerate() {
        let days_after = (at(day, 17), (at(opened, 24), at(opened, 96)));
        cast.reserve(&mut look, ("request", number), instrument, days_after)?;
    }
    cast.leave_work(&mut look, &plain)?;
    let command = PutStudy { place: world.group, name: LEFT.to_owned(), body: day.to_string().into() };
    stage.run(id("waiting", day), program(world.group), at(day, 23), command)?;
    Ok(())
}

/// The demo's people have read what the quarter told them: what is unread when it is opened is of the last days.
fn read_what_was(stage: &Stage<'_>, day: Date) -> Result<(), PlayError> {
    for login in ["engineer", "lab-manager", "officer", "treasurer", "auditor"] {
        let Some(reader) = stage.lead(login) else { continue };
        let command = ReadAllNotices { person: reader.person };
        stage.run(id("read-notices", login), reader, at(day, 7), command)?;
    }
    Ok(())
}

impl Stage<'_> {
    /// The person behind one of the demo's ready logins.
    fn lead(&self, login: &str) -> Option<Actor> {
        self.world.population.people.iter().find(|person| person.login == login).map(actor)
    }
}

impl Cast<'_> {
    /// The provider's instruments that everybody may use: those that are reserved at once, and those on which
    /// the provider answers each request.
    fn instruments(&self) -> (Vec<&Instrument>, Vec<&Instrument>) {
        let all = self.stage.world.population.instruments.iter().filter(|instrument| {
            instrument.record.host == self.manager.organisation
                && instrument.record.terms.access == jiangnan_catalogue::Access::Open
                && instrument.record.terms.opening.is_some()
        });
        all.partition(|instrument| !instrument.needs_approval)
    }

    /// Reservations of the day, each brought as far as it is to wait.
    fn leave_work(&self, look: &mut Look, instruments: &[&Instrument]) -> Result<(), PlayError> {
        let schemes = self.stage.world.schemes(Rules::Open)?;
        let made = at(self.day, -6);
        let claims = LODGED + ADVISED + GRANTED;
        let count = UNRECORDED + UNCONFIRMED + DISPUTED + UNCLAIMED + claims;
        for (number, instrument) in instruments.iter().cycle().take(count).enumerate() {
            let today = (made, (at(self.day, 7), at(self.day, 18)));
            let Some(row) = self.reserve(look, ("work", number), instrument, today)? else { continue };
            if number < UNRECORDED {
                continue;
            }
            let operator = says::operator(row.id);
            let actual = row.body.interval;
            let record = RecordUsage { at: key(&row), actual, samples: row.terms.samples, operator };
            self.run(&self.manager, 18, &row, record)?;
            if number < UNRECORDED + UNCONFIRMED {
                continue;
            }
            if number < UNRECORDED + UNCONFIRMED + DISPUTED {
                self.contest(&row, number == UNRECORDED + UNCONFIRMED)?;
                continue;
            }
            self.run(&self.engineer, 19, &row, Confirm { at: key(&row) })?;
            if number >= count - claims {
                let officers = match count - number {
                    1..=GRANTED => 2,
                    left if left <= GRANTED + ADVISED => 1,
                    _ => 0,
                };
                self.claim(&row, officers, &schemes)?;
            }
        }
        Ok(())
    }

    /// Contests a record. Where the provider has answered, the second officer has proposed a ruling, so that the demo's
    /// officer of that jurisdiction can confirm it.
    fn contest(&self, row: &ReservationRow, answered: bool) -> Result<(), PlayError> {
        let at = key(row);
        let reason = says::why_disputed(row.id);
        self.run(&self.engineer, 19, row, Dispute { at, reason })?;
        let officers = self.stage.officers(row.jurisdiction).filter(|_| answered);
        let Some((_, second)) = officers else { return Ok(()) };
        let reason = says::why_stood_by(row.id);
        self.run(&self.manager, 20, row, StandBy { at, reason })?;
        let (verdict, reason) = (Verdict::Upheld, says::why_upheld(row.id));
        self.run(&second, 21, row, ProposeRuling { at, verdict, reason })
    }

    /// Reserves the first free time in a window; nothing where there is none.
    fn reserve(
        &self,
        look: &mut Look,
        (what, number): (&str, usize),
        instrument: &Instrument,
        (made, (from, until)): (Instant, (Instant, Instant)),
    ) -> Result<Option<ReservationRow>, PlayError> {
        let home = self.stage.world.places.jurisdiction_of(instrument.record.place);
        let (Some(home), Ok(window)) = (home.map(|home| home.code), Interval::new(from, until)) else {
            return Ok(None);
        };
        let reservation = id(what, format!("waiting-{number}"));
        let envelope = Envelope { id: reservation, actor: self.engineer.clone(), at: made };
        look.forget_what_moves();
        let slot = look.ask(&envelope, |desk| {
            let listing = desk.listing(home, instrument.record.id)?;
            free_slot(desk, &listing, window, LENGTH_SECONDS)
        })?;
        let Some(interval) = slot else { return Ok(None) };
        let command = Reserve {
            reservation,
            home,
            listing: instrument.record.id,
            enterprise_home: self.engineer.home,
            enterprise: self.engineer.organisation,
            interval,
            samples: 0,
            service: Service::InstrumentTime,
            agreed_minor: None,
            how: Particulars::default(),
        };
        Self::gently(self.stage.exchange.run(envelope, command))?;
        Ok(self.stage.exchange.reader()?.find(&(home, reservation))?)
    }

    fn run<C: Command>(
        &self,
        actor: &Actor,
        hour: i64,
        row: &ReservationRow,
        command: C,
    ) -> Result<(), PlayError> {
        let answer = self.stage.run(id(C::KIND, row.id), actor.clone(), at(self.day, hour), command);
        Self::gently(answer)
    }

    /// Lodges a claim under each hold, and lets so many officers look at it. The first advice is the second
    /// officer's, so that the demo's officer can decide.
    fn claim(&self, row: &ReservationRow, officers: usize, schemes: &[RuleText]) -> Result<(), PlayError> {
        for hold in &row.terms.holds {
            let Some(held) = &hold.voucher else { continue };
            let Some(rule) = schemes.iter().find(|rule| rule.scheme.id() == held.scheme) else { continue };
            let mut command: LodgeClaim = claim_of(row, hold, held, &rule.scheme, self.day);
            self.hand_in(row, &mut command)?;
            let claim = command.claim;
            self.run(&self.manager, 20, row, command)?;
            let stored: Option<ClaimRow> = self.stage.exchange.reader()?.find(&(hold.home, claim))?;
            if let Some(stored) = stored {
                self.review(&stored, hold.home, officers, schemes)?;
            }
        }
        Ok(())
    }

    /// Hands the papers of a claim in, so that whoever reviews it can open them.
    fn hand_in(&self, row: &ReservationRow, claim: &mut LodgeClaim) -> Result<(), PlayError> {
        for evidence in &mut claim.evidence {
            let kind = Evidence::of_name(&evidence.kind).map(Evidence::label).unwrap_or_default();
            let invoice = &claim.invoice.number;
            let lines = [
                kind,
                Text::new(format!("of reservation {}", row.id), format!("预约编号 {}", row.id)),
                Text::new(format!("invoice {invoice}"), format!("发票号码 {invoice}")),
                Text::new("Invented: this paper belongs to a demonstration.", "虚构：本材料仅供演示。"),
            ];
            let paper = KeepDocument::of(&evidence.name, Purpose::Evidence, pdf(&lines));
            evidence.sha256.clone_from(&paper.sha256);
            self.stage.run(paper.id(self.manager.person), self.manager.clone(), at(self.day, 20), paper)?;
        }
        Ok(())
    }

    fn review(
        &self,
        claim: &ClaimRow,
        funder: PlaceCode,
        officers: usize,
        schemes: &[RuleText],
    ) -> Result<(), PlayError> {
        let Some((first, second)) = self.stage.officers(funder).filter(|_| officers > 0) else {
            return Ok(());
        };
        let key = ClaimKey { funder, claim: claim.id };
        let (advice, ruling) = judged(claim, schemes);
        let command = RecommendClaim { at: key, advice };
        Self::gently(self.stage.run(id("recommend", claim.id), second, at(self.day, 21), command))?;
        if officers == 1 {
            return Ok(());
        }
        let command = DecideClaim { at: key, ruling };
        Self::gently(self.stage.run(id("decide", claim.id), first, at(self.day, 22), command))
    }

    /// What is refused is left out: a visitor of an older demo may have been there before.
    fn gently<T>(answer: Result<T, Failure>) -> Result<(), PlayError> {
        match answer {
            Ok(_) | Err(Failure::Refused(_)) => Ok(()),
            Err(failure) => Err(failure.into()),
        }
    }
}
