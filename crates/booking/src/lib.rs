//! Reservations: life cycle, availability, overlap, wait list, usage record.
