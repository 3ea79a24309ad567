//! Virtual clock, event queue, seeded randomness and ids.
