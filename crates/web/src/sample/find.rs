//! Start, sign-in, search, instrument, errors.

use jiangnan_kernel::{Rate, Text};
use jiff::civil::time;

use super::{Rendered, SCHEME, SEM, SHANGHAI, at, cny, day, frame, key, person, rendered, text};
use crate::form::{Input, SearchQuery, SignInForm};
use crate::frame::{Frame, Role};
use crate::locale::Locale;
use crate::page::{AboutPage, ErrorPage, InstrumentPage, SearchPage, SignInPage, StartPage};
use crate::view::asker::PricedFor;
use crate::view::error::{ErrorView, Fault};
use crate::view::find::{
    Empty, ExpertFacts, Facet, FacetValue, Flag, Hit, HitMap, InstrumentBrief, InstrumentView, MapCity,
    Offer, Search, SlotRow, SlotState, SlotWeek, TariffLine, Unit,
};
use crate::view::quote::{Cap, Clause, Limit, PaymentMode, PriceLine, Quote, Refusal, SubsidyLine};
use crate::view::start::{About, Border, Card, Outcome, SignIn, Size, Start};

pub(super) fn pages(l: Locale) -> Vec<Rendered> {
    let engineer = Some(Role::Engineer);
    let mut pages = vec![
        rendered("start", &StartPage { l, frame: frame("/", None), v: start() }),
        rendered("about", &AboutPage { l, frame: frame("/about", None), v: About }),
        rendered("sign-in", &SignInPage { l, frame: frame("/sign-in", None), v: sign_in() }),
        rendered("sign-in-wrong", &SignInPage { l, frame: wrong_stranger(), v: refused() }),
        rendered("search", &SearchPage { l, frame: frame("/instruments?q=SEM", engineer), v: search() }),
        rendered("search-signed-out", &SearchPage { l, frame: frame("/instruments", None), v: signed_out() }),
        rendered("search-none", &SearchPage { l, frame: frame("/instruments", engineer), v: nothing() }),
        rendered(
            "instrument",
            &InstrumentPage { l, frame: frame("/instruments/x", engineer), v: instrument() },
        ),
        rendered(
            "instrument-signed-out",
            &InstrumentPage { l, frame: frame("/instruments/x", None), v: full() },
        ),
    ];
    pages.extend(faults(l));
    pages
}

fn wrong_stranger() -> Frame {
    Frame { wrong: true, ..frame("/sign-in", None) }
}

fn start() -> Start {
    let outcome = |cross_border_bp, claims, subsidy, own_part| Outcome {
        cross_border_bp,
        claims,
        subsidy: cny(subsidy),
        own_part: cny(own_part),
    };
    Start {
        group: Text::new("Yangtze River Delta", "长三角"),
        size: Size { instruments: 2_000, providers: 40, enterprises: 3_000, cities: 41 },
        border: Some(Border {
            period: "2026-Q3".into(),
            closed: outcome(0, 1_204, 2_816_400, 4_105_900),
            open: outcome(4_126, 2_187, 6_031_200, 5_298_700),
        }),
        people: cards(),
    }
}

fn cards() -> Vec<Card> {
    let card = |role| {
        let person = person(role);
        let id = person.name.en.to_lowercase().replace(' ', "-");
        Card { id, name: person.name, organisation: person.organisation, role }
    };
    Role::ALL.into_iter().map(card).collect()
}

fn sign_in() -> SignIn {
    SignIn { people: cards(), form: SignInForm::default(), back: "/instruments".into() }
}

pub(super) fn refused() -> SignIn {
    SignIn { people: Vec::new(), form: SignInForm::refused("chen.lan"), ..sign_in() }
}

fn search() -> Search {
    let pairs =
        [("q", "SEM"), ("technique", "CHMO:0000073"), ("price", "500"), ("external", "1"), ("page", "2")];
    Search {
        query: SearchQuery::parse(&Input::of_pairs(pairs)),
        total: 1_248,
        pages: 63,
        hits: hits(),
        facets: facets(),
        priced_for: PricedFor::Enterprise(text(super::ENTERPRISE)),
        flags: flags(),
        free_count: None,
        map: map(),
        asker: None,
        corrected: None,
        empty: None,
        instead: Vec::new(),
    }
}

