//! The first hits of an order, without sorting all of them.

/// The first so many by a key, in its order; what is equal stays in no particular order unless the key tells
/// it apart.
pub fn first<T, K: Ord>(mut hits: Vec<T>, count: usize, key: impl Fn(&T) -> K) -> Vec<T> {
    if count < hits.len() {
        if count > 0 {
            hits.select_nth_unstable_by(count - 1, |one, other| key(one).cmp(&key(other)));
        }
        hits.truncate(count);
    }
    hits.sort_unstable_by_key(key);
    hits
}
