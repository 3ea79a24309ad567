//! What the page's address asks for: a world in the fragment, a part of the page, the presenter.

use web_sys::window;

/// What is shown of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The regions that a page inside another page shows; none of its own world is stored then.
    pub embed: Option<Vec<Part>>,
    /// Whether it opens in the presenter.
    pub present: bool,
}

/// A region that can be shown alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The picture.
    Stage,
    /// Time.
    Timeline,
    /// Typing and answers.
    Console,
}

/// What the address asks for.
pub fn route() -> Route {
    let Some(location) = window().map(|window| window.location()) else { return Route::default() };
    parse(&location.search().unwrap_or_default(), &location.hash().unwrap_or_default())
}

/// What a query (with its `?`) and a fragment (with its `#`) ask for.
fn parse(search: &str, hash: &str) -> Route {
    let mut route = Route { present: hash == "#/present", ..Route::default() };
    for pair in search.trim_start_matches('?').split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match name {
            "present" => route.present = true,
            "embed" => {
                let named = value.split([',', '+']).chain(value.split("%2C")).filter_map(|name| match name {
                    "stage" => Some(Part::Stage),
                    "timeline" => Some(Part::Timeline),
                    "console" => Some(Part::Console),
                    _ => None,
                });
                let mut parts: Vec<Part> = Vec::new();
                for part in named {
                    if !parts.contains(&part) {
                        parts.push(part);
                    }
                }
                if parts.is_empty() {
                    parts.push(Part::Stage);
                }
                route.embed = Some(parts);
            }
            _ => {}
        }
    }
    route
}

/// The page's address without its query and fragment.
pub(crate) fn here() -> String {
    let href = window().and_then(|w| w.location().href().ok()).unwrap_or_default();
    href.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// The address that opens a link's fragment.
pub(crate) fn address(fragment: &str) -> String {
    format!("{}#{fragment}", here())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let embed = |parts: &[Part]| Route { embed: Some(parts.to_vec()), present: false };
        for (search, hash, route) in [
            ("", "", Route::default()),
            ("", "#s1d.AAA", Route::default()),
            ("?present", "#s1d.AAA", Route { embed: None, present: true }),
            ("", "#/present", Route { embed: None, present: true }),
            ("?embed", "", embed(&[Part::Stage])),
            ("?embed=console,stage,stage", "", embed(&[Part::Console, Part::Stage])),
            ("?a=b&embed=stage%2Ctimeline", "", embed(&[Part::Stage, Part::Timeline])),
            ("?embed=%3Cscript%3E", "", embed(&[Part::Stage])),
        ] {
            assert_eq!(parse(search, hash), route, "{search} {hash}");
        }
    }
}
