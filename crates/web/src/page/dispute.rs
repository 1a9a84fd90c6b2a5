//! The pages of disputes.

use super::page;
use crate::view::dispute;

page! {
    /// The disputes of a jurisdiction.
    DisputesPage = "disputes.html", dispute::Disputes, OK, Never
}
page! {
    /// A dispute that officers rule on.
    DisputePage = "dispute.html", dispute::DisputeDesk, OK, Never
}
page! {
    /// A dispute that the provider answers.
    DisputeAnswerPage = "dispute_answer.html", dispute::DisputeAnswer, OK, Never
}
