//! The macro that makes a struct the row of a table.

/// Declares the struct of a table's row: the columns of the primary key in `key { … }`, then the others, each
/// with the name and in the order of its column.
macro_rules! table {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident in $table:literal {
            key { $($(#[$key_attribute:meta])* $key:ident: $key_type:ty),+ $(,)? }
            $($(#[$column_attribute:meta])* $column:ident: $type:ty),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$key_attribute])* pub $key: $key_type,)+
            $($(#[$column_attribute])* pub $column: $type,)*
        }

        impl $crate::Lookup for $name {
            type Key = ($($key_type,)+);

            fn key(&self) -> Self::Key {
                ($(self.$key.clone(),)+)
            }

            fn fetch(
                source: &impl $crate::Query,
                key: &Self::Key,
            ) -> Result<Option<Self>, $crate::StoreError> {
                source.find(key)
            }
        }

        impl $crate::Entity for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] =
                &[$(stringify!($key),)+ $(stringify!($column),)*];
            const KEY_LEN: usize = [$(stringify!($key)),+].len();

            fn key_values(($($key,)+): &Self::Key) -> Vec<$crate::Value> {
                vec![$($crate::row::Column::to_value($key),)+]
            }

            fn values(&self) -> Vec<$crate::Value> {
                vec![
                    $($crate::row::Column::to_value(&self.$key),)+
                    $($crate::row::Column::to_value(&self.$column),)*
                ]
            }

            fn read(fields: &mut $crate::Fields<'_>) -> Result<Self, $crate::StoreError> {
                Ok($name { $($key: fields.take()?,)+ $($column: fields.take()?,)* })
            }

            fn statements() -> &'static $crate::entity::Statements {
                static STATEMENTS: std::sync::OnceLock<$crate::entity::Statements> =
                    std::sync::OnceLock::new();
                STATEMENTS.get_or_init(|| {
                    $crate::entity::Statements::new(
                        $table,
                        <$name as $crate::Entity>::COLUMNS,
                        <$name as $crate::Entity>::KEY_LEN,
                    )
                })
            }
        }
    };
}

/// Enums that fill a column with one word a variant.
macro_rules! word_column {
    ($type:ty { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $crate::row::Column for $type {
            fn to_value(&self) -> $crate::Value {
                $crate::Value::Word(match self { $(<$type>::$variant => $word,)+ })
            }

            fn take(fields: &mut $crate::Fields<'_>) -> Result<$type, $crate::StoreError> {
                let word: String = fields.take()?;
                match word.as_str() {
                    $($word => Ok(<$type>::$variant),)+
                    _ => Err(fields.damaged(format!("the unknown word `{word}`"))),
                }
            }
        }
    };
}
