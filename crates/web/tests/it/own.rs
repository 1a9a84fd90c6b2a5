//! What an engineer does beside a single reservation, by forms alone: series, moves, cancelling, wait lists,
//! comparing, statements, the calendar feed.

use axum::http::StatusCode;
use jiangnan_booking::Party;
use jiangnan_catalogue::Instrument;
use jiangnan_exchange::case::answer::{Cancel, ReservationKey};
use jiangnan_kernel::{Id, Text};

use crate::market::{Browser, INSTRUMENT, Market, PROVIDER, at, code, engineer_of, rival};

const TUESDAY: &str = "date=2026-06-02&from=10:00&until=12:00&samples=";

async fn reserve(engineer: &mut Browser, query: &str) -> String {
    let check = engineer.get(&format!("/instruments/{INSTRUMENT}/check?{query}")).await.ok();
    let done = engineer.press(&check, "/reservations").await.leads();
    done.strip_suffix("/done").unwrap().to_owned()
}

#[tokio::test]
async fn a_series_is_checked_reserved_once_and_refused_as_a_whole() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let page = engineer.get(&format!("/instruments/{INSTRUMENT}")).await.ok();
    let form = page.link(&format!("/instruments/{INSTRUMENT}/series"));
    assert!(engineer.get(&form).await.ok().says("How many weeks?"));
    let path = format!("/instruments/{INSTRUMENT}/series/check?{TUESDAY}&weeks=3");
    let check = engineer.get(&path).await.ok();
    // Three times 1,272.00, of which 600.00 is paid each time.
    assert!(check.says("¥2,016.00") && check.says("2026-06-16 10:00"), "{}", check.html);
    assert_eq!(market.reservations(), 0);
    let done = engineer.press(&check, "/series").await.leads();
    assert_eq!(engineer.press(&check, "/series").await.leads(), done);
    assert_eq!(market.reservations(), 3);
    assert!(engineer.get(&done).await.ok().says("The series is reserved"));
    let again = engineer.get(&path.replace("06-02", "06-09").replace("weeks=3", "weeks=4")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.says("In 2 weeks this time cannot be had") && again.says("weeks=4"), "{}", again.html);
    let wrong = engineer.get(&path.replace("weeks=3", "weeks=1")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("Write a number of weeks from 2 to 26"));
    let stranger = market.browser("lab-manager").await.get(&done).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn calling_off_says_first_what_it_costs() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let free = reserve(&mut engineer, TUESDAY).await;
    let page = engineer.get(&format!("{free}/cancel")).await;
    // It is Monday, 8:00; until Monday, 10:00, it is free.
    assert!(page.says("Nothing") && page.says("2026-06-01 10:00") && page.says("¥600.00"), "{}", page.html);
    market.set_now(at(1, 11));
    let late = engineer.get(&format!("{free}/cancel")).await.ok();
    assert!(late.says("¥636.00") && late.says("50%"), "{}", late.html);
    let deed = format!("{free}/cancel");
    let mut fields = late.hidden(&deed);
    fields.push(("reason".to_owned(), "The sample broke".to_owned()));
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for _ in 0..2 {
        assert_eq!(engineer.post(&deed, &pairs).await.leads(), free);
    }
    let seen = engineer.get(&free).await.ok();
    assert!(seen.says("cancelled late") && seen.says("The sample broke"), "{}", seen.html);
    assert_eq!(engineer.get(&deed).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_move_is_checked_done_once_and_remembered() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let reservation = reserve(&mut engineer, "date=2026-06-04&from=10:00&until=12:00").await;
    reserve(&mut engineer, "date=2026-06-05&from=10:00&until=12:00").await;
    let form = engineer.get(&reservation).await.ok().link(&format!("{reservation}/move"));
    let slots = engineer.get(&form).await.ok();
    assert!(slots.says("Choose a free start"), "{}", slots.html);
    let taken = engineer.get(&format!("{reservation}/move/check?date=2026-06-05&from=11:00")).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.says("is taken"), "{}", taken.html);
    let near = taken.link(&format!("{reservation}/move/check?date=2026-06-05")).replace("&amp;", "&");
    let check = engineer.get(&near).await.ok();
    assert!(check.says("2026-06-05 12:00–14:00"), "{}", check.html);
    let deed = format!("{reservation}/move");
    for _ in 0..2 {
        assert_eq!(engineer.press(&check, &deed).await.leads(), reservation);
    }
    let seen = engineer.get(&reservation).await.ok();
    assert!(seen.says("Where it was before") && seen.says("2026-06-04 10:00–12:00"), "{}", seen.html);
    assert_eq!(seen.html.matches("2026-06-04 10:00").count(), 1, "moved once: {}", seen.html);
    market.set_now(at(4, 13));
    let mut engineer = market.browser("engineer").await;
    let late = engineer.get(&format!("{reservation}/move/check?date=2026-06-08&from=10:00")).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.says("moving was possible until"), "{}", late.html);
}