fn map() -> HitMap {
    let city = |name, path: &str, (x, y), radius, count| MapCity {
        name: text(name),
        path: path.to_owned(),
        x,
        y,
        radius,
        count,
        chosen: false,
        href: "/instruments?place=CN-310100".to_owned(),
    };
    let cities = vec![
        city(SHANGHAI, "M300 180l20 -10l15 25l-30 12z", (315, 188), 17, 520),
        city(("Hangzhou", "杭州市"), "M210 220l40 -15l10 40l-45 10z", (235, 232), 12, 240),
        city(("Huangshan", "黄山市"), "M120 240l40 0l0 30z", (140, 250), 0, 0),
    ];
    HitMap { width: 420, height: 480, cities }
}

fn flags() -> Vec<Flag> {
    vec![Flag { name: "external", key: "facet-external", count: 1_201, chosen: true }]
}

fn signed_out() -> Search {
    let hits =
        hits().into_iter().map(|hit| Hit { offer: Offer::Unknown, distance_km: None, ..hit }).collect();
    let query = SearchQuery::parse(&Input::of_pairs([("seat", "CN-330100"), ("free", "2026-11-27")]));
    let (asker, free_count) = (Some(super::asker::asker()), Some(3));
    Search {
        query,
        hits,
        priced_for: PricedFor::Described,
        asker,
        free_count,
        pages: 1,
        total: 4,
        ..search()
    }
}

fn nothing() -> Search {
    let query = SearchQuery { q: "<b>穆斯堡尔</b> & \"x\"".into(), page: 1, ..SearchQuery::default() };
    let instead = vec!["SEM".into(), "扫描电镜".into()];
    let empty = Some(Empty::Words);
    let (hits, facets, flags) = (Vec::new(), Vec::new(), Vec::new());
    let map = HitMap::default();
    Search { query, total: 0, pages: 0, hits, facets, flags, map, empty, instead, ..search() }
}

fn hits() -> Vec<Hit> {
    let hit = |number, name, model: &str, provider, city, km, price, offer| Hit {
        id: key(number),
        name: text(name),
        model: model.into(),
        techniques: Vec::new(),
        provider: text(provider),
        city: text(city),
        distance_km: Some(km),
        price: cny(price),
        unit: Unit::Hour,
        offer,
        next_free: (number != 3).then(|| at(25, 9, 0)),
    };
    let paid = |own| Offer::Subsidised { own_part: cny(own), scheme: text(SCHEME) };
    let full =
        Offer::Full { reason: Text::new("provider outside Zhejiang", "服务机构不在浙江省内") };
    let nanjing = (("Nanjing University", "南京大学"), ("Nanjing", "南京市"));
    let zhejiang = (("Zhejiang University", "浙江大学"), ("Hangzhou", "杭州市"));
    let fib = ("Focused ion beam and electron beam microscope", "聚焦离子束双束电镜");
    vec![
        hit(1, SEM, "ZEISS Gemini 300", super::PROVIDER, SHANGHAI, 164, 480, paid(240)),
        hit(2, SEM, "Hitachi Regulus 8100", zhejiang.0, zhejiang.1, 12, 620, paid(310)),
        hit(3, SEM, "TESCAN MIRA", nanjing.0, nanjing.1, 236, 450, full),
        Hit {
            techniques: vec![(
                "CHMO:0000080".into(),
                Text::new("transmission electron microscopy", "透射电子显微术"),
            )],
            ..hit(
                4,
                fib,
                "Thermo Fisher Scientific Helios 5",
                super::PROVIDER,
                SHANGHAI,
                164,
                1_600,
                paid(900),
            )
        },
    ]
}

