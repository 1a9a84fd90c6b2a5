//! The words that a fact may have as its value, each with its label in both languages.

use serde::{Deserialize, Serialize};

/// One word of a vocabulary.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// As written in schemes and orders.
    pub name: &'static str,
    /// English label.
    pub en: &'static str,
    /// Chinese label.
    pub zh: &'static str,
}

/// A closed list of words; the position in the list is the compact value. At most 63 words.
#[derive(Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// What the list is of, for messages.
    pub name: &'static str,
    /// The words in order.
    pub words: &'static [Word],
}

impl Vocabulary {
    /// The compact value of a word.
    pub fn index(&self, name: &str) -> Option<u8> {
        let position = self.words.iter().position(|word| word.name == name)?;
        u8::try_from(position).ok()
    }

    /// The word of a compact value.
    pub fn word(&self, index: i64) -> Option<&'static Word> {
        self.words.get(usize::try_from(index).ok()?)
    }

    /// All names in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().map(|word| word.name)
    }
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $type:ident, $title:literal;
     $($variant:ident = $name:literal, $en:literal, $zh:literal;)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $type {
            $(#[doc = $en] #[serde(rename = $name)] $variant,)+
        }

        impl $type {
            /// Every value, in the order of the compact values.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];

            /// The words of this type.
            pub const VOCABULARY: &'static Vocabulary = &Vocabulary {
                name: $title,
                words: &[$(Word { name: $name, en: $en, zh: $zh }),+],
            };

            /// The word as written in schemes and orders.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name,)+ }
            }

            /// The value of a word.
            pub fn of_name(name: &str) -> Option<$type> {
                match name { $($name => Some($type::$variant),)+ _ => None }
            }

            /// The label in both languages.
            pub fn label(self) -> jiangnan_kernel::Text {
                match self { $($type::$variant => jiangnan_kernel::Text::new($en, $zh),)+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

mod duties;

pub use duties::{Award, Breach, Disclosure, Level, OpenOrders, Sanction, Schedule};

vocabulary! {
    /// How large an enterprise is.
    Size, "size class";
    Micro = "micro", "micro enterprise", "微型企业";
    Small = "small", "small enterprise", "小型企业";
    Medium = "medium", "medium enterprise", "中型企业";
    Large = "large", "large enterprise", "大型企业";
}

vocabulary! {
    /// What kind of applicant an enterprise is.
    ApplicantKind, "applicant kind";
    Company = "company", "limited company", "有限公司";
    SoleTrader = "sole-trader", "sole trader or partnership", "个体工商户或合伙";
    Team = "team", "founding team without a legal person", "创业团队";
    Park = "park", "park or incubator", "园区或孵化器";
    FunctionalBody = "functional-body", "functional body", "功能性机构";
    TradeBody = "trade-body", "trade association", "行业协会";
    NonProfit = "non-profit", "non-profit or charity", "非营利组织";
    PublicBody = "public-body", "public body", "公共机构";
}

vocabulary! {
    /// The economic section of an enterprise (ISIC Rev. 4 sections; GB/T 4754 and NACE map onto them).
    Sector, "sector";
    Agriculture = "agriculture", "agriculture, forestry, fishing (A)", "农林牧渔业";
    Mining = "mining", "mining (B)", "采矿业";
    Manufacturing = "manufacturing", "manufacturing (C)", "制造业";
    Energy = "energy", "electricity, gas (D)", "电力、热力、燃气";
    Water = "water", "water, waste (E)", "水利、环境治理";
    Construction = "construction", "construction (F)", "建筑业";
    Trade = "trade", "wholesale and retail (G)", "批发和零售业";
    Transport = "transport", "transport and storage (H)", "交通运输、仓储和邮政业";
    Hospitality = "hospitality", "accommodation and food (I)", "住宿和餐饮业";
    Information = "information", "information and communication (J)", "信息传输、软件和信息技术服务业";
    Finance = "finance", "finance and insurance (K)", "金融业";
    RealEstate = "real-estate", "real estate (L)", "房地产业";
    Professional = "professional", "professional, scientific, technical (M)", "科学研究和技术服务业";
    Administrative = "administrative", "administrative and support (N)", "租赁和商务服务业";
    Government = "government", "public administration (O)", "公共管理和社会组织";
    Education = "education", "education (P)", "教育";
    Health = "health", "health and social work (Q)", "卫生和社会工作";
    Arts = "arts", "arts and recreation (R)", "文化、体育和娱乐业";
    OtherServices = "other-services", "other services (S)", "居民服务和其他服务业";
    Households = "households", "households as employers (T)", "家庭雇佣";
    International = "international", "international organisations (U)", "国际组织";
}

vocabulary! {
    /// What an order buys.
    Service, "service kind";
    InstrumentTime = "instrument-time", "use of an instrument", "仪器使用";
    Testing = "testing", "testing and measurement", "检验检测";
    ExpertTime = "expert-time", "time of an expert", "专家服务";
    Consulting = "consulting", "consulting and advice", "咨询服务";
    Research = "research", "contract research", "委托研发";
    Design = "design", "design and prototyping", "设计与试制";
    Training = "training", "training", "培训";
    Simulation = "simulation", "computing and simulation", "计算与仿真";
    IpService = "ip-service", "patents and intellectual property", "知识产权服务";
    LegalService = "legal-service", "legal service", "法律服务";
    Certification = "certification", "certification", "认证";
    Travel = "travel", "travel", "差旅";
    Catering = "catering", "catering", "餐饮";
    Purchase = "purchase", "purchase of goods", "货物采购";
}

vocabulary! {
    /// What kind of body a provider is.
    ProviderKind, "provider kind";
    University = "university", "university or college", "高等院校";
    Institute = "institute", "public research institute", "科研院所";
    Hospital = "hospital", "hospital", "医院";
    Company = "company", "company", "企业";
    Platform = "platform", "shared platform", "共享平台";
}

vocabulary! {
    /// The public credit record of an enterprise.
    Credit, "credit record";
    Clear = "clear", "no entry", "无不良记录";
    Irregular = "irregular", "listed as operating abnormally", "列入经营异常名录";
    Dishonest = "dishonest", "listed as seriously dishonest", "列入严重失信名单";
}

vocabulary! {
    /// A document that a claim has to bring.
    Evidence, "evidence";
    Contract = "contract", "service contract", "服务合同";
    Invoice = "invoice", "invoice", "发票";
    PaymentProof = "payment-proof", "proof of payment", "付款凭证";
    Report = "report", "test or advice report", "检测或咨询报告";
    UsageRecord = "usage-record", "usage record of the instrument", "仪器使用记录";
    TimeSheet = "time-sheet", "time sheet", "工时表";
    AttendanceList = "attendance-list", "attendance list", "签到表";
    Certificate = "certificate", "certificate", "证书";
    Quotes = "quotes", "the quotes that were obtained", "报价单";
    FinalReport = "final-report", "final report of the enterprise", "结题报告";
    Consent = "consent", "employer's consent", "单位同意书";
}

vocabulary! {
    /// Who receives the subsidy.
    Payee, "payee";
    Enterprise = "enterprise", "the enterprise, refunded after review", "企业（事后退款）";
    Provider = "provider", "the provider, who redeems the voucher", "服务机构（兑付）";
    Wallet = "wallet", "the wallet into which the enterprise deposits its part", "钱包（企业先存入自付部分）";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_inverse_and_fit_a_bit_mask() {
        for vocabulary in [Size::VOCABULARY, Sector::VOCABULARY, Service::VOCABULARY, Evidence::VOCABULARY] {
            assert!(vocabulary.words.len() < 64);
            for (index, word) in (0i64..).zip(vocabulary.words) {
                assert_eq!(vocabulary.index(word.name).map(i64::from), Some(index));
                assert_eq!(vocabulary.word(index), Some(word));
            }
        }
        for &service in Service::ALL {
            assert_eq!(Service::of_name(service.name()), Some(service));
            assert_eq!(Service::VOCABULARY.index(service.name()).map(usize::from), Some(service as usize));
        }
    }

    #[test]
    fn a_word_serialises_as_its_name() {
        assert_eq!(serde_json::to_string(&Service::InstrumentTime).unwrap(), "\"instrument-time\"");
    }
}
