//! The order on which an officer tries a rule text.

use jiangnan_kernel::{Currency, Money, PlaceCode};
use jiangnan_scheme::{Service, Size};

use super::{Field, Input, form};

form! {
    /// An order to try a rule text on. Its fields have names of their own, because it stands in one form with
    /// the text.
    TryForm {
        /// Where the enterprise is registered.
        try_seat,
        /// How large it is.
        try_size,
        /// What it buys.
        try_service,
        /// Where the provider is.
        try_lab,
        /// The price without tax.
        try_price,
    }
}

/// An order to try a rule text on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Where the enterprise is registered.
    pub seat: PlaceCode,
    /// How large it is.
    pub size: Size,
    /// What it buys.
    pub service: Service,
    /// Where the provider is.
    pub lab: PlaceCode,
    /// The price without tax.
    pub price: Money,
}

impl TryForm {
    /// The form with an order to begin with: 10,000.00 for instrument time at home.
    pub fn fresh(funder: &str) -> TryForm {
        TryForm {
            try_seat: Field::of(funder),
            try_size: Field::of(Size::Small.name()),
            try_service: Field::of(Service::InstrumentTime.name()),
            try_lab: Field::of(funder),
            try_price: Field::of("10000.00"),
        }
    }

    /// The order, or the form with what is wrong.
    ///
    /// # Errors
    /// The form itself, each problem at its field.
    pub fn parse(input: &Input, currency: Currency) -> Result<Trial, Box<TryForm>> {
        let mut form = TryForm::read(input);
        let place = |field: &mut Field| {
            let place: Option<PlaceCode> = field.value.parse().ok();
            if place.is_none() {
                field.refuse("try-place-missing");
            }
            place
        };
        let (seat, lab) = (place(&mut form.try_seat), place(&mut form.try_lab));
        let size = Size::of_name(&form.try_size.value);
        if size.is_none() {
            form.try_size.refuse("try-size-missing");
        }
        let service = Service::of_name(&form.try_service.value);
        if service.is_none() {
            form.try_service.refuse("try-service-missing");
        }
        let price = form.try_price.money(currency, "try-price-missing");
        match (seat, size, service, lab, price) {
            (Some(seat), Some(size), Some(service), Some(lab), Some(price)) => {
                Ok(Trial { seat, size, service, lab, price })
            }
            _ => Err(Box::new(form)),
        }
    }
}