#[tokio::test]
async fn who_waits_is_told_and_takes_what_is_kept() {
    let market = Market::ready();
    let taken = market.reserve_for(rival(), Id(71), (4, 9, 18));
    let mut engineer = market.browser("engineer").await;
    let form = format!("/instruments/{INSTRUMENT}/wait");
    let page = engineer.get(&form).await.ok();
    assert!(page.says("You are the first in line"), "{}", page.html);
    let command = page.hidden(&form).into_iter().find(|(name, _)| name == "command").unwrap().1;
    let wanted =
        [("first", "2026-06-04"), ("last", "2026-06-04"), ("hours", "3"), ("command", command.as_str())];
    for _ in 0..2 {
        assert_eq!(engineer.post(&form, &wanted).await.leads(), "/waits");
    }
    let waiting = engineer.get("/waits").await.ok();
    assert!(waiting.says("2026-06-04 to 2026-06-04") && waiting.html.matches("/leave").count() == 1);
    let twice = engineer
        .post(&form, &[wanted[0], wanted[1], wanted[2], ("command", "00000000000000000000000077")])
        .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let key = ReservationKey { home: code("CN-SH"), reservation: taken };
    market.must(rival(), Cancel { at: key, party: Party::Enterprise, reason: String::new() });
    assert!(engineer.get("/desk").await.ok().says("kept for you"));
    let kept = engineer.get("/waits").await.ok();
    assert!(kept.says("is kept for you until 2026-06-01 20:00"), "{}", kept.html);
    let check = engineer.get(&kept.link(&format!("/instruments/{INSTRUMENT}/check"))).await.ok();
    engineer.press(&check, "/reservations").await.leads();
    assert!(engineer.get("/waits").await.ok().says("taken"));
}

