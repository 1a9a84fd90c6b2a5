//! A scheme that passed all checks, ready to quote.

use std::sync::Arc;

use jiangnan_kernel::{Currency, Date, PlaceCode, PlaceTree, Text};

use crate::clause::{Base, Body, Clause, Condition, Days, Limited, Pay, Publish, Review, Sanctions, Stack};
use crate::condition::Verdict;
use crate::day::{date_of, day_number};
use crate::diagnostic::Diagnostic;
use crate::order::Order;
use crate::read;
use crate::screen::Screen;
use crate::vocabulary::{Breach, Evidence, Level, OpenOrders, Payee, Service};

/// The rules of one voucher scheme. A cheap handle: copies share one checked form.
#[derive(Clone, Debug)]
pub struct Scheme(pub(crate) Arc<Sheet>);

/// How far a scheme's text has been compared with the regulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Amounts and articles are made up or were not compared with the official text.
    Illustrative,
    /// Compared with the source that the scheme names.
    Verified,
}

/// The checked content of a scheme.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) id: Arc<str>,
    pub(crate) title: Text,
    pub(crate) funder: PlaceCode,
    pub(crate) currency: Currency,
    pub(crate) status: Status,
    pub(crate) source: Option<String>,
    pub(crate) effective: Days,
    pub(crate) version: Arc<str>,
    pub(crate) extends: Option<Arc<str>>,
    pub(crate) never_stricter: bool,
    pub(crate) clauses: Vec<Clause>,
    pub(crate) plan: Plan,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Which clauses do what, as positions in the list of clauses.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// `require` and `forbid`, in the order of the text.
    pub(crate) gates: Vec<usize>,
    /// The same, for who asks for the amount alone.
    pub(crate) screen: Screen,
    /// `subsidise`, those that precede others first.
    pub(crate) rates: Vec<usize>,
    /// `subsidise` with `adds-to`.
    pub(crate) top_ups: Vec<usize>,
    pub(crate) stack: Option<(usize, Stack)>,
    pub(crate) convert: Vec<usize>,
    /// `cap` and `budget`.
    pub(crate) caps: Vec<CapPlan>,
    pub(crate) validity: Vec<usize>,
    pub(crate) pay: Vec<usize>,
    pub(crate) round: Vec<usize>,
    /// Remedy for an order outside the scheme's dates.
    pub(crate) dates: Arc<Text>,
}

/// What a quote needs of a `cap` clause beside the clause.
#[derive(Debug)]
pub(crate) struct CapPlan {
    /// Its position in the list of clauses.
    pub(crate) at: usize,
    /// What it limits.
    pub(crate) on: Limited,
    /// The name under which its use is counted.
    pub(crate) name: Arc<str>,
    /// The place whose jurisdiction keeps the count.
    pub(crate) kept_by: PlaceCode,
    /// What to say where nothing is left.
    pub(crate) used_up: Arc<Text>,
}

impl Scheme {
    /// Reads and checks the text of a scheme. `file` is only named in findings.
    ///
    /// # Errors
    /// Everything that is wrong with the text, in its order, warnings included.
    pub fn load(file: &str, text: &str, places: &PlaceTree) -> Result<Scheme, Vec<Diagnostic>> {
        Scheme::load_beside(file, text, places, &[])
    }

    /// Reads a scheme that may extend one of `others`.
    ///
    /// # Errors
    /// As [`Scheme::load`].
    pub fn load_beside(
        file: &str,
        text: &str,
        places: &PlaceTree,
        others: &[Scheme],
    ) -> Result<Scheme, Vec<Diagnostic>> {
        read::read(file, text, places, others).map(|sheet| Scheme(Arc::new(sheet)))
    }

    /// The name of the scheme that a text says it extends, whether or not the rest of the text is right.
    pub fn extended_by(text: &str) -> Option<String> {
        read::extended_by(text)
    }

    /// Its short name.
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Its title.
    pub fn title(&self) -> &Text {
        &self.0.title
    }

    /// The government whose money it pays.
    pub fn funder(&self) -> PlaceCode {
        self.0.funder
    }

    /// The currency of all its amounts.
    pub fn currency(&self) -> Currency {
        self.0.currency
    }

    /// How far its text has been compared with the regulation.
    pub fn status(&self) -> Status {
        self.0.status
    }

