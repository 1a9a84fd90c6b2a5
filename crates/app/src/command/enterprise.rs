//! `jiangnan enterprise`.

use jiangnan_catalogue::identifier::OrganisationIdentifier;
use jiangnan_exchange::case::enterprise::ProposeEnterprise;
use jiangnan_kernel::{PlaceCode, Text};
use jiangnan_scheme::{Sector, Size};
use jiangnan_store::Database;
use jiangnan_web::form::ToldEnterprise;

use super::person::organisation;
use crate::cli::{EnterpriseCommand, ProposeArgs};
use crate::failure::Failure;
use crate::market;

/// Carries it out.
///
/// # Errors
/// Where the database cannot be used, or what was asked for makes no sense.
pub fn run(command: &EnterpriseCommand) -> Result<(), Failure> {
    match command {
        EnterpriseCommand::Propose(args) => propose(args),
    }
}

fn propose(args: &ProposeArgs) -> Result<(), Failure> {
    let exchange = market::open(Database::open(&args.at.database)?)?;
    let identifier: OrganisationIdentifier =
        args.code.parse().map_err(|error| Failure::Input(format!("{error}")))?;
    let unknown = |what: &str, given: &str, known: Vec<&str>| {
        Failure::Input(format!("`{given}` is no {what}: choose one of {}", known.join(", ")))
    };
    let size = Size::ALL.iter().copied().find(|size| size.name() == args.size);
    let size =
        size.ok_or_else(|| unknown("size", &args.size, Size::ALL.iter().map(|one| one.name()).collect()))?;
    let sector = Sector::ALL.iter().copied().find(|sector| sector.name() == args.sector);
    let sector = sector
        .ok_or_else(|| unknown("sector", &args.sector, Sector::ALL.iter().map(|one| one.name()).collect()))?;
    let nowhere = || {
        Failure::Input(format!("`{}` is no place of this database: write one such as CN-330100", args.place))
    };
    let place: PlaceCode = args.place.parse().map_err(|_| nowhere())?;
    let home = exchange.places().jurisdiction_of(place).ok_or_else(nowhere)?.code;
    let controller = match &args.controller {
        Some(code) => Some(organisation(&exchange, code)?.1),
        None => None,
    };
    let told = ToldEnterprise {
        name: Text::new(args.english.clone(), args.name.clone()),
        identifier,
        place,
        size,
        sector,
        controller: String::new(),
        command: market::make_id(),
    };
    let organisation = told.organisation(controller);
    exchange.run(market::envelope(home), ProposeEnterprise { home, organisation })?;
    say!("{} is proposed: an officer of {home} registers it on the page for enterprises", args.name);
    Ok(())
}
