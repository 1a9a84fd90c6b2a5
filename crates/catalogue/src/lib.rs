//! Instruments, experts, organisations, tariffs, and the import of catalogues.
