//! What a test looks for in a page that a browser got.

use axum::http::StatusCode;

use crate::market::Page;

impl Page {
    /// The page, which must have been found.
    pub fn ok(self) -> Page {
        assert_eq!(self.status, StatusCode::OK, "{}", self.html);
        self
    }

    /// Where it leads; it must lead on.
    pub fn leads(self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.html);
        self.location
    }

    pub fn says(&self, text: &str) -> bool {
        self.html.contains(text)
    }

    /// The first address on the page that begins with some text.
    pub fn link(&self, begins: &str) -> String {
        let html = scraper::Html::parse_document(&self.html);
        let links = scraper::Selector::parse("a[href]").unwrap();
        let mut found = html.select(&links).filter_map(|link| link.attr("href").map(str::to_owned));
        found.find(|href| href.starts_with(begins)).unwrap_or_else(|| panic!("no {begins} in {}", self.html))
    }

    /// The value of a field.
    pub fn value_of(&self, id: &str) -> String {
        let html = scraper::Html::parse_document(&self.html);
        let field = scraper::Selector::parse(&format!("#{id}")).unwrap();
        let field = html.select(&field).next().unwrap_or_else(|| panic!("no {id} in {}", self.html));
        field.attr("value").unwrap_or_default().to_owned()
    }

    /// The fields of the form that leads to an address, as they stand.
    pub fn values_of(&self, action: &str) -> Vec<(String, String)> {
        let html = scraper::Html::parse_document(&self.html);
        let fields = scraper::Selector::parse(&format!("form[action=\"{action}\"] input")).unwrap();
        let chosen = |input: &scraper::ElementRef<'_>| {
            input.attr("type") != Some("radio") || input.attr("checked").is_some()
        };
        let of = |input: scraper::ElementRef<'_>, name: &str| input.attr(name).unwrap_or_default().to_owned();
        html.select(&fields).filter(chosen).map(|input| (of(input, "name"), of(input, "value"))).collect()
    }

    /// The hidden fields of the form that leads to an address.
    pub fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let html = scraper::Html::parse_document(&self.html);
        let form = scraper::Selector::parse(&format!("form[action=\"{action}\"]")).unwrap();
        let form =
            html.select(&form).next().unwrap_or_else(|| panic!("no form to {action} in {}", self.html));
        let hidden = scraper::Selector::parse("input[type=hidden]").unwrap();
        let of = |input: scraper::ElementRef<'_>, name: &str| input.attr(name).unwrap_or_default().to_owned();
        form.select(&hidden).map(|input| (of(input, "name"), of(input, "value"))).collect()
    }
}
