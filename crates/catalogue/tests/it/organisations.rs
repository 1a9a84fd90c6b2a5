//! Identifiers with their check digits, and who owns whom.

use jiangnan_catalogue::{
    Admission, EnterpriseProfile, IdentifierError, Organisation, OrganisationIdentifier, OrganisationKind,
    Profile, ProviderProfile, Ror, UnifiedCode,
};
use jiangnan_kernel::{Id, Text};
use jiangnan_scheme::{ProviderKind, Size};
use proptest::prelude::*;

/// Public codes of real organisations (annual reports and the ROR registry).
const UNIFIED: [&str; 6] = [
    "91350100M000100Y43",
    "91440300708461136T",
    "91330100799655058B",
    "12100000470095016Q",
    "914403001922038216",
    "9144030071526726XG",
];
const RORS: [&str; 7] =
    ["02aj13c28", "02wn5qz54", "0220qvk04", "013q1eq08", "00a2xv884", "03cve4549", "052gg0110"];

#[test]
fn public_codes_hold_both_checks() {
    for text in UNIFIED {
        let code: UnifiedCode = text.parse().unwrap();
        assert_eq!(code.as_str(), text);
        assert_eq!(UnifiedCode::compose(&text[..2], &text[2..8], &text[8..16]).unwrap(), code);
        assert_eq!(text.to_lowercase().parse::<UnifiedCode>().unwrap(), code);
        assert_eq!(text.parse(), Ok(OrganisationIdentifier::UnifiedCode(code)));
    }
    for text in RORS {
        let ror: Ror = text.parse().unwrap();
        assert_eq!(ror.url().parse::<Ror>().unwrap(), ror);
        assert_eq!(ror.url().parse(), Ok(OrganisationIdentifier::Ror(ror)));
    }
}

#[test]
fn every_single_mistyped_character_is_found() {
    for (alphabet, codes) in
        [("0123456789ABCDEFGHJKLMNPQRTUWXY", &UNIFIED[..]), ("0123456789abcdefghjkmnpqrstvwxyz", &RORS[..])]
    {
        for code in codes {
            for (index, right) in code.char_indices() {
                for wrong in alphabet.chars().filter(|&wrong| wrong != right) {
                    let mut text = (*code).to_owned();
                    text.replace_range(index..=index, &wrong.to_string());
                    assert!(text.parse::<OrganisationIdentifier>().is_err(), "{text}");
                }
            }
        }
    }
}

#[test]
fn the_message_names_the_check_that_fails() {
    let error = |text: &str| text.parse::<UnifiedCode>().unwrap_err();
    assert!(matches!(error("91350100M000100Y4"), IdentifierError::UnifiedLength(_, 17)));
    assert!(matches!(error("9135O100M000100Y43"), IdentifierError::Character { position: 5, .. }));
    assert!(matches!(
        error("91350100M000101Y43"),
        IdentifierError::OrganisationCheck { found: '4', expected: '0', .. }
    ));
    assert!(matches!(error("91350100M000100Y44"), IdentifierError::UnifiedCheck { expected: '3', .. }));
    assert_eq!(
        "02aj13c29".parse::<Ror>().unwrap_err().to_string(),
        "`02aj13c29` ends with 29, its check digits are 28: look for a mistyped character"
    );
}

#[test]
fn an_organisation_survives_storage_and_knows_its_owner() {
    let organisation = |id, controller, profile| Organisation {
        id: Id(id),
        name: Text::new("Example", "示例"),
        place: "CN-330100".parse().unwrap(),
        identifier: UNIFIED[0].parse().ok(),
        controller,
        founded_on: None,
        profile,
    };
    let small = EnterpriseProfile { size: Some(Size::Small), ..EnterpriseProfile::default() };
    let daughter = organisation(1, Some(Id(9)), Profile::Enterprise(small));
    let admitted = vec![Admission {
        by: "CN-ZJ".parse().unwrap(),
        from: "2026-01-01".parse().unwrap(),
        until: Some("2026-12-31".parse().unwrap()),
    }];
    let lab = ProviderProfile { admitted, ..ProviderProfile::new(ProviderKind::Company) };
    let sister = organisation(2, Some(Id(9)), Profile::Provider(lab));
    let stranger = organisation(3, None, Profile::Government);
    let mother = organisation(9, None, Profile::Government);
    assert!(daughter.is_related_to(&sister) && sister.is_related_to(&mother));
    assert!(!daughter.is_related_to(&stranger));
    assert_eq!(daughter.kind(), OrganisationKind::Enterprise);
    assert_eq!(daughter.enterprise().unwrap().size, Some(Size::Small));
    let lab = sister.provider().unwrap();
    let on = |by: &str, date: &str| lab.admission(by.parse().unwrap(), date.parse().unwrap()).is_some();
    assert!(on("CN-ZJ", "2026-12-31") && !on("CN-ZJ", "2027-01-01") && !on("CN-SH", "2026-06-01"));
    for value in [daughter, sister, stranger] {
        let body = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<Organisation>(&body).unwrap(), value, "{body}");
        assert!(serde_json::from_str::<Organisation>(&body.replace("Y43", "Y44")).is_err());
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,30}") {
        let _ = text.parse::<OrganisationIdentifier>();
        let _ = text.parse::<UnifiedCode>();
        let _ = text.parse::<Ror>();
        let _ = UnifiedCode::compose("91", "330100", &text);
    }

    #[test]
    fn what_is_composed_is_read(body in "[0-9A-HJ-NP-RTUWXY]{8}", office in 100_000u32..999_999) {
        let code = UnifiedCode::compose("91", &office.to_string(), &body).unwrap();
        prop_assert_eq!(code.as_str().parse::<UnifiedCode>(), Ok(code));
    }
}
