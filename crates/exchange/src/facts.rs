//! What the rules are told of an order.

use jiangnan_catalogue::{EnterpriseProfile, Organisation, Price, Usage};
use jiangnan_kernel::{Date, Id, PlaceCode, PlaceTree};
use jiangnan_scheme::{Credit, Fact, Order, Sanction, Service, Value};

use crate::command::Decision;
use crate::desk::Desk;

/// Who orders what from whom, at what price.
#[derive(Clone, Copy, Debug)]
pub struct Deal<'a> {
    /// The enterprise.
    pub enterprise: &'a Organisation,
    /// The provider.
    pub provider: &'a Organisation,
    /// Where the instrument stands.
    pub located_in: PlaceCode,
    /// What is bought.
    pub service: Service,
    /// How much of it.
    pub usage: Usage,
    /// What it costs.
    pub price: &'a Price,
    /// The day of the order.
    pub ordered_on: Date,
    /// The day on which the work starts.
    pub starts_on: Date,
    /// The day on which it ends.
    pub finishes_on: Date,
    /// When the voucher was granted.
    pub granted_on: Option<Date>,
    /// What sanctions say of the two.
    pub standing: Standing,
}

/// What sanctions in force on the day of an order say of its parties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Standing {
    /// Whether the enterprise is blocked.
    pub blocked: bool,
    /// Whether a breach of the enterprise stands in the credit record.
    pub recorded: bool,
    /// Whether the provider is suspended or was struck off.
    pub suspended: bool,
}

impl Deal<'_> {
    /// The facts of the order. What is not known is left out, so that a rule that needs it refuses.
    pub fn order(&self, places: &PlaceTree) -> Order {
        let mut order = Order::new(self.price.currency());
        order.set_place(Fact::EnterpriseRegisteredIn, self.enterprise.place, places);
        order.set_place(Fact::ProviderLocatedIn, self.located_in, places);
        self.tell_of_parties(&mut order, places);
        self.tell_of_purchase(&mut order);
        if let Some(profile) = self.enterprise.enterprise() {
            tell_of_profile(&mut order, profile);
        }
        let clear = order.get(Fact::EnterpriseCredit).is_none_or(|word| word == Credit::Clear as i64);
        if self.standing.recorded && clear {
            order.set(Fact::EnterpriseCredit, Value::Word(Credit::Irregular as u8));
        }
        order
    }

    fn tell_of_parties(&self, order: &mut Order, places: &PlaceTree) {
        let (enterprise, provider) = (self.enterprise, self.provider);
        order.set(Fact::EnterpriseId, Value::Subject(enterprise.id));
        order.set(Fact::EnterpriseController, Value::Subject(enterprise.controlled_by()));
        order.set(Fact::ProviderId, Value::Subject(provider.id));
        order.set(Fact::ProviderController, Value::Subject(provider.controlled_by()));
        let admitted = Deal::admitted_since(enterprise, provider, self.ordered_on, places);
        order.set(Fact::ProviderAdmitted, Value::Flag(admitted.is_some()));
        order.set(Fact::EnterpriseBlocked, Value::Flag(self.standing.blocked));
        order.set(Fact::ProviderSuspended, Value::Flag(self.standing.suspended));
        let known = [
            (Fact::ProviderAdmittedOn, admitted.map(Value::Date)),
            (Fact::EnterpriseFoundedOn, enterprise.founded_on.map(Value::Date)),
            (Fact::ProviderFoundedOn, provider.founded_on.map(Value::Date)),
            (Fact::ProviderKind, provider.provider().map(|profile| Value::Word(profile.kind as u8))),
        ];
        tell_known(order, known);
    }

    fn tell_of_purchase(&self, order: &mut Order) {
        order.set(Fact::OrderPriceWithoutTax, Value::Minor(self.price.without_tax.minor));
        order.set(Fact::OrderPriceWithTax, Value::Minor(self.price.with_tax.minor));
        order.set(Fact::OrderService, Value::Word(self.service as u8));
        order.set(Fact::OrderDate, Value::Date(self.ordered_on));
        order.set(Fact::OrderStartedOn, Value::Date(self.starts_on));
        order.set(Fact::OrderFinishedOn, Value::Date(self.finishes_on));
        // The own part is taken from the deposit in the step that makes the order.
        order.set(Fact::OrderOwnPartPaidOn, Value::Date(self.ordered_on));
        order.set(Fact::OrderHours, Value::Seconds(self.usage.seconds));
        order.set(Fact::ProviderPricePublished, Value::Flag(true));
        tell_known(order, [(Fact::VoucherGrantedOn, self.granted_on.map(Value::Date))]);
    }

    /// Admission at the provider's own seat or at the enterprise's counts: the treasuries of one group
    /// recognise each other's lists, and a scheme that does not say so asks where the provider lies.
    pub(crate) fn admitted_since(
        enterprise: &Organisation,
        provider: &Organisation,
        on: Date,
        places: &PlaceTree,
    ) -> Option<Date> {
        let profile = provider.provider()?;
        let seats = [provider.place, enterprise.place];
        let homes = seats.iter().filter_map(|seat| places.jurisdiction_of(*seat));
        homes.filter_map(|home| profile.admission(home.code, on)).map(|one| one.from).min()
    }
}

fn tell_of_profile(order: &mut Order, profile: &EnterpriseProfile) {
    let known = [
        (Fact::EnterpriseKind, profile.applicant.map(|word| Value::Word(word as u8))),
        (Fact::EnterpriseSize, profile.size.map(|word| Value::Word(word as u8))),
        (Fact::EnterpriseGroupSize, profile.group_size.map(|word| Value::Word(word as u8))),
        (Fact::EnterpriseSector, profile.sector.map(|word| Value::Word(word as u8))),
        (Fact::EnterpriseCredit, profile.credit.map(|word| Value::Word(word as u8))),
        (Fact::EnterpriseJobs, profile.jobs.map(|jobs| Value::Count(i64::from(jobs)))),
        (Fact::EnterpriseEquity, profile.equity_minor.map(Value::Minor)),
        (Fact::EnterpriseListed, profile.listed.map(Value::Flag)),
        (Fact::EnterpriseInDifficulty, profile.in_difficulty.map(Value::Flag)),
        (Fact::EnterprisePublicShare, profile.public_share.map(|rate| Value::Share(rate.0))),
        (Fact::EnterpriseGroupShare, profile.group_share.map(|rate| Value::Share(rate.0))),
    ];
    tell_known(order, known);
}

/// Leaves missing what is not known.
fn tell_known<const N: usize>(order: &mut Order, known: [(Fact, Option<Value>); N]) {
    for (fact, value) in known {
        if let Some(value) = value {
            order.set(fact, value);
        }
    }
}

impl Desk<'_> {
    /// What sanctions in force on a day say of an enterprise and a provider. Members of a city group recognise each
    /// other's, as they do admissions; whether a scheme cares is its own rule.
    ///
    /// # Errors
    /// Where they are not loaded yet.
    pub fn standing(&mut self, enterprise: Id, provider: Id, day: Date) -> Decision<Standing> {
        Ok(Standing {
            blocked: self.is_sanctioned(enterprise, &[Sanction::Block], day)?,
            recorded: self.is_sanctioned(enterprise, &[Sanction::CreditRecord], day)?,
            suspended: self.is_sanctioned(provider, &[Sanction::Suspend, Sanction::StrikeOff], day)?,
        })
    }
}
