//! A row of fields becomes an instrument or expert, or a list of what is wrong with it.

use std::collections::BTreeMap;
use std::collections::btree_map;

use jiangnan_kernel::{Currency, Id, PlaceCode, Text};

use super::entry::{Entry, Host, host_id, instrument_id};
use super::field::Field;
use super::place::Named;
use super::problem::{At, Problem, Reason};
use super::{Options, value};
use crate::instrument::{Instrument, InstrumentIdentifier, Position};
use crate::listing::Listing;
use crate::tariff::{Tariff, TariffLine};
use crate::technique::NodeKind;
use crate::terms::{Access, Terms};

/// The most characters that a cell may have: more is a quote that was never closed.
const LENGTH_MAX: usize = 5_000;
/// The most characters of a name.
const NAME_LENGTH_MAX: usize = 500;

/// A row whose cells have found their fields.
#[derive(Debug)]
pub(super) struct Row {
    /// The line on which it starts.
    pub line: u64,
    cells: BTreeMap<Field, Cell>,
    /// In which column of the header a field stands, filled or not.
    columns: BTreeMap<Field, usize>,
}

/// A filled cell.
#[derive(Debug)]
pub(super) struct Cell {
    /// Where it stands among the titles; none for a value of the mapping.
    pub column: Option<usize>,
    /// Whether the reader can count columns to find it.
    pub numbered: bool,
    /// Its text.
    pub text: String,
}

impl Row {
    pub(super) fn new(line: u64) -> Row {
        Row { line, cells: BTreeMap::new(), columns: BTreeMap::new() }
    }

    /// Notes in which column a field stands. Of several the first counts.
    pub(super) fn stands(&mut self, field: Field, column: usize) {
        self.columns.entry(field).or_insert(column);
    }

    /// Adds a cell. Of several cells of a field the first counts, except where the field joins them.
    pub(super) fn put(&mut self, field: Field, cell: Cell) {
        if cell.text.is_empty() || (!field.is_name() && value::says_nothing(&cell.text)) {
            return;
        }
        match self.cells.entry(field) {
            btree_map::Entry::Vacant(place) => {
                place.insert(cell);
            }
            btree_map::Entry::Occupied(mut first) => {
                if let Some(joiner) = field.joiner() {
                    first.get_mut().text.push_str(joiner);
                    first.get_mut().text.push_str(&cell.text);
                }
            }
        }
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.cells.contains_key(&field)
    }

    /// Those of some fields that the file has.
    pub(super) fn among(&self, fields: &[Field]) -> Vec<Field> {
        let has = |field: &Field| self.has(*field) || self.columns.contains_key(field);
        fields.iter().copied().filter(has).collect()
    }

    /// What these fields do wrong together.
    pub(super) fn problem(&self, fields: &[Field], titles: &[String], reason: Reason) -> Problem {
        let at = fields.iter().map(|&field| self.at(field, titles)).collect();
        Problem { at, ..Problem::of_row(self.line, reason) }
    }

    /// Where a field stands. One without a column has its own name.
    fn at(&self, field: Field, titles: &[String]) -> At {
        let (column, numbered) = match self.cells.get(&field) {
            Some(cell) => (cell.column, cell.numbered),
            None => (self.columns.get(&field).copied(), true),
        };
        let title = column.and_then(|index| titles.get(index)).cloned();
        At {
            column: column.filter(|_| numbered).map(|index| index + 1),
            title: title.unwrap_or_else(|| field.name().to_owned()),
        }
    }

    pub(super) fn text(&self, field: Field) -> &str {
        self.cells.get(&field).map_or("", |cell| cell.text.as_str())
    }

    fn owned(&self, field: Field) -> String {
        self.text(field).to_owned()
    }

    /// A text in two languages from its columns for each and its column for either.
    pub(super) fn both(&self, en: Field, zh: Field, either: Field) -> Text {
        let mut text = Text::new(self.text(en), self.text(zh));
        let other = self.text(either);
        let slot = if value::is_chinese(other) { &mut text.zh } else { &mut text.en };
        if slot.is_empty() {
            other.clone_into(slot);
        }
        text
    }
}

/// Reads a row. In the second place of a good answer stand notices.
///
/// # Errors
/// Everything that is wrong with the row.
pub(super) fn read(
    row: &Row,
    titles: &[String],
    options: &Options<'_>,
) -> Result<(Entry, Vec<Problem>), Vec<Problem>> {
    let mut reader = RowReader { row, titles, options, problems: Vec::new(), notices: Vec::new() };
    let entry = reader.entry();
    if reader.problems.is_empty() { Ok((entry, reader.notices)) } else { Err(reader.problems) }
}

pub(super) struct RowReader<'a> {
    pub(super) row: &'a Row,
    titles: &'a [String],
    pub(super) options: &'a Options<'a>,
    pub(super) problems: Vec<Problem>,
    notices: Vec<Problem>,
}