fn facets() -> Vec<Facet> {
    let value = |code: &str, label, count, chosen| FacetValue {
        code: code.into(),
        label: text(label),
        count,
        chosen,
    };
    let techniques = vec![
        value("CHMO:0000073", ("scanning electron microscopy", "扫描电子显微术"), 812, true),
        value("CHMO:0000080", ("transmission electron microscopy", "透射电子显微术"), 301, false),
        value("JN:001", ("focused ion beam milling", "聚焦离子束加工"), 135, false),
    ];
    let places = vec![
        value("CN-SH", SHANGHAI, 520, false),
        value("CN-JS", ("Jiangsu", "江苏省"), 388, false),
        value("CN-ZJ", ("Zhejiang", "浙江省"), 240, false),
        value("CN-AH", ("Anhui", "安徽省"), 100, false),
    ];
    vec![
        Facet { name: "technique", key: "facet-technique", values: techniques },
        Facet { name: "place", key: "facet-province", values: places },
    ]
}

pub(super) fn brief() -> InstrumentBrief {
    InstrumentBrief {
        id: key(1),
        name: text(SEM),
        model: "ZEISS Gemini 300".into(),
        provider: text(super::PROVIDER),
        city: text(SHANGHAI),
        approval: true,
    }
}

fn instrument() -> InstrumentView {
    let line = |label, price, unit| TariffLine { label: text(label), price: cny(price), unit };
    InstrumentView {
        about: brief(),
        technique: Text::new("scanning electron microscopy", "扫描电子显微术"),
        also: vec![("CHMO:0000080".into(), Text::new("transmission electron microscopy", "透射电子显微术"))],
        class: Text::new("Electron-optical instruments", "电子光学仪器"),
        description: Text::new(
            "Field emission microscope for surfaces and cross-sections, 0.8 nm at 15 kV, with EDS and EBSD.",
            "场发射扫描电镜，可观察表面与断面，15 kV 下分辨率 0.8 nm，配能谱与 EBSD。",
        ),
        identifier: Some("10.21384/jn-sic-0073".into()),
        tariff: vec![
            line(("External users", "外部用户"), 453, Unit::Hour),
            line(("Sample preparation", "制样"), 120, Unit::Sample),
        ],
        tariff_from: jiff::civil::date(2026, 1, 1),
        hours: vec![
            Text::new("Mon–Fri 08:30–17:30", "周一至周五 08:30–17:30"),
            Text::new("Sat 09:00–12:00", "周六 09:00–12:00"),
        ],
        week: week(),
        quote: Some(quote(1)),
        distance_km: Some(164),
        expert: Some(ExpertFacts {
            travels_to: vec![text(SHANGHAI)],
            consent: Some((jiff::civil::date(2026, 1, 1), jiff::civil::date(2026, 12, 31))),
            consents: true,
        }),
    }
}

fn full() -> InstrumentView {
    let mut week = week();
    for cell in week.rows.iter_mut().flat_map(|row| &mut row.cells) {
        if *cell == SlotState::Free {
            *cell = SlotState::Taken;
        }
    }
    InstrumentView { quote: None, week, identifier: None, distance_km: None, ..instrument() }
}

pub(super) fn week() -> SlotWeek {
    use SlotState::{Closed as C, Free as F, Mine as M, Outage as O, Past as P, Taken as T};
    let rows = [
        [P, P, F, F, T, F, C],
        [P, T, F, T, T, F, C],
        [P, T, T, T, F, F, C],
        [P, T, F, F, F, C, C],
        [P, M, F, O, F, C, C],
        [P, M, T, O, F, C, C],
        [P, F, T, O, F, C, C],
        [P, F, F, F, F, C, C],
    ];
    let hours = [9_i8, 10, 11, 13, 14, 15, 16, 17];
    let row =
        |(hour, cells): (i8, [SlotState; 7])| SlotRow { time: time(hour, 0, 0, 0), cells: cells.to_vec() };
    SlotWeek {
        days: (23..=29).map(day).collect(),
        previous: Some(day(16)),
        next: Some(day(30)),
        rows: hours.into_iter().zip(rows).map(row).collect(),
    }
}

