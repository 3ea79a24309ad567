//! Formats for people: scenarios, shareable links, example worlds.