impl RowReader<'_> {
    fn entry(&mut self) -> Entry {
        self.check_lengths();
        let row = self.row;
        let name = row.both(Field::NameEn, Field::NameZh, Field::Name);
        if name.is_empty() {
            let columns = row.among(&[Field::Name, Field::NameZh, Field::NameEn]);
            self.problem_of(&columns, Reason::NoName);
        }
        let place = self.place();
        let host = self.host(&name, place);
        let is_expert = self.read(Field::Kind, value::is_expert, Reason::NotAKind).unwrap_or(false);
        let listing = if is_expert {
            Listing::Expert(self.expert(name, host.id, place))
        } else {
            Listing::Instrument(self.instrument(name, host.id, place))
        };
        Entry { line: row.line, listing, host, says_access: row.has(Field::Access) }
    }

    fn instrument(&mut self, name: Text, host: Id, place: PlaceCode) -> Instrument {
        let row = self.row;
        let mut instrument = Instrument::new(Id::default(), host, name, place);
        instrument.unit = row.owned(Field::Unit);
        instrument.maker = row.owned(Field::Maker);
        instrument.model = row.owned(Field::Model);
        instrument.serial = row.owned(Field::Serial);
        instrument.url = row.owned(Field::Url);
        instrument.description = row.both(Field::DescriptionEn, Field::DescriptionZh, Field::Description);
        instrument.position = self.position();
        instrument.identifier = self.identifier();
        self.classify(&mut instrument);
        let remarks = row.cells.iter().filter(|(field, _)| field.is_remark());
        instrument.remarks =
            remarks.map(|(field, cell)| (field.name().to_owned(), cell.text.clone())).collect();
        instrument.terms = self.terms(place);
        instrument.id = instrument_id(&instrument);
        instrument
    }

    fn check_lengths(&mut self) {
        for (&field, cell) in &self.row.cells {
            let length = cell.text.chars().count();
            let max = if field.is_name() { NAME_LENGTH_MAX } else { LENGTH_MAX };
            if length > max {
                self.problem(field, Reason::TooLong { length, max });
            }
        }
    }

    fn place(&mut self) -> PlaceCode {
        let row = self.row;
        let code = row.text(Field::Place);
        if !code.is_empty() {
            match code.parse() {
                Ok(place) => return place,
                Err(_) => self.problem(Field::Place, Reason::NotAPlace(shortened(code))),
            }
        }
        let named = Named {
            city: row.text(Field::City),
            region: row.text(Field::Region),
            address: row.text(Field::Address),
            country: row.text(Field::Country),
        };
        named.find(self.options.places).unwrap_or_else(|| {
            let taken = self.options.place;
            let columns = row.among(&[Field::Place, Field::City, Field::Region, Field::Address]);
            self.notices.push(row.problem(&columns, self.titles, Reason::PlaceTaken(taken)));
            taken
        })
    }

    fn host(&mut self, instrument: &Text, place: PlaceCode) -> Host {
        let row = self.row;
        let mut name = row.both(Field::HostEn, Field::HostZh, Field::Host);
        if let Some(host) = self.options.host.filter(|_| name.is_empty()) {
            name = if value::is_chinese(host) { Text::new("", host) } else { Text::new(host, "") };
        }
        if name.is_empty() {
            name = instrument.clone();
            let columns = row.among(&[Field::Host, Field::HostZh, Field::HostEn]);
            self.notices.push(row.problem(&columns, self.titles, Reason::HostTaken));
        }
        let written = row.text(Field::HostIdentifier);
        let identifier = if written.is_empty() {
            None
        } else {
            written
                .parse()
                .map_err(|error| self.problem(Field::HostIdentifier, Reason::Identifier(error)))
                .ok()
        };
        let id = host_id(identifier.as_ref(), &name, row.text(Field::Country));
        Host { id, name, identifier, place }
    }

    fn position(&mut self) -> Option<Position> {
        let (lat, lon) = (self.row.text(Field::Lat), self.row.text(Field::Lon));
        if lat.is_empty() && lon.is_empty() {
            return None;
        }
        let degrees = lat.parse().ok().zip(lon.parse().ok());
        let position = degrees.and_then(|(lat, lon)| Position::of_degrees(lat, lon));
        if position.is_none() {
            let reason = Reason::NotAPosition(shortened(&format!("{lat} {lon}")));
            self.problem_of(&[Field::Lat, Field::Lon], reason);
        }
        position
    }

    fn identifier(&self) -> Option<InstrumentIdentifier> {
        let given = self.row.text(Field::Identifier);
        if given.is_empty() {
            let record = self.row.text(Field::RecordId);
            return (!record.is_empty()).then(|| InstrumentIdentifier::new("local", record));
        }
        let doi = ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "doi:"];
        let value = doi.iter().find_map(|prefix| given.strip_prefix(prefix)).unwrap_or(given);
        let kind = self.row.text(Field::IdentifierType).to_lowercase();
        let kind = match kind.as_str() {
            "" if value.starts_with("10.") && value.contains('/') => "doi",
            "" if value.starts_with("http") => "url",
            "" => "local",
            known => known,
        };
        Some(InstrumentIdentifier::new(kind, value))
    }

    /// Finds technique and class by code or name; words that the tree does not know become keywords. Where no
    /// technique is named, the name of the instrument may speak of one.
    fn classify(&self, instrument: &mut Instrument) {
        let tree = self.options.techniques;
        let words =
            value::list(self.row.text(Field::Technique)).chain(value::list(self.row.text(Field::Class)));
        for word in words {
            let slot = match tree.find(word) {
                Some(node) if node.kind == NodeKind::Class => Some((&mut instrument.class, node)),
                Some(node) => Some((&mut instrument.technique, node)),
                None => None,
            };
            match slot {
                Some((slot @ None, node)) => *slot = Some(node.code.clone()),
                _ => instrument.keywords.push(word.to_owned()),
            }
        }
        instrument.keywords.extend(value::list(self.row.text(Field::Keywords)).map(str::to_owned));
        let mut seen = std::collections::HashSet::new();
        instrument.keywords.retain(|word| seen.insert(word.to_lowercase()));
        if instrument.technique.is_none() {
            let name = &instrument.name;
            let spotted = tree.spot(&name.zh).or_else(|| tree.spot(&name.en));
            instrument.technique = spotted.map(|node| node.code.clone());
        }
    }

    pub(super) fn terms(&mut self, place: PlaceCode) -> Terms {
        let known = self.options.places.get(place);
        let zone = known.map_or("UTC", |place| place.zone.as_str());
        let opening = self.read(Field::Opening, |text| value::opening(text, zone), Reason::NotHours);
        let access = self.read(Field::Access, value::access, Reason::NotAnAccess);
        let tariffs = self.tariff(known.map(|place| place.currency)).into_iter().collect();
        Terms { opening, outages: Vec::new(), access: access.unwrap_or(Access::Open), tariffs }
    }

    fn tariff(&mut self, local: Option<Currency>) -> Option<Tariff> {
        let row = self.row;
        if !row.has(Field::Price) && !row.has(Field::PriceInternal) {
            return None;
        }
        let unit = self.read(Field::PriceUnit, value::unit, Reason::NotAUnit);
        let from = self.read(Field::TariffFrom, value::date, Reason::NotADate);
        let until = self.read(Field::TariffUntil, value::date, Reason::NotADate);
        let included = self.read(Field::TaxIncluded, value::yes_or_no, Reason::NotYesOrNo);
        let currency = self.parse(Field::Currency, |text| text.parse::<Currency>()).or(local);
        let tax = self.parse(Field::Tax, |text| text.parse());
        for (missing, field) in [
            (unit.is_none(), Field::PriceUnit),
            (from.is_none(), Field::TariffFrom),
            (currency.is_none(), Field::Currency),
        ] {
            if missing && !row.has(field) {
                let price = if row.has(Field::Price) { Field::Price } else { Field::PriceInternal };
                self.problem_of(&[price, field], Reason::PriceLacks(field.name()));
            }
        }
        let (unit, from, currency) = (unit?, from?, currency?);
        let external_minor = self.parse(Field::Price, |text| value::amount_minor(text, currency));
        let internal = self.parse(Field::PriceInternal, |text| value::amount_minor(text, currency));
        let minimum = self.parse(Field::Minimum, |text| value::amount_minor(text, currency));
        let line = TariffLine { unit, internal_minor: internal.or(external_minor), external_minor };
        let tariff = Tariff {
            from,
            until,
            currency,
            lines: vec![line],
            minimum_minor: minimum.unwrap_or(0),
            tax: tax.unwrap_or_default(),
            tax_included: included.unwrap_or(false),
        };
        match tariff.check() {
            Ok(()) => Some(tariff),
            Err(error) => {
                self.problem(Field::Price, Reason::Tariff(error));
                None
            }
        }
    }

    /// The value of a filled cell; a problem where it has none.
    pub(super) fn read<T>(
        &mut self,
        field: Field,
        read: impl Fn(&str) -> Option<T>,
        wrong: impl Fn(String) -> Reason,
    ) -> Option<T> {
        let text = self.row.text(field);
        let found = read(text).filter(|_| !text.is_empty());
        if found.is_none() && !text.is_empty() {
            self.problem(field, wrong(shortened(text)));
        }
        found
    }

    /// As [`RowReader::read`], for readers that say themselves what is wrong.
    fn parse<T, E: Into<Reason>>(&mut self, field: Field, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
        let text = self.row.text(field);
        if text.is_empty() {
            return None;
        }
        parse(text).map_err(|error| self.problem(field, error.into())).ok()
    }

    pub(super) fn problem(&mut self, field: Field, reason: Reason) {
        self.problem_of(&[field], reason);
    }

    pub(super) fn problem_of(&mut self, fields: &[Field], reason: Reason) {
        self.problems.push(self.row.problem(fields, self.titles, reason));
    }
}

/// A cell short enough for a message.
fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}
