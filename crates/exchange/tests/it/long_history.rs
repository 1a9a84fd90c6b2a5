//! The long history that a measurement fills a server with.

use jiangnan_store::Query;

use crate::market::*;

/// Every index and trigger, and whether the trigger acts.
const AROUND_TABLES: &str = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL \
     SELECT tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1";

#[test]
fn reservations_are_copied_into_the_past_and_the_tables_stay_as_they_are() {
    let market = Market::ready();
    let database = market.exchange.database();
    if database.path().is_some() {
        let refused = database.multiply_reservations(20, 1).unwrap_err();
        assert!(refused.to_string().contains("name a server"), "{refused}");
        return;
    }
    market.must(engineer(), market.reserve(1, span(16, 9, 11)));
    market.must(engineer(), market.reserve(2, span(17, 9, 11)));
    let around = || -> Vec<String> {
        let reader = market.exchange.reader().unwrap();
        reader.rows("pg_indexes", AROUND_TABLES, &[], |fields| fields.take()).unwrap()
    };
    let before = around();
    let two_days = 172_800;
    assert_eq!(database.multiply_reservations(20, two_days).unwrap(), 20);
    assert_eq!(around(), before);
    assert!(market.run(engineer(), market.reserve(3, span(17, 10, 12))).is_err(), "that time is taken");
    market.must(engineer(), market.reserve(4, span(18, 9, 11)));
}
