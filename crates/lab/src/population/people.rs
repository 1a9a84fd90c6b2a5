//! People: a role, an organisation and a login. None has a person's name; they are called by role and post.

use std::collections::{HashMap, HashSet};

use jiangnan_kernel::{Id, PlaceCode, Rng, Text};
use serde::Serialize;

use super::{Enterprise, Government, Grant, Provider, Workshop};
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

/// A person with a login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The id.
    pub id: Id,
    /// The login, unique. The demo's five people are those whose login is the bare name of their role.
    pub login: String,
    /// Role and post.
    pub name: Text,
    /// The role.
    pub role: Role,
    /// The organisation: an enterprise, a provider or a government.
    pub organisation: Id,
    /// The jurisdiction of the organisation; for the auditor the city group.
    pub jurisdiction: PlaceCode,
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
struct Post {
    role: Role,
    organisation: Id,
    jurisdiction: PlaceCode,
    key: String,
}

impl Workshop<'_> {
    /// An engineer at each enterprise, a manager at each provider, two officers (maker and checker) and a
    /// treasurer at each jurisdiction, an auditor at the city group.
    pub(super) fn people(
        &self,
        governments: &[Government],
        providers: &[Provider],
        enterprises: &[Enterprise],
        grants: &[Grant],
    ) -> Vec<Person> {
        let engineers = (1..).zip(enterprises).map(|(number, enterprise)| Post {
            role: Role::Engineer,
            organisation: enterprise.id,
            jurisdiction: enterprise.jurisdiction,
            key: format!("{number:04}"),
        });
        let managers = providers.iter().map(|provider| Post {
            role: Role::LabManager,
            organisation: provider.id,
            jurisdiction: provider.jurisdiction,
            key: provider.code.to_ascii_lowercase(),
        });
        let public = governments.iter().flat_map(public_posts);
        let leads = leads(governments, providers, enterprises, grants);
        let mut rng = stream(self.plan.seed, "people");
        let mut taken = HashSet::new();
        let posts = engineers.chain(managers).chain(public);
        posts.map(|post| self.person(&post, &leads, &mut taken, &mut rng)).collect()
    }

    fn person(
        &self,
        post: &Post,
        leads: &HashMap<Role, Id>,
        taken: &mut HashSet<Role>,
        rng: &mut dyn Rng,
    ) -> Person {
        let is_lead =
            leads.get(&post.role).is_none_or(|&lead| lead == post.organisation) && taken.insert(post.role);
        let bare = post.role.login();
        let label = post.role.label();
        let number = post.key.to_ascii_uppercase();
        let number = number.strip_prefix("CN-").unwrap_or(&number);
        Person {
            id: self.id(rng),
            login: if is_lead { bare.to_owned() } else { format!("{bare}-{}", post.key) },
            name: Text::new(format!("{} {number}", label.en), format!("{} {number}", label.zh)),
            role: post.role,
            organisation: post.organisation,
            jurisdiction: post.jurisdiction,
        }
    }
}

fn public_posts(government: &Government) -> Vec<Post> {
    let code = government.place.as_str().to_ascii_lowercase();
    let post = |role, key| Post { role, organisation: government.id, jurisdiction: government.place, key };
    if government.treasury {
        let officers = ["1", "2"].map(|number| post(Role::Officer, format!("{code}-{number}")));
        officers.into_iter().chain([post(Role::Treasurer, code)]).collect()
    } else {
        vec![post(Role::Auditor, code)]
    }
}

/// Where the demo's people work. The first provider, and the first voucher holder across a border from it
/// (the first enterprise where there is none): together they can play the main job to its end.
fn leads(
    governments: &[Government],
    providers: &[Provider],
    enterprises: &[Enterprise],
    grants: &[Grant],
) -> HashMap<Role, Id> {
    let holders: HashSet<Id> = grants.iter().map(|grant| grant.enterprise).collect();
    let provider = providers.first();
    let abroad = |enterprise: &&Enterprise| {
        holders.contains(&enterprise.id)
            && provider.is_some_and(|provider| provider.jurisdiction != enterprise.jurisdiction)
    };
    let enterprise = enterprises.iter().find(abroad).or(enterprises.first());
    let home = enterprise.map(|enterprise| enterprise.jurisdiction);
    let funder = governments.iter().find(|government| Some(government.place) == home);
    let leads = [
        (Role::LabManager, provider.map(|provider| provider.id)),
        (Role::Engineer, enterprise.map(|enterprise| enterprise.id)),
        (Role::Officer, funder.map(|funder| funder.id)),
        (Role::Treasurer, funder.map(|funder| funder.id)),
    ];
    leads.into_iter().filter_map(|(role, lead)| Some((role, lead?))).collect()
}
