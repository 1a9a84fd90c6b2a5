//! Claims, positions, netting, settlement cycles and ISO 20022 messages.
