//! Every page, in both languages, from the samples.

use std::collections::BTreeSet;

use jiangnan_web::locale::Language;
use jiangnan_web::sample;
use scraper::{ElementRef, Html, Selector};

fn each(mut look: impl FnMut(&str, &str, &Html)) {
    for language in Language::ALL {
        for page in sample::pages(language) {
            let html = page.html.unwrap();
            let name = format!("{} ({})", page.name, language.tag());
            look(&name, &html, &Html::parse_document(&html));
        }
    }
}

fn select<'d>(document: &'d Html, selector: &str) -> Vec<ElementRef<'d>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: &ElementRef) -> String {
    element.text().collect::<String>().trim().to_owned()
}

#[test]
fn every_page_is_complete() {
    each(|name, html, document| {
        let lacking: Vec<&str> = html.split('⟦').skip(1).filter_map(|rest| rest.split('⟧').next()).collect();
        assert!(lacking.is_empty(), "{name} lacks the messages {lacking:?}");
        assert_eq!(select(document, "h1").len(), 1, "{name}: headings of the first level");
        assert_eq!(select(document, "main").len(), 1, "{name}");
        assert!(html.contains("<html lang=\""), "{name}");
        let title = words(&select(document, "title")[0]);
        assert!(title.chars().count() > 6 && !title.starts_with('·'), "{name}: {title}");
    });
}

#[test]
fn every_page_is_well_nested() {
    each(|name, html, document| {
        let faults: Vec<_> = document.errors.iter().collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
        assert!(select(document, "table form, a a, button a, p table").is_empty(), "{name}");
        let open = html.matches("<table").count();
        assert_eq!(open, select(document, "table").len(), "{name}");
    });
}

#[test]
fn no_page_runs_what_a_person_typed() {
    each(|name, html, document| {
        for script in select(document, "script") {
            let source = script.value().attr("src").unwrap_or_default();
            assert!(source.starts_with("/assets/"), "{name} loads `{source}`");
            assert!(script.inner_html().is_empty(), "{name} has a script inside");
        }
        assert_eq!(html.matches("<script").count(), select(document, "script").len(), "{name}");
        assert!(
            select(document, "[onclick], [onload], [style]").is_empty(),
            "{name} has code or style inside"
        );
    });
    let english = sample::pages(Language::En);
    let typed = english.iter().find(|page| page.name == "reserve-wrong").unwrap();
    assert!(
        typed.html.as_ref().unwrap().contains("&#60;script&#62;alert(1)"),
        "typed values come back, escaped"
    );
}

#[test]
fn every_field_has_one_label() {
    each(|name, _, document| {
        for field in select(document, "input, select, textarea") {
            let kind = field.value().attr("type").unwrap_or_default();
            if kind == "hidden" {
                continue;
            }
            let id = field.value().attr("id").unwrap_or_else(|| panic!("{name}: a field without id"));
            let labels = select(document, &format!("label[for=\"{id}\"]"));
            assert_eq!(labels.len(), 1, "{name}: labels of {id}");
            assert!(!words(&labels[0]).is_empty(), "{name}: {id}");
        }
    });
}

#[test]
fn every_reference_leads_somewhere() {
    each(|name, _, document| {
        let mut ids = BTreeSet::new();
        for element in select(document, "[id]") {
            let id = element.value().attr("id").unwrap();
            assert!(ids.insert(id), "{name}: two elements are called {id}");
        }
        for attribute in ["aria-describedby", "aria-labelledby", "for"] {
            for element in select(document, &format!("[{attribute}]")) {
                for id in element.value().attr(attribute).unwrap().split_whitespace() {
                    assert!(ids.contains(id), "{name}: {attribute} names {id}");
                }
            }
        }
        for link in select(document, "a[href^=\"#\"]") {
            let id = link.value().attr("href").unwrap().trim_start_matches('#');
            assert!(ids.contains(id), "{name}: a link to #{id}");
        }
    });
}

#[test]
fn buttons_and_links_say_what_they_do() {
    each(|name, _, document| {
        for element in select(document, "a, button") {
            assert!(!words(&element).is_empty(), "{name}: {}", element.html());
        }
        for table in select(document, "table") {
            let headings = table.select(&Selector::parse("th[scope]").unwrap()).count();
            assert!(headings > 0, "{name}: a table without headings");
        }
    });
}

#[test]
fn a_form_with_problems_comes_back_with_them() {
    for language in Language::ALL {
        for page in sample::pages(language).into_iter().filter(|page| page.name.ends_with("-wrong")) {
            let html = page.html.unwrap();
            let document = Html::parse_document(&html);
            assert_eq!(page.status, 422, "{}", page.name);
            let prefix = if language == Language::En { "Error:" } else { "错误：" };
            assert!(words(&select(&document, "title")[0]).starts_with(prefix), "{}", page.name);
            for link in select(&document, ".problems a") {
                let field = link.value().attr("href").unwrap().trim_start_matches('#');
                let at_field = select(&document, &format!("#{field}-wrong"));
                assert!(!at_field.is_empty(), "{}: #{field}-wrong is missing", page.name);
                assert!(words(&at_field[0]).ends_with(&words(&link)), "{}: {field}", page.name);
            }
        }
    }
}

#[test]
fn every_page_is_light_and_says_that_its_data_are_invented() {
    each(|name, html, document| {
        assert!(html.len() + jiangnan_web::assets::STYLE.len() < 100_000, "{name}: {} bytes", html.len());
        assert_eq!(select(document, ".notice").len(), 1, "{name}");
    });
}

#[test]
fn what_scrolls_sideways_is_reached_by_keyboard() {
    each(|name, _, document| {
        for region in select(document, ".scroll") {
            let attribute = |name| region.value().attr(name).unwrap_or_default();
            assert_eq!(
                attribute("tabindex"),
                "0",
                "{name}: write <div class=\"scroll\" role=\"group\" tabindex=\"0\" …>"
            );
            assert!(!attribute("aria-label").is_empty() && attribute("role") == "group", "{name}");
        }
    });
}
