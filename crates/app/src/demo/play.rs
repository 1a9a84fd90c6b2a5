//! The quarter, day by day.

use jiangnan_exchange::Exchange;
use jiangnan_kernel::Date;
use jiangnan_lab::Need;

use super::build::{PlayError, build};
use super::need::Finder;
use super::stage::{Rules, Stage, at};
use super::world::World;

/// How many days after the quarter the last work is claimed, reviewed and paid.
const AFTERWARDS_DAYS: i64 = 3;

/// Plays the quarter on an exchange. What was played before is left as it is, so that a play that was
/// interrupted goes on. `progress` is told how many days are done and how many there are.
///
/// # Errors
/// Where the tables are wrong or the database fails.
pub fn play(
    world: &World,
    exchange: &Exchange,
    rules: Rules,
    progress: impl Fn(u64, u64),
) -> Result<(), PlayError> {
    let stage = Stage { world, exchange };
    build(&stage, rules)?;
    let schemes = world.schemes(rules)?;
    let finder = Finder::new(&stage);
    let mut look = exchange.look()?;
    let mut needs = world.demand.needs.iter().peekable();
    let days = days(world);
    let all = days.len() as u64;
    let played = stage.played_until()?;
    // A play that was interrupted stopped in the middle of the first day that is left.
    let mut begun = true;
    for (done, day) in (1..).zip(days) {
        let mut today: Vec<&Need> =
            std::iter::from_fn(|| needs.next_if(|need| need.raised < at(day, 24))).collect();
        if played.is_some_and(|until| day <= until) {
            continue;
        }
        stage.begin_day(day)?;
        if begun {
            today = stage.without_reserved(today)?;
            begun = false;
        }
        finder.serve(today, &mut look)?;
        stage.evening(day, &schemes)?;
        stage.end_day(day)?;
        progress(done, all);
    }
    Ok(())
}

/// The days of the quarter and those in which it is settled.
fn days(world: &World) -> Vec<Date> {
    let end = at(world.plan.last, 12).plus_seconds(AFTERWARDS_DAYS * 86_400);
    let days = world.plan.first.series(jiff::Span::new().days(1));
    days.take_while(|day| at(*day, 12) <= end).collect()
}
