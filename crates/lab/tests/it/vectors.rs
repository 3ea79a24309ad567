//! A vector index from the console to the picture, and into a link.

use lab::Lab;

use crate::demos::{empty, run};

const FOODS: &str = r#"aws dynamodb create-table --table-name Foods --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH --vector-indexes '[{"IndexName":"ByTaste","VectorAttribute":{"AttributeName":"taste"},"Dimensions":2,"DistanceFunction":"COSINE","Projection":{"ProjectionType":"KEYS_ONLY"}}]'
aws dynamodb put-item --table-name Foods --item '{"pk":{"S":"plum"},"taste":{"L":[{"N":"1"},{"N":"5"}]}}'
aws dynamodb put-item --table-name Foods --item '{"pk":{"S":"lemon"},"taste":{"L":[{"N":"9"},{"N":"1"}]}}'
lab idle"#;

const SEARCH: &str = r#"aws dynamodb search-vectors --table-name Foods --index-name ByTaste --search-vector '[{"N":"1"},{"N":"0"}]' --top-k 1 --query SearchResults[].Item.pk.S --output text"#;

fn foods() -> Lab {
    let mut lab = empty();
    run(&mut lab, FOODS);
    lab
}

#[test]
fn a_search_is_shown_and_told() {
    let mut lab = foods();
    assert_eq!(lab.run_all(SEARCH).0.text.trim(), "lemon");
    let snapshot = lab.snapshot();
    let index = &snapshot.tables[0].indexes[0];
    assert_eq!(
        (index.kind(), index.projection.as_str(), index.entry_count, index.status.as_str()),
        ("Vector index", "2 COSINE", 2, "ACTIVE")
    );
    let call = snapshot.calls.last().expect("a call").id;
    let detail = lab.detail(call).expect("its detail");
    assert_eq!(detail.headline, "The search of ByTaste answered with the 1 item whose vectors are nearest.");
    let told = format!("{:?}", detail.sentences);
    assert!(told.contains("Vector index ByTaste") || told.contains("G1"), "{told}");
    // Two vectors of 8 bytes, and the key of one with its vector.
    assert_eq!(
        (detail.arithmetic.len(), detail.arithmetic[0].unit.as_str(), detail.arithmetic[0].units),
        (1, "bytes", 36_000)
    );
}

#[test]
fn a_trimmed_link_has_the_index() {
    let lab = foods();
    let link = lab.link(true, None).expect("a link").link;
    let (mut opened, told) = Lab::open(Vec::new(), Some(&link), 5);
    assert_eq!(told.notices, []);
    assert_eq!(opened.snapshot().tables[0].indexes[0].kind(), "Vector index");
    assert_eq!(opened.run_all(SEARCH).0.text.trim(), "lemon");
}
