//! Text in the languages of the product.

use serde::{Deserialize, Serialize};

/// The same text in English and in simplified Chinese. Either may be empty where nobody gave it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    #[serde(default)]
    pub en: String,
    /// Simplified Chinese.
    #[serde(default)]
    pub zh: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Text {
        Text { en: en.into(), zh: zh.into() }
    }

    /// The text for a language tag (`zh…` is Chinese, everything else English); the other language where
    /// the asked one is empty.
    pub fn get(&self, language: &str) -> &str {
        let (first, second) =
            if language.starts_with("zh") { (&self.zh, &self.en) } else { (&self.en, &self.zh) };
        if first.is_empty() { second } else { first }
    }

    /// Whether neither language has a text.
    pub fn is_empty(&self) -> bool {
        self.en.is_empty() && self.zh.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_back_to_the_language_that_is_there() {
        let text = Text::new("", "扫描电镜");
        assert_eq!(text.get("en"), "扫描电镜");
        assert_eq!(Text::new("SEM", "扫描电镜").get("zh-CN"), "扫描电镜");
        assert!(Text::default().is_empty());
    }
}
