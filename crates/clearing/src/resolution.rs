//! What a person makes of a line of the bank that the program could not match.

use jiangnan_kernel::{Id, Instant, Money, Text};
use serde::{Deserialize, Serialize};

use crate::iso::Direction;
use crate::matching::{Finding, MatchLine};
use crate::payment::{Payment, PaymentRefused, PaymentState};

/// What a person made of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineOutcome {
    /// It is the booking of this payment.
    Assigned(Id),
    /// It is none of ours, or was settled outside.
    Noted,
}

/// Who made what of a line, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// What it is.
    pub outcome: LineOutcome,
    /// Why.
    pub reason: String,
    /// Who decided so.
    pub by: Id,
    /// When.
    pub at: Instant,
}

/// Why a line is not the booking of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignRefused {
    /// The program knows the line's payment: what it says of it cannot be changed by hand.
    Known,
    /// The bank's message did not say whether money went or came.
    NoDirection,
    /// The amounts differ.
    Amount {
        /// What was ordered.
        ordered: Money,
        /// What was booked; none where the message tells no amount.
        booked: Option<Money>,
    },
    /// The payment's state does not allow it.
    Payment(PaymentRefused),
}

impl AssignRefused {
    /// What is wrong and what to do.
    pub fn text(&self) -> Text {
        match self {
            AssignRefused::Known => Text::new(
                "The line names its payment already. Note what you found out about it instead.",
                "该笔明细已标明对应付款，请改为登记说明。",
            ),
            AssignRefused::NoDirection => Text::new(
                "The line tells neither that money went nor that it came. Import the bank's statement (camt.053).",
                "该笔明细未标明收支方向，请导入银行对账单（camt.053）。",
            ),
            AssignRefused::Amount { ordered, booked } => {
                let booked = booked.map_or_else(|| "--".to_owned(), |booked| booked.to_string());
                Text::new(
                    format!("{ordered} was ordered, {booked} was booked. Choose the payment of this amount."),
                    format!("指令金额 {ordered}，入账金额 {booked}。请选择金额相同的付款。"),
                )
            }
            AssignRefused::Payment(refused) => {
                Text::new(refused.to_string(), format!("该付款的状态不允许：{refused}"))
            }
        }
    }
}

impl MatchLine {
    /// The payment after this line turned out to be its booking: money that went settles it, money that came
    /// is its return.
    ///
    /// # Errors
    /// [`AssignRefused`].
    pub fn assign(&self, payment: &Payment, reason: &str) -> Result<Payment, AssignRefused> {
        if self.finding != Finding::Unknown {
            return Err(AssignRefused::Known);
        }
        if self.money != Some(payment.money) {
            return Err(AssignRefused::Amount { ordered: payment.money, booked: self.money });
        }
        let step = match self.direction.ok_or(AssignRefused::NoDirection)? {
            Direction::Debit => payment.book(self.booked_on, &self.reference),
            Direction::Credit => payment.come_back(reason),
        };
        Ok(step.map_err(AssignRefused::Payment)?.payment)
    }

    /// Whether it could be the booking of a payment.
    pub fn fits(&self, payment: &Payment) -> bool {
        self.assign(payment, "").is_ok_and(|after| after.state != PaymentState::Planned)
    }
}
