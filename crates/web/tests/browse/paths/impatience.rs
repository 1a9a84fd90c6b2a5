//! A double click, a reload, a way back: nothing is booked twice; and a time that was lost has neighbours.

use jiangnan_exchange::Actor;
use jiangnan_exchange::case::reserve::{Particulars, Reserve};
use jiangnan_kernel::{Id, Interval};
use jiangnan_scheme::Service;
use jiangnan_store::entity::people::Role;

use super::{Stage, engineer};
use crate::driver::Scripts;
use crate::market::{INSTRUMENT, RIVAL, at, code};

const DEED: &str = "form[action='/reservations'] button";

#[test]
fn a_double_click_a_reload_and_a_way_back_book_once() {
    let Some(stage) = Stage::set(Scripts::On, "en") else { return };
    let tab = &stage.tab;
    stage.becomes("engineer");
    stage.goes(&format!("/instruments/{INSTRUMENT}/reserve"));
    engineer::fill_the_form(&stage);
    tab.double_click(DEED);
    tab.arrives("/done");
    assert_eq!(stage.market.reservations(), 1, "after a double click");
    let events = stage.market.events();
    tab.reload();
    tab.sees("¥672.00");
    assert_eq!((stage.market.reservations(), stage.market.events()), (1, events), "after a reload");
    tab.back();
    tab.arrives("/check?");
    // The browser may show the page as it was: the button sends the same command once more.
    if tab.has(DEED) {
        tab.find(DEED).click();
        tab.arrives("/done");
    }
    assert_eq!((stage.market.reservations(), stage.market.events()), (1, events), "after a way back");
}

#[test]
fn a_time_lost_between_look_and_deed_comes_with_its_neighbours() {
    let Some(stage) = Stage::set(Scripts::Off, "zh-CN") else { return };
    let tab = &stage.tab;
    stage.becomes("engineer");
    stage.goes(&format!("/instruments/{INSTRUMENT}/reserve"));
    engineer::fill_the_form(&stage);
    somebody_is_faster(&stage);
    tab.find(DEED).click();
    tab.find(".message.bad .neighbours a").click();
    tab.arrives("/reserve?");
    assert!(!tab.has(".message.bad"));
    tab.find("form[action$='/check'] button").click();
    tab.find(DEED).click();
    tab.arrives("/done");
    assert_eq!(stage.market.reservations(), 2);
}

fn somebody_is_faster(stage: &Stage) {
    let (_, listing) = INSTRUMENT.split_once('.').unwrap();
    let rival = Actor { person: Id(109), home: code("CN-ZJ"), role: Role::Engineer, organisation: RIVAL };
    let reserve = Reserve {
        reservation: Id(71),
        home: code("CN-SH"),
        listing: listing.parse().unwrap(),
        enterprise_home: code("CN-ZJ"),
        enterprise: RIVAL,
        interval: Interval::new(at(2, 10), at(2, 12)).unwrap(),
        samples: 0,
        service: Service::InstrumentTime,
        agreed_minor: None,
        how: Particulars::default(),
    };
    stage.market.must(rival, reserve);
}
