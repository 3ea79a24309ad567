//! Attribute values, 38-digit numbers, items, sizes and order-preserving keys.
