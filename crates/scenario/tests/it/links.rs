//! What can happen to a link on its way.

use proptest::prelude::*;
use scenario::{LinkError, Scenario};

use crate::golden::small;

#[test]
fn there_and_back() {
    let scenario = small();
    assert_eq!(Scenario::from_link(&scenario.to_link()), Ok(scenario.clone()));
    assert_eq!(Scenario::from_json(&scenario.to_file()), Ok(scenario.clone()));
    assert_eq!(Scenario::from_json(&scenario.to_json()), Ok(scenario));
}

#[test]
fn links_are_short() {
    let scenario = small();
    let (link, json) = (scenario.to_link().len(), scenario.to_json().len());
    assert!(link < 1_000 && link * 4 < json, "{link} characters for {json} bytes");
}

#[test]
fn cut_at_every_length() {
    let link = small().to_link();
    for length in 1..link.len() {
        assert_eq!(Scenario::from_link(&link[..length]), Err(LinkError::Cut { characters: length as u64 }));
    }
}

#[test]
fn what_a_link_says_may_be_strange_too() {
    let json = small().to_json();
    for (from, to, code) in [
        ("\"scenario\":1", "\"scenario\":2", "link-newer"),
        ("\"input\":1", "\"input\":2", "link-newer"),
        ("\"mode\":\"simulated\"", "\"mode\":\"dreamt\"", "link-newer"),
        ("\"set\":", "\"fault\":", "link-newer"),
        ("\"header\":", "\"haeder\":", "link-damaged"),
        ("\"at\":0", "\"at\":-1", "link-damaged"),
    ] {
        let strange = json.replacen(from, to, 1);
        assert_ne!(strange, json, "{from}");
        let error = Scenario::from_json(&strange).expect_err("it is no scenario of this version");
        assert_eq!(error.code().replace("scenario", "link"), code, "{from}: {error}");
        assert!(error.to_string().ends_with('.'), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// A changed link never opens as another world: an error is told, or it is the same scenario.
    #[test]
    fn a_changed_link_is_told(place in any::<prop::sample::Index>(), other in "[A-Za-z0-9_.%-]", cut in 0..3_usize) {
        let link = small().to_link();
        let at = place.index(link.len());
        let mut changed = link.clone();
        changed.replace_range(at..=at, &other);
        changed.truncate(changed.len() - cut);
        match Scenario::from_link(&changed) {
            Ok(scenario) => prop_assert_eq!(scenario, small()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    /// Whatever stands behind `#` is survived.
    #[test]
    fn noise_is_survived(text in "\\PC{0,80}", bytes in "[A-Za-z0-9_-]{0,300}") {
        prop_assert!(Scenario::from_link(&text).is_err());
        let link = format!("s1d.{bytes}");
        prop_assert!(Scenario::from_link(&link).is_err());
        prop_assert!(Scenario::from_json(&text).is_err());
    }
}
