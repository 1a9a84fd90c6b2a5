//! Closed lists of words: one enum, its stored names, and the edges of a life cycle between them.

/// A text that is not a word of its list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {list}")]
pub struct UnknownWord {
    /// What the list is of.
    pub list: &'static str,
    /// The text, cut to 40 characters.
    pub text: String,
}

/// Makes an enum whose values have one stored name each, the same in text and in JSON.
macro_rules! words {
    ($(#[$doc:meta])* $type:ident, $list:literal; $($(#[$of:meta])* $variant:ident = $name:literal;)+) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub enum $type {
            $($(#[$of])* #[serde(rename = $name)] $variant,)+
        }

        impl $type {
            /// Every value, in the order of a usual life.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];

            /// The name under which it is stored and shown to machines.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name,)+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = crate::words::UnknownWord;

            fn from_str(text: &str) -> Result<$type, crate::words::UnknownWord> {
                let found = $type::ALL.iter().copied().find(|value| value.name() == text);
                found.ok_or_else(|| crate::words::UnknownWord {
                    list: $list,
                    text: text.chars().take(40).collect(),
                })
            }
        }
    };
}

/// One edge of a life cycle. `from` is `None` for the events that make a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge<S, E> {
    /// The state before.
    pub from: Option<S>,
    /// What happens.
    pub event: E,
    /// The state after.
    pub to: S,
}

pub(crate) const fn begin<S, E>(event: E, to: S) -> Edge<S, E> {
    Edge { from: None, event, to }
}

pub(crate) const fn edge<S, E>(from: S, event: E, to: S) -> Edge<S, E> {
    Edge { from: Some(from), event, to }
}

/// The state after an event, or `None` where the event cannot happen in the state.
pub(crate) fn after<S: Copy + PartialEq, E: Copy + PartialEq>(
    edges: &[Edge<S, E>],
    from: S,
    event: E,
) -> Option<S> {
    edges.iter().find(|edge| edge.from == Some(from) && edge.event == event).map(|edge| edge.to)
}

/// The states in which an event can happen, as a phrase for messages.
pub(crate) fn possible<S: Copy + std::fmt::Display, E: Copy + PartialEq>(
    edges: &[Edge<S, E>],
    event: E,
) -> String {
    let from = edges.iter().filter(|edge| edge.event == event).filter_map(|edge| edge.from);
    let names: Vec<String> = from.map(|state| format!("`{state}`")).collect();
    names.join(" or ")
}

pub(crate) use words;
