//! The quote that a reservation keeps: what was agreed, in the words of the rules that held then.

use std::sync::Arc;

use jiangnan_scheme::Quote;
use serde::{Deserialize, Serialize};

/// What of a quote outlives its order. Prices, own part and payee stand beside it in the reservation's terms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptQuote {
    /// What each paying scheme pays.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subsidies: Vec<KeptSubsidy>,
    /// Why the other schemes did not pay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<KeptRefusal>,
    /// The versions of the rules.
    pub version: String,
}

/// What one scheme pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSubsidy {
    /// The scheme.
    pub scheme: Arc<str>,
    /// The clauses that gave the amount.
    pub clauses: Vec<Arc<str>>,
    /// The price of which a share is paid, in minor units.
    pub base_minor: i64,
    /// The share, in basis points.
    pub rate_bp: u32,
    /// The amount.
    pub amount_minor: i64,
    /// Every cap that applied.
    pub caps: Vec<KeptCap>,
}

/// A cap that applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCap {
    /// The clause.
    pub clause: Arc<str>,
    /// The limit.
    pub limit_minor: i64,
    /// Whether it made the subsidy smaller.
    pub bound: bool,
}

/// Why a scheme did not pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRefusal {
    /// The scheme.
    pub scheme: Arc<str>,
    /// The clause.
    pub clause: Arc<str>,
    /// The fact that decided.
    pub fact: String,
    /// What would have made the clause pass.
    pub remedy: String,
}

impl From<&Quote> for KeptQuote {
    fn from(quote: &Quote) -> KeptQuote {
        let subsidies = quote.subsidies.iter().map(|line| KeptSubsidy {
            scheme: Arc::clone(&line.scheme),
            clauses: line.clauses.clone(),
            base_minor: line.base_minor,
            rate_bp: line.rate.0,
            amount_minor: line.amount_minor,
            caps: line.caps.iter().map(kept_cap).collect(),
        });
        let refusals = quote.refusals.iter().map(|refusal| KeptRefusal {
            scheme: Arc::clone(&refusal.scheme),
            clause: Arc::clone(&refusal.clause),
            fact: refusal.fact.to_owned(),
            remedy: refusal.remedy.get("en").to_owned(),
        });
        KeptQuote { subsidies: subsidies.collect(), refusals: refusals.collect(), version: quote.version() }
    }
}

fn kept_cap(cap: &jiangnan_scheme::CapLine) -> KeptCap {
    KeptCap { clause: Arc::clone(&cap.clause), limit_minor: cap.limit_minor, bound: cap.bound }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_kept_whole_by_an_earlier_version_is_still_read() {
        let whole = r#"{"currency":"CNY","own_part_minor":25,"payee":"provider","price_minor":50,"refusals":[],
            "subsidies":[{"amount_minor":25,"base_minor":50,"caps":[{"bound":false,"clause":"11.2",
            "limit_minor":5}],"clauses":["11.1"],"rate_bp":5000,"scheme":"zj-2026"}],"version":"223d"}"#;
        let kept: KeptQuote = serde_json::from_str(whole).unwrap();
        assert_eq!(kept.version, "223d");
        assert_eq!(kept.subsidies.first().map(|line| line.amount_minor), Some(25));
        let again: KeptQuote = serde_json::from_str(&serde_json::to_string(&kept).unwrap()).unwrap();
        assert_eq!(again, kept);
    }
}
