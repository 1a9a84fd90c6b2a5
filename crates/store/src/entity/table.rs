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

            fn fetch_all(
                source: &impl $crate::Query,
                keys: &[Self::Key],
            ) -> Result<Vec<Option<Self>>, $crate::StoreError> {
                let statements = <$name as $crate::Entity>::statements();
                let values: Vec<Vec<$crate::Value>> =
                    keys.iter().map(<$name as $crate::Entity>::key_values).collect();
                let read = <$name as $crate::Entity>::read;
                let found = source.rows_for_each($table, &statements.select, &values, read)?;
                Ok(found.into_iter().map(|rows| rows.into_iter().next()).collect())
            }
        }

        impl $crate::Entity for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] =
                &[$(stringify!($key),)+ $(stringify!($column),)*];
            const KINDS: &'static [$crate::row::Kind] = &[
                $(<$key_type as $crate::row::Column>::KIND,)+
                $(<$type as $crate::row::Column>::KIND,)*
            ];
            const KEY_LEN: usize = [$(stringify!($key)),+].len();

            fn key_values(($($key,)+): &Self::Key) -> Vec<$crate::Value> {
                vec![$($crate::row::Column::to_value($key),)+]
            }

            fn put(&self, cells: &mut $crate::Cells) {
                $($crate::row::Column::put(&self.$key, cells);)+
                $($crate::row::Column::put(&self.$column, cells);)*
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
                        <$name as $crate::Entity>::KINDS,
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
            const KIND: $crate::row::Kind = $crate::row::Kind::Text;

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
