//! The demo's bank: it reads the order as a bank would, refuses a payment now and then, and answers with a
//! status report and a statement. It is simulated, and says so in every account number.

use jiangnan_clearing::iso::{
    AccountNumber, Agent, BankParty, Charset, CreditTransfer, PaymentOrder, Reason, bank, read_pain001,
    write_camt053, write_pain001, write_pain002,
};
use jiangnan_exchange::case::bank::{ImportBankFile, PutBankAccount};
use jiangnan_exchange::{Actor, Envelope, bank_file};
use jiangnan_kernel::{Id, Instant, Money, PlaceCode};
use jiangnan_store::list::payments;

use super::build::PlayError;
use super::stage::{Stage, id, percent, program};

/// What the demo's bank starts with, in minor units.
const OPENING_MINOR: i64 = 100_000_000_000;

/// An invented account: nineteen digits that begin with the zeros of no real bank.
fn account(name: &str, party: Id) -> BankParty {
    let number = format!("0000{:015}", party.0 % 1_000_000_000_000_000);
    BankParty { name: name.to_owned(), account: AccountNumber::Other(number), agent: Agent::Unknown }
}

fn broken(error: impl std::fmt::Display) -> PlayError {
    PlayError::Bank(error.to_string())
}

impl Stage<'_> {
    /// Records an invented bank account of every treasury, provider and holder of a voucher.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn open_accounts(&self, at: Instant) -> Result<(), PlayError> {
        let population = &self.world.population;
        let mut queue = Vec::new();
        let mut put = |home: PlaceCode, party: Option<Id>, account: BankParty| {
            let of = party.unwrap_or_else(|| bank_file::treasury(home));
            let command = PutBankAccount { home, party, account };
            queue.push((Envelope { id: id("account", of), actor: program(home), at }, command));
        };
        for home in self.world.jurisdictions() {
            let name = self.world.places.get(home).map(|place| place.name.zh.clone()).unwrap_or_default();
            put(home, None, account(&format!("{name}财政（示例）"), bank_file::treasury(home)));
        }
        for provider in &population.providers {
            put(provider.jurisdiction, Some(provider.id), account(&provider.name.zh, provider.id));
        }
        let enterprises = population.enterprises_by_id();
        for grant in &population.grants {
            if let Some(enterprise) = enterprises.get(&grant.enterprise) {
                let account = account(&enterprise.name.zh, enterprise.id);
                put(enterprise.jurisdiction, Some(enterprise.id), account);
            }
        }
        self.run_all(queue)?;
        Ok(())
    }

    /// Hands the file of a message to the bank and imports its two answers.
    ///
    /// # Errors
    /// Where a file is not understood or the database fails.
    pub fn bank_answers(
        &self,
        home: PlaceCode,
        message: Id,
        treasurer: &Actor,
        now: Instant,
    ) -> Result<(), PlayError> {
        let reader = self.exchange.reader()?;
        let places = &self.world.places;
        let order = bank_file::order_of(&reader, places, message, &payments(&reader)?, now)?;
        let Some(order) = order else { return Ok(()) };
        let file = write_pain001(&order, Charset::Unicode).map_err(broken)?;
        let order = read_pain001(file.as_bytes()).map_err(broken)?;
        let status = bank::answer(&order, now, refusal);
        let status = write_pain002(&status).map_err(broken)?;
        self.import(home, format!("status:{message}"), treasurer, now, status)?;
        let statement = statement(&order, now).ok_or_else(|| broken("an order without payments"))?;
        self.import(home, format!("statement:{message}"), treasurer, now, statement?)
    }

    fn import(
        &self,
        home: PlaceCode,
        name: String,
        treasurer: &Actor,
        now: Instant,
        text: String,
    ) -> Result<(), PlayError> {
        let command = ImportBankFile { home, group: self.world.group, text };
        self.run(id("bank", name), treasurer.clone(), now, command)?;
        Ok(())
    }
}

fn statement(order: &PaymentOrder, now: Instant) -> Option<Result<String, PlayError>> {
    let opening = Money::new(OPENING_MINOR, order.currency);
    let statement = bank::book(std::slice::from_ref(order), opening, (order.execution, now), refusal)?;
    let name = statement.id.clone();
    Some(write_camt053(&name, now, &[statement]).map_err(broken))
}

/// One payment in a hundred and fifty is refused, as an account that was closed would be.
fn refusal(transfer: &CreditTransfer) -> Option<Reason> {
    let closed = percent("closed-account", transfer.id) == 0 && percent("really", transfer.id) < 66;
    closed.then(|| Reason { code: "AC04".to_owned(), text: "账户已销户".to_owned() })
}
