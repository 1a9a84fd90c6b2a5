//! Scenarios and seeded populations that drive the real scheme code.