    /// The regulation, where the scheme names it.
    pub fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// The hash of its text: 32 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.0.version
    }

    /// The first and the last day of orders that it pays for; none where it is open.
    pub fn effective(&self) -> (Option<Date>, Option<Date>) {
        let Days { from, until } = self.0.effective;
        (date_of(from), date_of(until))
    }

    /// All clauses in the order of the text.
    pub fn clauses(&self) -> &[Clause] {
        &self.0.clauses
    }

    /// The clause of an id.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.0.clauses.iter().find(|clause| &*clause.id == id)
    }

    /// Whether it promises to pay its own enterprises never less than the scheme that it extends.
    pub fn promises_never_stricter(&self) -> bool {
        self.0.never_stricter
    }

    /// The scheme that it extends.
    pub fn extends(&self) -> Option<&str> {
        self.0.extends.as_deref()
    }

    /// Who receives the subsidy, by the first clause that says so.
    pub fn payee(&self) -> Payee {
        let mut clauses = self.0.chosen(&self.0.plan.pay);
        let first = clauses.find_map(|clause| match &clause.body {
            Body::Pay(pay) => Some(pay.to),
            _ => None,
        });
        first.unwrap_or(Payee::Enterprise)
    }

    /// How an order is paid, by the first clause about payment that applies to it.
    pub fn pay_of(&self, order: &Order) -> Option<&Pay> {
        let day = order.get(crate::fact::Fact::OrderDate)?;
        self.0.chosen(&self.0.plan.pay).find_map(|clause| match &clause.body {
            Body::Pay(pay) if clause.applies(day, order) == Verdict::Holds => Some(pay),
            _ => None,
        })
    }

    /// The levels at which a claim for an order of a day is reviewed, in their order; empty where the scheme
    /// leaves it to the funder.
    pub fn review_stages(&self, ordered_on: Date) -> &[Level] {
        self.review(ordered_on).map(|review| review.stages.as_slice()).unwrap_or_default()
    }

    /// Who reviews a claim for an order of a day, and in what time; none where the scheme leaves it to the funder.
    pub fn review(&self, ordered_on: Date) -> Option<&Review> {
        self.in_force(ordered_on).find_map(|(_, body)| match body {
            Body::Review(review) => Some(review),
            _ => None,
        })
    }

    /// What follows a breach on a day, with the clause that says so.
    pub fn sanctions(&self, breach: Breach, day: Date) -> Option<(&Clause, &Sanctions)> {
        self.in_force(day).find_map(|(clause, body)| match body {
            Body::Sanction(sanctions) if sanctions.breach == breach => Some((clause, sanctions)),
            _ => None,
        })
    }

    /// What is made public of the payments for orders of a day; none where nothing is.
    pub fn publication(&self, ordered_on: Date) -> Option<&Publish> {
        self.in_force(ordered_on).find_map(|(_, body)| match body {
            Body::Publish(publish) => Some(publish),
            _ => None,
        })
    }

    /// Whether any payment is made public, whatever its day.
    pub fn publishes(&self) -> bool {
        self.0.clauses.iter().any(|clause| matches!(clause.body, Body::Publish(_)))
    }

    fn in_force(&self, date: Date) -> impl Iterator<Item = (&Clause, &Body)> {
        let day = day_number(date);
        let clauses = self.0.clauses.iter().filter(move |clause| clause.effective.contains(day));
        clauses.map(|clause| (clause, &clause.body))
    }

    /// Which text holds for an order that is open when this scheme's text changes.
    pub fn open_orders(&self) -> OpenOrders {
        let mut bodies = self.0.clauses.iter().map(|clause| &clause.body);
        let said = bodies.find_map(|body| match body {
            Body::Transition(open) => Some(*open),
            _ => None,
        });
        said.unwrap_or(OpenOrders::Keep)
    }

    /// The documents that a claim for a service has to bring, on the date of its order.
    pub fn evidence(&self, service: Service, ordered_on: Date) -> Vec<Evidence> {
        let day = day_number(ordered_on);
        let in_force = self.0.clauses.iter().filter(|clause| clause.effective.contains(day));
        let demands = in_force.filter_map(|clause| match &clause.body {
            Body::Evidence(demand) => Some(demand),
            _ => None,
        });
        let asked = demands.filter(|one| one.services.is_empty() || one.services.contains(&service));
        let mut documents: Vec<Evidence> = Vec::new();
        for &document in asked.flat_map(|demand| &demand.documents) {
            if !documents.contains(&document) {
                documents.push(document);
            }
        }
        documents
    }

    /// The last day on which an order may use a voucher granted on a day; none where nothing limits it.
    pub fn voucher_valid_until(&self, granted_on: Date) -> Option<Date> {
        let day = day_number(granted_on);
        let ends = self.0.chosen(&self.0.plan.validity).filter_map(|clause| match clause.body {
            Body::Validity(span) if clause.effective.contains(day) => Some(span.after(day)),
            _ => None,
        });
        let end = ends.chain([self.0.effective.until]).min()?;
        date_of(end)
    }

    /// What the text may not mean as its author thinks.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.0.warnings
    }
}

impl Sheet {
    /// The one price of which all rates are shares; none where they are shares of several.
    pub(crate) fn one_base(&self) -> Option<Base> {
        let mut bases = self.chosen(&self.plan.rates).filter_map(|clause| match &clause.body {
            Body::Subsidise(subsidise) => Some(subsidise.base),
            _ => None,
        });
        let first = bases.next()?;
        bases.all(|base| base == first).then_some(first)
    }

    /// The clauses at these positions.
    pub(crate) fn chosen<'s>(&'s self, positions: &'s [usize]) -> impl Iterator<Item = &'s Clause> {
        positions.iter().filter_map(|&at| self.clauses.get(at))
    }
}

impl Clause {
    /// All conditions of the clause, those of `when` first.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let own = match &self.body {
            Body::Require(conditions) | Body::Forbid(conditions) => conditions.as_slice(),
            _ => &[],
        };
        self.when.iter().chain(own)
    }
}
