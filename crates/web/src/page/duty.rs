//! Pages of duties that follow from rules.

use super::page;
use crate::view;

page! {
    /// Documents for which instalments wait.
    InstalmentsPage = "instalments.html", view::duty::Instalments, OK, Never
}
page! {
    /// Open orders under a new text.
    OpenOrdersPage = "open_orders.html", view::duty::OpenOrders, OK, Never
}
page! {
    /// What the rules wanted done by now.
    LatePage = "late.html", view::duty::Late, OK, Never
}
