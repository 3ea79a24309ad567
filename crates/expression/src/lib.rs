//! Condition, filter, key-condition, update and projection expressions: parse, check, evaluate.
