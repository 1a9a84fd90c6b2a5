//! The fields of a catalogue's row, which are also the columns of our own file form.

macro_rules! fields {
    ($($variant:ident = $name:literal, $doc:literal;)+) => {
        /// A field of a row. What is not part of an instrument is kept as a remark.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field {
            $(#[doc = $doc] $variant,)+
        }

        impl Field {
            /// Every field, in the order of the documentation.
            pub const ALL: &'static [Field] = &[$(Field::$variant),+];

            /// The name of the column.
            pub fn name(self) -> &'static str {
                match self { $(Field::$variant => $name,)+ }
            }

            /// What the column holds.
            pub fn doc(self) -> &'static str {
                match self { $(Field::$variant => $doc,)+ }
            }
        }
    };
}

fields! {
    Kind = "kind", "instrument, or expert; an instrument where it is empty";
    NameEn = "name_en", "English name of the instrument, or what the expert is an expert of; one of the three names is needed";
    NameZh = "name_zh", "Chinese name of it";
    Name = "name", "name in either language, found out from its characters";
    Identifier = "identifier", "DOI, handle, address, or the provider's own number";
    IdentifierType = "identifier_type", "doi, handle, url, … or local; found out where it is empty";
    RecordId = "record_id", "number of the record, used where there is no identifier";
    Maker = "maker", "who made it";
    Model = "model", "the maker's name of its kind";
    Serial = "serial", "the maker's number of this one";
    Technique = "technique", "techniques, by code or name, separated by bar, semicolon or comma";
    Class = "class", "class, by code or name";
    Keywords = "keywords", "further words to find it by, separated by bar, semicolon or comma";
    DescriptionEn = "description_en", "what it can do, English";
    DescriptionZh = "description_zh", "what it can do, Chinese";
    Description = "description", "what it can do, in either language";
    HostEn = "host_en", "English name of the provider";
    HostZh = "host_zh", "Chinese name of the provider";
    Host = "host", "name of the provider in either language";
    HostIdentifier = "host_identifier", "unified social credit code or ROR id of the provider";
    Unit = "unit", "part of the provider, such as a department";
    Place = "place", "code of the place, such as CN-330100";
    City = "city", "name of the city, where there is no code";
    Region = "region", "name of the province, tells cities of one name apart";
    Country = "country", "two letters of ISO 3166, or the name";
    Address = "address", "address, searched for a city where there is none";
    Lat = "lat", "latitude in degrees, WGS 84";
    Lon = "lon", "longitude in degrees, WGS 84";
    Url = "url", "address of its page";
    Access = "access", "who may use it: open, trained or own-organisation";
    Opening = "opening", "opening hours, such as Mon-Fri 08:30-17:30; Sat 09:00-12:00";
    Price = "price", "price of a unit for everybody";
    PriceInternal = "price_internal", "price of a unit for the provider's own people, where it differs";
    PriceUnit = "price_unit", "hour, day or sample";
    Currency = "currency", "three letters of ISO 4217; the currency of the place where it is empty";
    Minimum = "minimum", "the least that one use costs";
    Tax = "tax", "rate of the value added tax, such as 6%";
    TaxIncluded = "tax_included", "yes where the prices contain the tax";
    TariffFrom = "tariff_from", "first day of the prices";
    TariffUntil = "tariff_until", "last day of the prices";
    ConsentFrom = "consent_from", "of an expert: first day of the employer's consent";
    ConsentUntil = "consent_until", "of an expert: last day of the employer's consent";
    TravelsTo = "travels_to", "of an expert: codes of the places that he or she travels to, separated by bar, semicolon or comma";
    DeliverableEn = "deliverable_en", "of an expert: what the enterprise gets in the end, English";
    DeliverableZh = "deliverable_zh", "of an expert: what the enterprise gets in the end, Chinese";
    FeeNote = "fee_note", "what the provider says of its fees, as text";
    Status = "status", "state of the instrument";
    Commissioned = "commissioned", "when it came into use";
    PurchaseDate = "purchase_date", "when it was bought";
    OriginalValue = "original_value", "what it cost when it was bought";
    MakerCountry = "maker_country", "country of the maker";
    Service = "service", "services offered with it";
    SharingRule = "sharing_rule", "rules of the provider for sharing it";
    Discipline = "discipline", "field of science or industry";
    SourceType = "source_type", "how the provider came by it";
    EquipmentClass = "equipment_class", "the provider's own class";
    Postcode = "postcode", "postcode";
    Contact = "contact", "office to ask; no personal data";
    Source = "source", "where the record comes from";
    Licence = "licence", "licence of the record";
}

impl Field {
    /// The field of a column name.
    pub fn of_name(name: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// Whether the field is kept as a remark only.
    pub fn is_remark(self) -> bool {
        self >= Field::FeeNote || self == Field::Address
    }

    /// Whether the field says what the instrument is called.
    pub fn is_name(self) -> bool {
        matches!(self, Field::Name | Field::NameEn | Field::NameZh)
    }

    /// What stands between the cells of several columns, for fields that take more than the first of them.
    pub(super) fn joiner(self) -> Option<&'static str> {
        match self {
            Field::Technique | Field::Keywords => Some("|"),
            Field::Description | Field::DescriptionEn | Field::DescriptionZh => Some("; "),
            _ => None,
        }
    }
}
