//! The lab manager's desk, by forms alone: importing with a preview, hours and outages, rules and exceptions,
//! the calendar, utilisation, payouts, experts.

use axum::http::StatusCode;
use jiangnan_kernel::Id;

use crate::market::{Browser, INSTRUMENT, Market, at, rival};

const FILE: &str = "name,model,place,price,price_unit,currency,tariff_from,opening\n\
    XRD,D8,CN-310100,300,hour,CNY,2026-01-01,Mon-Fri 09:00-17:00\n\
    ,X1,CN-310100,300,hour,CNY,2026-01-01,\n\
    NMR,AVANCE,CN-310100,much,hour,CNY,2026-01-01,\n\
    SEM far,S1,CN-330100,300,hour,CNY,2026-01-01,\n";

fn listing(path: &str) -> String {
    format!("/provider/instruments/{INSTRUMENT}{path}")
}

#[tokio::test]
async fn an_import_is_looked_at_before_it_is_written() {
    let market = Market::ready();
    let mut manager = market.browser("lab-manager").await;
    let form = "/provider/instruments/import";
    assert!(manager.get(form).await.ok().says("Find out from the header"));
    let none = manager.post_files(form, &[("mapping", "")], &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let picture = manager.post_files(form, &[], &[("file", "a.csv", "%PDF-1.7")]).await;
    assert_eq!(picture.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(picture.says("neither CSV, XLSX nor JSON"), "{}", picture.html);
    let path =
        manager.post_files(form, &[("mapping", "jiangnan")], &[("file", "cat.csv", FILE)]).await.leads();
    let preview = manager.get(&path).await.ok();
    for text in [
        "Write 1 instrument",
        "The instrument has no name: write one.",
        "`much`",
        "stands in `CN-330100`",
        ">4 · price</span>",
    ] {
        assert!(preview.says(text), "{text}: {}", preview.html);
    }
    assert!(!manager.get("/provider/instruments").await.ok().says("XRD"), "nothing is written before");
    let action = path.split('?').next().unwrap().to_owned();
    let done = manager.press(&preview, &action).await.leads();
    assert!(manager.get(&done).await.ok().says("1 instrument was written"));
    let events = market.events();
    let twice = manager.press(&preview, &action).await.leads();
    assert!(manager.get(&twice).await.ok().says("There is nothing to write"));
    assert_eq!(market.events(), events, "a second press writes nothing");
    assert!(manager.get("/provider/instruments").await.ok().says("XRD"));
    let dearer = FILE.replace("CN-310100,300,hour", "CN-310100,320,hour");
    let path =
        manager.post_files(form, &[("mapping", "jiangnan")], &[("file", "cat.csv", &dearer)]).await.leads();
    let changed = manager.get(&path).await.ok();
    assert!(changed.says("Write 1 instrument") && changed.says(">price</span>"), "{}", changed.html);
    assert_eq!(market.browser("engineer").await.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_long_import_is_summed_up_and_all_of_it_is_written() {
    let market = Market::ready();
    let mut manager = market.browser("lab-manager").await;
    let form = "/provider/instruments/import";
    let rows: String =
        (2..=204).map(|line| format!("SEM {line},S{line},300,hour,CNY,2026-01-01\n")).collect();
    let file = format!("name,model,price,price_unit,currency,tariff_from\n{rows}");
    let path =
        manager.post_files(form, &[("mapping", "jiangnan")], &[("file", "cat.csv", &file)]).await.leads();
    let preview = manager.get(&path).await.ok();
    assert!(preview.says("Write 203 instruments"), "{}", preview.html);
    assert!(preview.says("SEM 201") && !preview.says("SEM 202") && preview.says("and 3 more"));
    // What was guessed alike for all of them is told once.
    assert_eq!(preview.html.matches("No known place is named").count(), 1);
    assert!(preview.says("2–204"));
    let action = path.split('?').next().unwrap().to_owned();
    let done = manager.press(&preview, &action).await.leads();
    assert!(manager.get(&done).await.ok().says("203 instruments were written"));
}

#[tokio::test]
async fn hours_and_outages_are_edited_in_forms() {
    let market = Market::ready();
    let mut manager = market.browser("lab-manager").await;
    market.reserve_for(rival(), Id(71), (4, 10, 12));
    let hub = manager.get(&listing("")).await.ok();
    let hours = manager.get(&hub.link(&listing("/hours"))).await.ok();
    assert_eq!(hours.value_of("mon"), "09:00-18:00");
    let wrong = manager.post(&listing("/hours"), &[("mon", "18:00-09:00")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("`18:00-09:00` are not hours"));
    let set = [("mon", "09:00-12:00, 13:00-17:00"), ("closed", "2026-06-08")];
    assert_eq!(manager.post(&listing("/hours"), &set).await.leads(), listing(""));
    assert!(manager.get(&listing("")).await.ok().says("closed on 1 day to come"));
    let outage = [
        ("from_date", "2026-06-04"),
        ("from_time", "08:00"),
        ("until_date", "2026-06-04"),
        ("until_time", "18:00"),
        ("reason", "Filament"),
    ];
    for _ in 0..2 {
        assert_eq!(manager.post(&listing("/outages"), &outage).await.leads(), listing("/outages"));
    }
    let entered = manager.get(&listing("/outages")).await.ok();
    assert!(entered.says("Filament") && entered.says("meets 1 reservation"), "{}", entered.html);
    assert!(manager.get("/provider").await.ok().says("1 reservation falls into an outage"));
    let empty = manager.post(&listing("/outages"), &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let remove = listing("/outages/remove");
    for _ in 0..2 {
        assert_eq!(manager.press(&entered, &remove).await.leads(), listing("/outages"));
    }
    assert!(manager.get(&listing("/outages")).await.ok().says("No outage is planned"));
    assert_eq!(market.browser("engineer").await.get(&listing("/hours")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_exception_is_asked_for_listed_and_waived_with_a_reason() {
    let market = Market::ready();
    let mut manager = market.browser("lab-manager").await;
    let rules = manager.get(&listing("/rules")).await.ok();
    let mut fields = rules.values_of(&listing("/rules"));
    fields.retain(|(name, _)| name != "exceptions");
    fields.push(("exceptions".to_owned(), "yes".to_owned()));
    let pairs: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(manager.post(&listing("/rules"), &pairs).await.leads(), listing(""));
    let mut engineer = market.browser("engineer").await;
    let path = format!("/instruments/{INSTRUMENT}/check?date=2026-06-04&from=16:00&until=20:00&samples=");
    let refused = engineer.get(&path).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Ask for an exception"), "{}", refused.html);
    let check = engineer.get(&format!("{path}&exception=The+batch+takes+four+hours")).await.ok();
    assert!(check.says("The batch takes four hours"), "{}", check.html);
    engineer.press(&check, "/reservations").await.leads();
    let requests = manager.get("/provider/requests").await.ok();
    assert!(requests.says("outside the opening hours") && requests.says("The batch takes four hours"));
    let waive = requests.link("/provider/requests/");
    let silent = manager.post(&waive, &[("waiver", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.says("Write why you approve it"), "{}", silent.html);
    manager.post(&waive, &[("waiver", "The night shift is there")]).await.leads();
    let list = engineer.get("/reservations").await.ok();
    let seen = engineer.get(&list.link("/reservations/CN-SH")).await.ok();
    assert!(seen.says("The night shift is there"), "{}", seen.html);
}

#[tokio::test]
async fn the_calendar_shows_week_and_month_and_the_chart_its_hours() {
    let market = Market::ready();
    let mut manager = market.browser("lab-manager").await;
    market.reserve_for(rival(), Id(71), (4, 10, 12));
    let week = manager.get("/provider/calendar?view=week&day=2026-06-03").await.ok();
    assert!(week.says("10:00–12:00") && week.says("Organisation 12"), "{}", week.html);
    let month = manager.get("/provider/calendar?view=month&day=2026-06-20").await.ok();
    assert!(month.says("10:00–12:00"), "{}", month.html);
    let other = manager.get("/provider/calendar?view=week&day=2026-06-10").await.ok();
    assert!(other.says("Nothing in these days"));
    let odd = manager.get("/provider/calendar?view=x&day=9999-12-31&listing=y").await;
    assert_eq!(odd.status, StatusCode::OK);
    let used = manager.get("/provider/utilisation?month=2026-06").await.ok();
    // June 2026 has 22 workdays of nine hours.
    assert!(used.says(">198.0<") && used.says(">2.0<") && used.says("1.0%"), "{}", used.html);
    let table = manager.get("/provider/utilisation.csv?month=2026-06").await.ok();
    assert!(table.html.contains(",198.0,2.0,0.0,1,1.01"), "{}", table.html);
    assert!(manager.get("/provider/payouts").await.ok().says("No payment yet"));
    for path in ["/provider/calendar", "/provider/utilisation", "/provider/payouts", "/provider"] {
        assert_eq!(market.browser("engineer").await.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

async fn publish(manager: &mut Browser, until: &str) -> String {
    let form = manager.get("/provider/experts/new").await.ok();
    let command = form.hidden("/provider/experts/new").remove(0).1;
    let profile = [
        ("command", command.as_str()),
        ("role_en", "Corrosion engineer"),
        ("technique", "scanning electron microscopy"),
        ("also", "transmission electron microscopy、SEM"),
        ("place", "CN-310100"),
        ("travels", "CN-ZJ"),
        ("consent_from", "2026-06-01"),
        ("consent_until", until),
        ("price", "800"),
        ("tax", "6"),
        ("price_from", "2026-01-01"),
    ];
    let unknown = profile
        .map(|(name, value)| (name, if name == "also" { "Raman spectroscopy, alchemy" } else { value }));
    let wrong = manager.post("/provider/experts/new", &unknown).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("`alchemy` is not a technique"), "{}", wrong.html);
    let hours = manager.post("/provider/experts/new", &profile).await.leads();
    assert_eq!(manager.post("/provider/experts/new", &profile).await.leads(), hours, "twice is once");
    manager.post(&hours, &[("sat", "09:00-17:00"), ("sun", "09:00-17:00")]).await.leads();
    hours.strip_suffix("/hours").unwrap().rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_expert_is_published_found_and_booked_where_she_travels() {
    let market = Market::ready();
    let mut manager = market.browser("lab-manager").await;
    let wrong = manager.post("/provider/experts/new", &[("role_en", "x"), ("tax", "much")]).await;
    let unknown = manager.post("/provider/experts/new", &[("role_en", "x"), ("also", "TEM, alchemy")]).await;
    assert!(
        unknown.status == StatusCode::UNPROCESSABLE_ENTITY && !unknown.says("`alchemy`"),
        "other fields first"
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let expert = publish(&mut manager, "2026-06-30").await;
    assert!(manager.get("/provider/instruments").await.ok().says("Corrosion engineer"));
    let mut engineer = market.browser("engineer").await;
    let page = engineer.get(&format!("/instruments/{expert}")).await.ok();
    assert!(
        page.says("Corrosion engineer")
            && page.says("transmission electron microscopy")
            && page.says("2026-06-30"),
        "{}",
        page.html
    );
    let saturday = "date=2026-06-06&from=10:00&until=12:00&samples=";
    let form = engineer.get(&format!("/instruments/{expert}/reserve?{saturday}")).await.ok();
    assert!(form.says("Where is the work done?"), "{}", form.html);
    let check = engineer.get(&format!("/instruments/{expert}/check?{saturday}&work_at=CN-330100")).await.ok();
    // Two hours at 800.00 and 6 % tax, less half of the price without tax.
    assert!(check.says("¥896.00"), "{}", check.html);
    engineer.press(&check, "/reservations").await.leads();
    let change = [
        ("command", "00000000000000000000000099"),
        ("role_en", "Corrosion engineer"),
        ("place", "CN-310100"),
        ("consent_from", "2026-06-01"),
        ("consent_until", "2026-06-10"),
        ("price", "800"),
        ("tax", "6"),
        ("price_from", "2026-01-01"),
    ];
    manager.post(&format!("/provider/experts/{expert}"), &change).await.leads();
    let later = saturday.replace("06-06", "06-13");
    let refused = engineer.get(&format!("/instruments/{expert}/check?{later}")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("2026-06-10"), "{}", refused.html);
    market.set_now(at(1, 9));
    let far = engineer.get(&format!("/instruments/{expert}/check?{saturday}&work_at=CN-330100")).await;
    assert_eq!(far.status, StatusCode::UNPROCESSABLE_ENTITY);
}
