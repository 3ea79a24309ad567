//! A world with its log and checkpoints: what is replayed, saved and undone.
