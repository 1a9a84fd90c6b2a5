//! What every page has around its content: reader, language, theme, navigation.

use jiangnan_kernel::Text;

use crate::assets;
use crate::locale::Language;

/// What a signed-in person is here for. It decides the navigation and which pages open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Books instruments for an enterprise.
    Engineer,
    /// Runs the instruments of a provider.
    LabManager,
    /// Spends the budget of a funder.
    Officer,
    /// Settles for a jurisdiction.
    Treasurer,
    /// Reads everything, changes nothing.
    Auditor,
    /// Lets people in.
    Operator,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person's name.
    pub name: Text,
    /// The organisation that the person acts for.
    pub organisation: Text,
    /// What the person is here for.
    pub role: Role,
}

/// Light, dark, or what the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// What the system says.
    #[default]
    System,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// The most unread notices that are counted: beyond it a page says "many".
pub const UNREAD_MAX: i64 = 99;

/// One link of the main navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// The key of its message.
    pub key: &'static str,
    /// Whether the page is below it.
    pub current: bool,
}

/// The surroundings of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Who is signed in.
    pub person: Option<Person>,
    /// The theme.
    pub theme: Theme,
    /// Whether the data are invented; every page says so.
    pub demo: bool,
    /// Path and query of the page, to come back to.
    pub path: String,
    /// Whether the page answers a form with problems: its title says so.
    pub wrong: bool,
    /// How many notices the reader has not read, counted up to [`UNREAD_MAX`].
    pub unread: u64,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 6] =
        [Role::Engineer, Role::LabManager, Role::Officer, Role::Treasurer, Role::Auditor, Role::Operator];

    /// The key of its message.
    pub fn key(self) -> &'static str {
        match self {
            Role::Engineer => "role-engineer",
            Role::LabManager => "role-lab-manager",
            Role::Officer => "role-officer",
            Role::Treasurer => "role-treasurer",
            Role::Auditor => "role-auditor",
            Role::Operator => "role-operator",
        }
    }

    /// The pages of the role: address and key.
    fn links(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Role::Engineer => {
                &[("/desk", "nav-desk"), ("/reservations", "nav-reservations"), ("/wallet", "nav-wallet")]
            }
            Role::LabManager => &[
                ("/provider", "nav-desk"),
                ("/provider/requests", "nav-requests"),
                ("/provider/usage", "nav-usage"),
                ("/provider/claims", "nav-claims"),
                ("/provider/calendar", "lab-calendar"),
                ("/provider/instruments", "lab-instruments"),
            ],
            Role::Officer => &[
                ("/desk/officer", "nav-desk"),
                ("/officer/claims", "nav-review"),
                ("/officer/fund", "nav-fund"),
                ("/officer/schemes", "nav-schemes"),
                ("/officer/grants", "nav-grants"),
                ("/officer/enterprises", "nav-enterprises"),
                ("/officer/disputes", "nav-disputes"),
                ("/officer/sanctions", "nav-sanctions"),
                ("/officer/unmet", "nav-unmet"),
            ],
            Role::Treasurer => &[
                ("/desk/treasurer", "nav-desk"),
                ("/treasury/cycle", "nav-cycle"),
                ("/treasury/files", "nav-files"),
                ("/treasury/statement", "nav-statement"),
                ("/treasury/accounts", "nav-accounts"),
            ],
            Role::Operator => &[("/people", "nav-people"), ("/mails", "nav-mail")],
            Role::Auditor => &[
                ("/desk/auditor", "nav-desk"),
                ("/audit", "nav-audit"),
                ("/officer/claims", "nav-review"),
                ("/officer/fund", "nav-fund"),
                ("/officer/schemes", "nav-schemes"),
                ("/treasury/cycle", "nav-cycle"),
                ("/treasury/files", "nav-files"),
                ("/treasury/statement", "nav-statement"),
                ("/treasury/accounts", "nav-accounts"),
                ("/exports", "nav-exports"),
            ],
        }
    }

    /// The page on which the role begins.
    pub fn home(self) -> &'static str {
        self.links().first().map_or("/", |(href, _)| href)
    }
}

impl Theme {
    /// Every theme.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// Its name in the cookie and in the form.
    pub fn tag(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a name.
    pub fn of_tag(tag: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.tag() == tag)
    }

    /// The value of `data-theme`, where the reader chose one.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Theme::System).then(|| self.tag())
    }

    /// The key of its message.
    pub fn key(self) -> &'static str {
        match self {
            Theme::System => "theme-system",
            Theme::Light => "theme-light",
            Theme::Dark => "theme-dark",
        }
    }
}

impl Frame {
    /// The main navigation for the reader.
    pub fn nav(&self) -> Vec<NavItem> {
        let path = self.path.split('?').next().unwrap_or_default();
        let below = |href: &str| {
            path == href || path.strip_prefix(href).is_some_and(|rest| href != "/" && rest.starts_with('/'))
        };
        let own = self.person.as_ref().map_or(&[][..], |person| person.role.links());
        let all = || [("/", "nav-start"), ("/instruments", "nav-search")].iter().chain(own);
        // A page may lie below several of them: the nearest is where it belongs.
        let nearest = all().map(|(href, _)| *href).filter(|href| below(href)).max_by_key(|href| href.len());
        all().map(|&(href, key)| NavItem { href, key, current: nearest == Some(href) }).collect()
    }

    /// How many notices the reader has not read, short enough for the head of a page.
    pub fn unread_short(&self) -> String {
        if i64::try_from(self.unread).is_ok_and(|unread| unread <= UNREAD_MAX) {
            self.unread.to_string()
        } else {
            format!("{UNREAD_MAX}+")
        }
    }

    /// Whether an engineer reads.
    pub fn is_engineer(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.role == Role::Engineer)
    }

    /// The address of an embedded file.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The languages to choose from.
    pub fn languages(&self) -> [Language; 2] {
        Language::ALL
    }

    /// The themes to choose from.
    pub fn themes(&self) -> [Theme; 3] {
        Theme::ALL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn navigation_marks_the_page_and_those_below_it_but_not_the_start() {
        let frame = Frame { path: "/instruments/abc?week=2026-W48".into(), ..Frame::default() };
        let current: Vec<&str> =
            frame.nav().iter().filter(|item| item.current).map(|item| item.href).collect();
        assert_eq!(current, ["/instruments"]);
    }

    #[test]
    fn each_role_has_a_home_of_its_own() {
        let homes: std::collections::BTreeSet<&str> = Role::ALL.into_iter().map(Role::home).collect();
        assert_eq!(homes.len(), Role::ALL.len());
    }
}
