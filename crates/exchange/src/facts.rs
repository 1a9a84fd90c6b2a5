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
        let price = self.price;
        let mut order = Order::new(price.currency())
            .enterprise(self.enterprise.id, self.enterprise.controlled_by())
            .registered_in(self.enterprise.place, places)
            .provider(self.provider.id, self.provider.controlled_by())
            .located_in(self.located_in, places)
            .price(price.without_tax.minor, price.with_tax.minor)
            .service(self.service)
            .on(self.ordered_on)
            .admitted(Deal::admitted_since(self.enterprise, self.provider, self.ordered_on, places))
            .with(Fact::OrderStartedOn, Value::Date(self.starts_on))
            .with(Fact::OrderFinishedOn, Value::Date(self.finishes_on))
            // The own part is taken from the deposit in the step that makes the order.
            .with(Fact::OrderOwnPartPaidOn, Value::Date(self.ordered_on))
            .with(Fact::OrderHours, Value::Seconds(self.usage.seconds))
            .with(Fact::ProviderPricePublished, Value::Flag(true))
            .with(Fact::EnterpriseBlocked, Value::Flag(self.standing.blocked))
            .with(Fact::ProviderSuspended, Value::Flag(self.standing.suspended));
        if let Some(date) = self.granted_on {
            order = order.granted_on(date);
        }
        if let Some(date) = self.enterprise.founded_on {
            order = order.with(Fact::EnterpriseFoundedOn, Value::Date(date));
        }
        if let Some(date) = self.provider.founded_on {
            order = order.with(Fact::ProviderFoundedOn, Value::Date(date));
        }
        if let Some(profile) = self.provider.provider() {
            order = order.with(Fact::ProviderKind, Value::Word(profile.kind as u8));
        }
        let order = match self.enterprise.enterprise() {
            Some(profile) => with_profile(order, profile),
            None => order,
        };
        let clear = order.get(Fact::EnterpriseCredit).is_none_or(|word| word == Credit::Clear as i64);
        if self.standing.recorded && clear {
            return order.with(Fact::EnterpriseCredit, Value::Word(Credit::Irregular as u8));
        }
        order
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

fn with_profile(order: Order, profile: &EnterpriseProfile) -> Order {
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
    let known = known.into_iter().filter_map(|(fact, value)| Some((fact, value?)));
    known.fold(order, |order, (fact, value)| order.with(fact, value))
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
