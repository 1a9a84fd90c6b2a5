//! Double entry as a pure state machine.
