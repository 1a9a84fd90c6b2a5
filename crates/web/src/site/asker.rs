//! Whose prices are shown: the signed-in enterprise's, or those of one that a stranger describes by three answers.

use std::sync::Arc;

use jiangnan_catalogue::{EnterpriseProfile, Organisation, Profile};
use jiangnan_exchange::facts::Standing;
use jiangnan_exchange::purse::{Purchase, Purse};
use jiangnan_kernel::place::PlaceKind;
use jiangnan_kernel::{Date, Id, PlaceCode, Text};
use jiangnan_scheme::{CapUse, Sector, Size};
use jiangnan_store::entity::catalogue::OrganisationRow;
use jiangnan_store::list;

use super::explain::fact_words;
use super::find::payer;
use super::index::Catalogue;
use super::{Halt, Sight, price};
use crate::form::SearchQuery;
use crate::view::asker::{Asker, Pick, PricedFor, Told};

/// How many listings are tried until one shows what has to be taken for granted.
const TRIES_MAX: usize = 40;

/// Nobody's id: it stands for an enterprise that is only described.
const DESCRIBED: Id = Id(u128::MAX);

/// Whose prices a reader sees, and the purse that they are paid from; no purse where nobody has said where the enterprise
/// is.
///
/// # Errors
/// Where the database cannot be read.
pub fn priced_for(
    sight: &mut Sight,
    catalogue: &Catalogue,
    query: &SearchQuery,
    today: Date,
) -> Result<(PricedFor, Option<Purse>), Halt> {
    if let Some(payer) = payer(sight)? {
        let purse = sight.ask(|desk| desk.purse((payer.jurisdiction, payer.id)))?;
        return Ok((PricedFor::Enterprise(payer.body.name.clone()), Some(purse)));
    }
    let purse = described(sight, catalogue, query, today)?;
    let helped = purse.as_ref().is_some_and(|purse| purse.schemes().next().is_some());
    Ok((if helped { PricedFor::Described } else { PricedFor::List }, purse))
}

/// The purse of an enterprise as a stranger describes it, with a full voucher of each scheme of its place. What
/// no answer tells is taken for granted as far as a rule asks for it. None where nobody has said where it is.
fn described(
    sight: &mut Sight,
    catalogue: &Catalogue,
    query: &SearchQuery,
    today: Date,
) -> Result<Option<Purse>, Halt> {
    let seat: Option<PlaceCode> = query.one("seat").parse().ok();
    let Some(seat) = seat.filter(|seat| sight.places().get(*seat).is_some()) else { return Ok(None) };
    let home = sight.places().jurisdiction_of(seat).map_or(seat, |home| home.code);
    let profile = EnterpriseProfile {
        size: Size::of_name(query.one("size")),
        sector: Sector::of_name(query.one("sector")),
        ..EnterpriseProfile::default()
    };
    let organisation = Organisation {
        id: DESCRIBED,
        name: Text::default(),
        place: seat,
        identifier: None,
        controller: None,
        founded_on: None,
        profile: Profile::Enterprise(profile),
    };
    let enterprise = Arc::new(OrganisationRow::new(home, organisation));
    let schemes = schemes_of(sight, seat)?;
    let mut purse = sight.ask(|desk| desk.purse_if(Arc::clone(&enterprise), &schemes))?;
    assume(sight, catalogue, &mut purse, today);
    Ok(Some(purse))
}

/// The schemes of the governments of a place and of all places above it.
fn schemes_of(sight: &Sight, seat: PlaceCode) -> Result<Vec<(PlaceCode, String)>, Halt> {
    let funders: Vec<PlaceCode> = sight.places().with_ancestors(seat).map(|place| place.code).collect();
    let versions = list::scheme_versions(sight.reader())?.into_iter();
    let enacted = versions.filter(|row| row.enacted_at.is_some() && funders.contains(&row.jurisdiction));
    let mut schemes: Vec<(PlaceCode, String)> = enacted.map(|row| (row.jurisdiction, row.scheme)).collect();
    schemes.sort();
    schemes.dedup();
    Ok(schemes)
}

/// Takes for granted what is not told, as the first listing shows it for which something is then paid.
fn assume(sight: &Sight, catalogue: &Catalogue, purse: &mut Purse, today: Date) {
    let shelf = catalogue.view.shelf();
    let offered = catalogue.rows.iter().zip(&shelf.provider).filter_map(|(row, provider)| {
        let provider = catalogue.providers.get(*provider as usize)?.as_ref()?;
        let (_, usage) = price::one_unit(&row.body, today);
        let price = row.body.terms().price(usage, purse.audience(&provider.body), today).ok()?;
        Some((row, provider, usage, price))
    });
    let mut best: Option<Purse> = None;
    for (row, provider, usage, price) in offered.take(TRIES_MAX) {
        let purchase = Purchase {
            provider: &provider.body,
            located_in: row.body.place(),
            service: price::service_of(&row.body, usage.samples),
            usage,
            price: &price,
            starts_on: today,
            finishes_on: today,
            // Nothing stands against somebody who is only described.
            standing: Standing::default(),
        };
        let mut tried = purse.clone();
        tried.assume(&purse.order(&purchase, sight.places()), sight.places());
        let order = tried.order(&purchase, sight.places());
        let pays = tried.own_part_minor(&order, &CapUse::new()) < price.with_tax.minor;
        if pays || best.is_none() {
            best = Some(tried);
        }
        if pays {
            break;
        }
    }
    if let Some(best) = best {
        *purse = best;
    }
}

/// The three questions with their answers, and what follows from them.
pub fn questions(sight: &Sight, query: &SearchQuery, purse: Option<&Purse>) -> Asker {
    let pick = |name: &str, code: &str, label: Text| Pick {
        chosen: query.has(name, code),
        code: code.to_owned(),
        label,
    };
    let cities = sight.places().places().iter().filter(|place| place.kind == PlaceKind::City);
    Asker {
        seats: cities.map(|place| pick("seat", place.code.as_str(), place.name.clone())).collect(),
        sizes: Size::ALL.iter().map(|size| pick("size", size.name(), size.label())).collect(),
        sectors: Sector::ALL.iter().map(|sector| pick("sector", sector.name(), sector.label())).collect(),
        told: purse.map(|purse| told(sight, purse)),
    }
}

fn told(sight: &Sight, purse: &Purse) -> Told {
    let currency = sight.currency();
    let words = |(fact, found)| fact_words(fact, found, sight.places(), currency);
    Told {
        seat: sight.place_name(purse.enterprise.body.place),
        schemes: purse.schemes().map(|scheme| scheme.title().clone()).collect(),
        assumed: purse.assumed().map(words).collect(),
    }
}
