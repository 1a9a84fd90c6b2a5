//! People: a role, an organisation and a login. None has a person's name.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiangnan_kernel::{Id, PlaceCode, PlaceKind, Rng, Text};
use serde::Serialize;

use super::{Enterprise, Grant, Provider, Workshop};
use crate::draw::stream;

/// What somebody comes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Gets work done for an enterprise.
    Engineer,
    /// Opens the instruments of a provider.
    LabManager,
    /// Grants vouchers and reviews claims for a jurisdiction.
    Officer,
    /// Settles for a jurisdiction.
    Treasurer,
    /// Reads everything, changes nothing.
    Auditor,
}

/// Where somebody works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Workplace {
    /// An enterprise.
    Enterprise(Id),
    /// A provider.
    Provider(Id),
    /// A jurisdiction; for the auditor the place whose jurisdictions are audited.
    Place(PlaceCode),
}

/// A person with a login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The id.
    pub id: Id,
    /// The login, unique. The demo's five people are those whose login is the bare name of their role.
    pub login: String,
    /// Role and organisation.
    pub name: Text,
    /// The role.
    pub role: Role,
    /// The organisation.
    pub at: Workplace,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 5] =
        [Role::Engineer, Role::LabManager, Role::Officer, Role::Treasurer, Role::Auditor];

    /// The bare login of the role.
    pub fn login(self) -> &'static str {
        match self {
            Role::Engineer => "engineer",
            Role::LabManager => "lab-manager",
            Role::Officer => "officer",
            Role::Treasurer => "treasurer",
            Role::Auditor => "auditor",
        }
    }

    fn label(self) -> Text {
        match self {
            Role::Engineer => Text::new("Engineer", "工程师"),
            Role::LabManager => Text::new("Lab manager", "实验室主管"),
            Role::Officer => Text::new("Voucher officer", "创新券专员"),
            Role::Treasurer => Text::new("Treasurer", "财政专员"),
            Role::Auditor => Text::new("Auditor", "审计员"),
        }
    }
}

/// Somebody before the login and the id are given.
struct Post<'a> {
    role: Role,
    at: Workplace,
    organisation: &'a Text,
    key: String,
}

impl<'a> Post<'a> {
    fn new(role: Role, at: Workplace, organisation: &'a Text, key: impl Into<String>) -> Post<'a> {
        Post { role, at, organisation, key: key.into() }
    }
}

impl Workshop<'_> {
    /// An engineer at each enterprise, a manager at each provider, two officers (maker and checker) and a
    /// treasurer at each jurisdiction, one auditor over all.
    pub(super) fn people(
        &self,
        providers: &[Provider],
        enterprises: &[Enterprise],
        grants: &[Grant],
    ) -> Vec<Person> {
        let mut posts = Vec::with_capacity(enterprises.len() + providers.len() + 16);
        for (number, enterprise) in (1..).zip(enterprises) {
            let at = Workplace::Enterprise(enterprise.id);
            posts.push(Post::new(Role::Engineer, at, &enterprise.name, format!("{number:04}")));
        }
        for provider in providers {
            let at = Workplace::Provider(provider.id);
            posts.push(Post::new(Role::LabManager, at, &provider.name, provider.code.as_str()));
        }
        posts.extend(self.public_posts(providers, enterprises));
        let leads = leads(providers, enterprises, grants);
        let mut rng = stream(self.plan.seed, "people");
        let mut taken = HashSet::new();
        posts.into_iter().map(|post| self.person(&post, &leads, &mut taken, &mut rng)).collect()
    }

    fn public_posts(&self, providers: &[Provider], enterprises: &[Enterprise]) -> Vec<Post<'_>> {
        let seats = enterprises.iter().map(|enterprise| enterprise.jurisdiction);
        let jurisdictions: BTreeSet<PlaceCode> =
            seats.chain(providers.iter().map(|provider| provider.jurisdiction)).collect();
        let mut posts = Vec::new();
        for place in jurisdictions.iter().filter_map(|&code| self.places.get(code)) {
            let (at, code) = (Workplace::Place(place.code), place.code.as_str());
            posts.push(Post::new(Role::Officer, at, &place.name, format!("{code}-1")));
            posts.push(Post::new(Role::Officer, at, &place.name, format!("{code}-2")));
            posts.push(Post::new(Role::Treasurer, at, &place.name, code));
        }
        let is_group = |place: &&jiangnan_kernel::Place| place.kind == PlaceKind::Group;
        let places = self.places.places();
        if let Some(top) = places.iter().find(is_group).or(places.first()) {
            posts.push(Post::new(Role::Auditor, Workplace::Place(top.code), &top.name, top.code.as_str()));
        }
        posts
    }

    fn person(
        &self,
        post: &Post<'_>,
        leads: &HashMap<Role, Workplace>,
        taken: &mut HashSet<Role>,
        rng: &mut dyn Rng,
    ) -> Person {
        let is_lead = leads.get(&post.role).is_none_or(|&at| at == post.at) && taken.insert(post.role);
        let login = match post.role.login() {
            bare if is_lead => bare.to_owned(),
            bare => format!("{bare}-{}", post.key.to_ascii_lowercase()),
        };
        let label = post.role.label();
        let name = Text::new(
            format!("{}, {}", label.en, post.organisation.en),
            format!("{}{}", post.organisation.zh, label.zh),
        );
        Person { id: self.id(rng), login, name, role: post.role, at: post.at }
    }
}

/// Where the demo's people work. The first provider, and the first voucher holder across a border from it
/// (the first enterprise where there is none): together they can play the main job to its end.
fn leads(providers: &[Provider], enterprises: &[Enterprise], grants: &[Grant]) -> HashMap<Role, Workplace> {
    let holders: HashSet<Id> = grants.iter().map(|grant| grant.enterprise).collect();
    let provider = providers.first();
    let abroad = |enterprise: &&Enterprise| {
        holders.contains(&enterprise.id)
            && provider.is_some_and(|provider| provider.jurisdiction != enterprise.jurisdiction)
    };
    let enterprise = enterprises.iter().find(abroad).or(enterprises.first());
    let mut leads = HashMap::new();
    if let Some(provider) = provider {
        leads.insert(Role::LabManager, Workplace::Provider(provider.id));
    }
    if let Some(enterprise) = enterprise {
        leads.insert(Role::Engineer, Workplace::Enterprise(enterprise.id));
        leads.insert(Role::Officer, Workplace::Place(enterprise.jurisdiction));
        leads.insert(Role::Treasurer, Workplace::Place(enterprise.jurisdiction));
    }
    leads
}