/// A quote for so many hours, with a bound cap, a top-up and a refusal.
pub(super) fn quote(hours: i64) -> Quote {
    let clause = |id: &str, en: &str, zh: &str| Clause { id: id.into(), text: Text::new(en, zh) };
    let price = cny(480 * hours);
    let province = SubsidyLine {
        scheme: text(SCHEME),
        clauses: vec![
            clause("7.2", "Providers in the Yangtze River Delta", "服务机构在长三角范围内"),
            clause("11.1", "Half of the price without tax", "按不含税价格的 50% 补贴"),
        ],
        base: cny(453 * hours),
        rate: Rate(5_000),
        amount: cny(200 * hours),
        caps: vec![
            Cap {
                clause: clause("11.2", "per enterprise and year", "每家企业每年"),
                limit: Limit::Money(cny(100_000)),
                left: Limit::Money(cny(200 * hours)),
                bound: true,
            },
            Cap {
                clause: clause("11.3", "per controller and year", "同一实际控制人每年"),
                limit: Limit::Money(cny(300_000)),
                left: Limit::Money(cny(188_400)),
                bound: false,
            },
        ],
    };
    let city = SubsidyLine {
        scheme: Text::new("Hangzhou top-up 2026", "杭州市配套补贴（2026）"),
        clauses: vec![clause("3", "A tenth on top for small enterprises", "小微企业另加一成")],
        base: cny(450 * hours),
        rate: Rate(1_000),
        amount: cny(45 * hours),
        caps: Vec::new(),
    };
    Quote {
        basis: vec![
            PriceLine {
                label: Text::new(format!("{hours} h at ¥453.00"), format!("{hours} 小时，每小时 ¥453.00")),
                amount: cny(453 * hours),
            },
            PriceLine { label: Text::new("tax 6%", "税率 6%"), amount: cny(27 * hours) },
        ],
        price,
        lines: vec![province, city],
        own_part: cny(235 * hours),
        refusals: vec![Refusal {
            scheme: Text::new("Shanghai innovation voucher 2026", "上海市科技创新券（2026）"),
            clause: clause("5.1", "Enterprises registered in Shanghai", "在上海市注册的企业"),
            fact: Text::new(
                "The enterprise is registered in Hangzhou, Zhejiang.",
                "企业注册地为浙江省杭州市。",
            ),
            remedy: Text::new(
                "`enterprise.registered-in` (registered seat of the enterprise) must be in Shanghai (CN-SH)",
                "“企业注册地”（`enterprise.registered-in`）须为上海市（CN-SH）境内",
            ),
        }],
        mode: PaymentMode::Redemption,
        version: "zj-2026@3".into(),
    }
}

fn faults(l: Locale) -> Vec<Rendered> {
    let names: [&'static str; Fault::ALL.len()] = [
        "error-404",
        "error-403",
        "error-409",
        "error-422",
        "error-413",
        "error-408",
        "error-503",
        "error-503-late",
        "error-503-unsettled",
        "error-500",
    ];
    let page = |(fault, name): (Fault, &'static str)| {
        let mut v = ErrorView::of(fault);
        match fault {
            Fault::Conflict => {
                v.details.push(Text::new(
                    "The time 2026-11-25 09:00–12:00 was reserved a moment ago.",
                    "2026-11-25 09:00–12:00 刚刚被预约。",
                ));
                v.ways.push((
                    "/instruments/x/reserve?date=2026-11-25&from=13:00".into(),
                    Text::new("Wed 2026-11-25 13:00–16:00 is free", "周三 2026-11-25 13:00–16:00 空闲"),
                ));
            }
            Fault::Refused => {
                v.details.push(Text::new("The claim was decided already.", "该申请已审核。"));
            }
            Fault::Server => v.reference = Some("01k3j8ab-7".into()),
            _ => {}
        }
        let mut shown = rendered(name, &ErrorPage { l, frame: frame("/nowhere", None), v });
        shown.status = fault.status().as_u16();
        shown
    };
    Fault::ALL.into_iter().zip(names).map(page).collect()
}
