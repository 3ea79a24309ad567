//! What happened: events with causes, and the ring that keeps the latest.
