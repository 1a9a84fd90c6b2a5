//! Where people are reached: an address that was shown to be theirs, and what they chose.

use jiangnan_exchange::case::contact::{
    CODE_TRIES_MAX, ChooseNotices, CodeAnswer, ConfirmAddress, ForgetAddress, GiveAddress, secret_hash,
};
use jiangnan_exchange::case::staff::SuspendPerson;
use jiangnan_exchange::{Failure, Refusal};
use jiangnan_kernel::Id;
use jiangnan_store::entity::notice::{Choices, ContactRow, Ways};
use jiangnan_store::entity::notice_kind::NoticeKind;
use jiangnan_store::entity::people::Role;
use jiangnan_store::{Query, list};

use crate::market::*;
use crate::notices::{address, kinds, mails, peopled};

#[test]
fn a_person_chooses_by_which_way_to_be_told() {
    let market = peopled();
    address(&market, "CN-SH", 102, "en");
    let silent = Choices([(NoticeKind::ReservationMade, Ways { page: false, mail: false })].into());
    let choose = |choices| ChooseNotices { person: Id(102), language: "zh-CN".to_owned(), choices };
    market.must(lab_manager(), choose(silent));
    market.must(engineer(), market.reserve(1, span(4, 9, 11)));
    assert_eq!((kinds(&market, "CN-SH", 102).len(), mails(&market).len()), (0, 0));
    let by_mail = Choices([(NoticeKind::ReservationMade, Ways { page: false, mail: true })].into());
    market.must(lab_manager(), choose(by_mail));
    market.must(engineer(), market.reserve(2, span(5, 9, 11)));
    assert_eq!((kinds(&market, "CN-SH", 102).len(), mails(&market).len()), (0, 1));
    assert_eq!(mails(&market)[0].language, "zh-CN");
    let stranger = market.run(engineer(), choose(Choices::default())).unwrap_err();
    assert!(matches!(stranger, Failure::Refused(Refusal::NotFound { .. })));
    // Whose way in is taken gets no mail either.
    market.must(
        actor(Role::Operator, "CN-SH", Id(0), 1),
        SuspendPerson { home: code("CN-SH"), person: Id(102) },
    );
    market.must(engineer(), market.reserve(3, span(8, 9, 11)));
    assert_eq!(mails(&market).len(), 1);
}

#[test]
fn nothing_is_sent_to_an_address_before_its_code_came_back() {
    let market = peopled();
    market.must(lab_manager(), GiveAddress::of("xu@example.com", "123456", "en"));
    market.must(engineer(), market.reserve(1, span(4, 9, 11)));
    let waiting = mails(&market);
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].kind, waiting[0].body.reason.as_str()), (NoticeKind::ConfirmAddress, "123456"));
    let try_code = |code: &str| market.must(lab_manager(), ConfirmAddress { code_hash: secret_hash(code) });
    assert_eq!(try_code("654321"), CodeAnswer::Wrong);
    assert_eq!(try_code("123456"), CodeAnswer::Right);
    assert_eq!(try_code("123456"), CodeAnswer::Right);
    market.must(engineer(), market.reserve(2, span(5, 9, 11)));
    assert_eq!(mails(&market).len(), 2);
    market.must(lab_manager(), ForgetAddress { person: Id(102) });
    market.must(engineer(), market.reserve(3, span(8, 9, 11)));
    assert_eq!(mails(&market).len(), 2);
    // No address and no code stands in the chain of events.
    let reader = market.exchange.reader().unwrap();
    let events = list::events_of_kind(
        &reader,
        "give-address",
        jiangnan_exchange::account::id_of(&secret_hash("xu@example.com")),
    )
    .unwrap();
    assert!(!events[0].body.contains("xu@") && !events[0].body.contains("123456"), "{}", events[0].body);
}

#[test]
fn a_code_cannot_be_found_by_trying() {
    let market = peopled();
    market.must(lab_manager(), GiveAddress::of("xu@example.com", "123456", "en"));
    let try_code = |code: &str| market.must(lab_manager(), ConfirmAddress { code_hash: secret_hash(code) });
    for number in 0..CODE_TRIES_MAX {
        assert_eq!(try_code(&format!("{number}")), CodeAnswer::Wrong);
    }
    assert_eq!(try_code("123456"), CodeAnswer::Over);
    market.must(lab_manager(), GiveAddress::of("xu@example.com", "222222", "en"));
    market.set_now(at(1, 9).plus_seconds(1));
    assert_eq!(try_code("222222"), CodeAnswer::Over);
    for wrong in ["xu", "xu@host", "@example.com", "xu@exa mple.com", "xu@example.com\r\nBcc: a@b.c"] {
        let refused = market.run(lab_manager(), GiveAddress::of(wrong, "1", "en")).unwrap_err();
        assert!(matches!(refused, Failure::Refused(Refusal::Invalid { field: "address", .. })), "{wrong}");
    }
    let contact: ContactRow =
        market.exchange.reader().unwrap().find(&(code("CN-SH"), Id(102))).unwrap().unwrap();
    assert!(!contact.confirmed);
}
