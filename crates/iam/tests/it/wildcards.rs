//! `*` and `?`.

use iam::glob_matches;

#[track_caller]
fn check(pattern: &str, text: &str, expect: bool) {
    assert_eq!(glob_matches(pattern, text), expect, "{pattern} and {text}");
}

#[test]
fn patterns() {
    check("*", "", true);
    check("", "", true);
    check("", "a", false);
    check("dynamodb:Get*", "dynamodb:GetItem", true);
    check("dynamodb:Get*", "dynamodb:BatchGetItem", false);
    check("*Item", "dynamodb:GetItem", true);
    check("a*b*c", "aXbYc", true);
    check("a*b*c", "acb", false);
    check("a?c", "abc", true);
    check("a?c", "ac", false);
    check("???", "äöü", true);
    check("*aab", "aaaab", true);
    check("*ab?*cab", "xxabycabcab", true);
    check("a*a", "a", false);
    check("*abab*abab", "ababab", false);
    check("*abab*abab", "abababab", true);
}

#[test]
fn a_mean_pattern_comes_to_an_end() {
    // Tried in every way, this would take longer than the universe has.
    let pattern = "*a".repeat(5_000) + "b";
    let text = "a".repeat(20_000);
    assert!(!glob_matches(&pattern, &text));
}