#[tokio::test]
async fn instruments_stand_side_by_side_with_what_she_pays() {
    let market = Market::ready();
    let mut other =
        Instrument::new(Id(0x22), PROVIDER, Text::new("Small SEM", "小扫描电镜"), code("CN-310100"));
    other.technique = Some("CHMO:0000073".to_owned());
    market.put(other, 30_000);
    let mut engineer = market.browser("engineer").await;
    let start = engineer.get(&format!("/compare?i={INSTRUMENT}")).await.ok();
    let both =
        engineer.get(&start.link(&format!("/compare?i={INSTRUMENT}&i=")).replace("&amp;", "&")).await.ok();
    // 636.00 less 300.00, and 318.00 less 150.00.
    assert!(both.says("¥336.00") && both.says("¥168.00") && both.says("Small SEM"), "{}", both.html);
    assert_eq!(both.html.matches(">least<").count(), 1);
    let stranger = market.stranger().get(&format!("/compare?i={INSTRUMENT}&i=x&i={INSTRUMENT}")).await.ok();
    assert!(stranger.says("¥636.00") && !stranger.says("¥336.00") && stranger.says("list prices"));
    let answers = "&seat=CN-330100&size=small&sector=manufacturing";
    let described = market.stranger().get(&format!("/compare?i={INSTRUMENT}{answers}")).await.ok();
    assert!(described.says("¥336.00") && !described.says("list prices"), "{}", described.html);
    let both = described.link(&format!("/compare?i={INSTRUMENT}&i="));
    assert!(both.ends_with(answers), "the answers go along: {both}");
    assert_eq!(
        market.stranger().get(&format!("/compare?i=CN-SH.{}", "0".repeat(26))).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(market.stranger().get("/compare").await.ok().says("Nothing to compare yet"));
}

#[tokio::test]
async fn a_statement_holds_every_movement_of_its_month() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    reserve(&mut engineer, TUESDAY).await;
    let page = engineer.get("/wallet/statement?month=2026-06").await.ok();
    assert!(page.says("+¥5,000.00") && page.says("−¥600.00") && page.says("¥4,400.00"), "{}", page.html);
    let before = engineer.get("/wallet/statement?month=2026-05").await.ok();
    assert!(before.says("No voucher in this month"), "{}", before.html);
    let table = engineer.get("/wallet/statement.csv?month=2026-06").await.ok();
    let lines: Vec<&str> = table.html.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[2].contains(",CNY,-600.00,4400.00"), "{lines:?}");
    assert_eq!(
        market.browser("lab-manager").await.get("/wallet/statement").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_feed_is_a_calendar_under_a_secret_address_that_can_be_revoked() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let reservation = reserve(&mut engineer, TUESDAY).await;
    let settings = engineer.get("/calendar").await.ok();
    let made = engineer.press(&settings, "/calendar").await.ok();
    let reloaded = engineer.press(&settings, "/calendar").await.ok();
    let address = made.value_of("address");
    assert_eq!(reloaded.value_of("address"), address);
    let path = address.strip_prefix("https://jiangnan.example").unwrap().to_owned();
    let feed = market.stranger().get(&path).await.ok().html;
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "DTSTART:20260602T020000Z",
        "DTEND:20260602T040000Z",
        "DTSTAMP:20260601T000000Z",
        "STATUS:CONFIRMED",
        "SEQUENCE:0",
        "END:VCALENDAR",
    ] {
        assert!(feed.split("\r\n").any(|found| found == line), "{line} in {feed}");
    }
    assert!(feed.ends_with("END:VCALENDAR\r\n"));
    assert!(feed.split("\r\n").all(|line| line.len() <= 75), "{feed}");
    let unfolded = feed.replace("\r\n ", "");
    assert!(unfolded.contains(&format!("UID:{}@jiangnan", reservation.rsplit('/').next().unwrap())));
    assert!(unfolded.contains("SUMMARY:Scanning electron microscope (reserved)"), "{feed}");
    for name in ["The engineer", "The lab-manager", "Organisation 11"] {
        assert!(!unfolded.contains(name), "{name} in {feed}");
    }
    market.must(
        engineer_of(),
        Cancel {
            at: ReservationKey {
                home: code("CN-SH"),
                reservation: reservation.rsplit('.').next().unwrap().parse().unwrap(),
            },
            party: Party::Enterprise,
            reason: String::new(),
        },
    );
    assert!(market.stranger().get(&path).await.ok().says("STATUS:CANCELLED"));
    engineer.post("/calendar/close", &[]).await.leads();
    engineer.post("/calendar/close", &[]).await.leads();
    assert_eq!(market.stranger().get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(market.stranger().get("/calendar").await.status, StatusCode::SEE_OTHER);
    assert_eq!(market.browser("officer").await.get("/calendar").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_series_is_called_off_as_a_whole_with_what_it_costs() {
    let market = Market::ready();
    let mut engineer = market.browser("engineer").await;
    let check = engineer.get(&format!("/instruments/{INSTRUMENT}/series/check?{TUESDAY}&weeks=3")).await.ok();
    let done = engineer.press(&check, "/series").await.leads();
    let path = format!("{done}/cancel");
    assert_eq!(engineer.get(&done).await.ok().link(&path), path);
    let page = engineer.get(&path).await.ok();
    assert!(page.says("3 weeks can still be cancelled") && page.says("Cancel 3 weeks<"), "{}", page.html);
    // The free time of the first week passes between the page and the press: it is asked again.
    market.set_now(at(1, 11));
    assert_eq!(engineer.press(&page, &path).await.status, StatusCode::CONFLICT);
    let page = engineer.get(&path).await.ok();
    assert!(page.says("Cancel 3 weeks, owe ¥636.00"), "{}", page.html);
    for _ in 0..2 {
        assert_eq!(engineer.press(&page, &path).await.leads(), done);
    }
    assert_eq!(engineer.get(&path).await.status, StatusCode::CONFLICT);
    let stranger = market.signed_in(rival(), "token-of-the-rival").get(&path).await;
    assert_ne!(stranger.status, StatusCode::OK);
}

#[tokio::test]
async fn hits_are_ticked_and_compared_without_a_script() {
    let market = Market::ready();
    let mut names = vec![INSTRUMENT.to_owned()];
    for number in 2..=5_u128 {
        let name = Text::new(format!("Microscope {number}"), format!("显微镜{number}"));
        market.put(Instrument::new(Id(1_000 + number), PROVIDER, name, code("CN-310100")), 50_000);
        names.push(format!("CN-SH.{}", Id(1_000 + number)));
    }
    let mut engineer = market.browser("engineer").await;
    let hits = engineer.get("/instruments").await.ok();
    let boxes = hits.html.matches("name=\"i\"").count();
    assert!(boxes == 5 && hits.says("action=\"/compare\"") && hits.says("form=\"compare\""), "{}", hits.html);
    let query =
        |count: usize| names[..count].iter().map(|name| format!("i={name}")).collect::<Vec<_>>().join("&");
    let two = engineer.get(&format!("/compare?{}", query(2))).await.ok();
    assert!(two.says("Microscope 2") && !two.says("Tick") && !two.says("Four fit"), "{}", two.html);
    assert!(engineer.get(&format!("/compare?{}", query(1))).await.ok().says("One alone cannot be compared"));
    let five = engineer.get(&format!("/compare?{}", query(5))).await.ok();
    assert!(five.says("Four fit side by side") && five.says("Microscope 4") && !five.says("Microscope 5"));
}
