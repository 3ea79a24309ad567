//! Items and queries as forms make them, carried out by the engine.

use lab::Lab;
use lab::browse::{self, Browse, Spot, Term};
use lab::draft::{self, Draft};
use lab::grid::Grid;

const KEYS: [&str; 2] = ["Customer", "Day"];

/// Carries a request out as the console would; the grid of its answer.
#[track_caller]
fn carry_out(lab: &mut Lab, (operation, input): (&str, String)) -> Grid {
    let (ran, printed) = lab.run_all(&format!("{operation} {input}"));
    let call = ran.call.unwrap_or_else(|| panic!("{operation} {input}: {printed:?}"));
    lab.grid(call).expect("the latest call is kept")
}

#[track_caller]
fn done(lab: &mut Lab, made: (&str, String)) -> Grid {
    let text = made.1.clone();
    let grid = carry_out(lab, made);
    assert!(grid.refused.is_none(), "{text}: {:?}", grid.refused);
    grid
}

/// An item with every type, as JSON.
const EVERY: &str = r#"{"Customer":{"S":"Yan"},"Day":{"S":"2026-11-17"},"Bin":{"B":"AQID"},"Bins":{"BS":["AQ==","Ag=="]},
    "Deep":{"M":{"List":{"L":[{"N":"1"},{"NULL":true},{"M":{}}]},"Yes":{"BOOL":true}}},
    "Digits":{"N":"12345678901234567890123456789012345678"},"Nums":{"NS":["1.5","2"]},"Tags":{"SS":["a","b"]}}"#;

#[test]
fn a_draft_holds_all_ten_types_to_the_last_digit() {
    let mut lab = Lab::example(1, 0);
    let item = draft::read_item(EVERY).expect("an item");
    let mut written = Draft::of_item(&item, &KEYS);
    assert_eq!(written.problems(), []);
    assert_eq!(written.inner[0].name, "Customer");
    done(&mut lab, draft::put("Orders", &KEYS, &written, true));
    let key = r#"{"Customer":{"S":"Yan"},"Day":{"S":"2026-11-17"}}"#;
    let grid = done(&mut lab, draft::get("Orders", key));
    assert_eq!(grid.rows[0].item, item);
    assert_eq!(grid.rows[0].size, written.item_size());
    assert_eq!(grid.rows[0].key.as_deref(), Some(key));
    assert_eq!(&grid.columns[..2], &KEYS);

    // Only where there is none.
    let again = carry_out(&mut lab, draft::put("Orders", &KEYS, &written, true));
    assert_eq!(again.refused.map(|fault| fault.name).as_deref(), Some("ConditionalCheckFailedException"));

    // A change of three attributes is one UpdateItem.
    let before = written.clone();
    assert_eq!(draft::update("Orders", &KEYS, &before, &written), None);
    let place = |draft: &Draft, name: &str| draft.inner.iter().position(|field| field.name == name);
    let digits = place(&written, "Digits").expect("it is there");
    written.at(&[digits]).expect("it is there").value.text = "0.1".to_owned();
    let tags = place(&written, "Tags").expect("it is there");
    written.remove(&[tags]);
    written.add(&[]);
    let last = written.inner.len() - 1;
    let added = written.at(&[last]).expect("it was added");
    added.name = "name".to_owned();
    added.value.text = "reserved".to_owned();
    let made = draft::update("Orders", &KEYS, &before, &written).expect("there is a difference");
    assert!(made.1.contains("SET #a0 = :a0, #a1 = :a1 REMOVE #a2"), "{}", made.1);
    done(&mut lab, made);
    let grid = done(&mut lab, draft::get("Orders", key));
    assert_eq!(Draft::of_item(&grid.rows[0].item, &KEYS).item_size(), written.item_size());
    assert_eq!(grid.rows[0].cell("Digits").map(|cell| (cell.kind, cell.text)), Some(("N", "0.1".to_owned())));
    assert_eq!(grid.rows[0].cell("Tags"), None);

    // Only taking away.
    let before = written.clone();
    let bin = place(&written, "Bin").expect("it is there");
    written.remove(&[bin]);
    done(&mut lab, draft::update("Orders", &KEYS, &before, &written).expect("a difference"));
    done(&mut lab, draft::delete("Orders", &KEYS, &written));
    assert_eq!(done(&mut lab, draft::get("Orders", key)).count, 0);
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    let mut draft = Draft::empty_item(&[("Id", "N")]);
    let text = |draft: &mut Draft, path: &[usize], kind: &str, text: &str| {
        draft.turn_into(path, kind);
        draft.at(path).expect("a place").value.text = text.to_owned();
    };
    assert_eq!(draft.problems(), [(vec![0], "A number needs digits, such as 19.99.".to_owned())]);
    text(&mut draft, &[0], "N", &"1".repeat(39));
    let found = draft.problems();
    assert!(found[0].1.contains("38 significant digits"), "{found:?}");
    text(&mut draft, &[0], "N", "12x");
    assert!(draft.problems()[0].1.contains("12x"), "{:?}", draft.problems());
    text(&mut draft, &[0], "N", "1");
    draft.add(&[]);
    assert_eq!(draft.problems(), [(vec![1], "An attribute needs a name.".to_owned())]);
    draft.at(&[1]).expect("a place").name = "Id".to_owned();
    assert_eq!(draft.problems(), [(vec![1], "There is another attribute Id.".to_owned())]);
    draft.at(&[1]).expect("a place").name = "Other".to_owned();
    text(&mut draft, &[1], "B", "A");
    assert!(draft.problems()[0].1.contains("base64"), "{:?}", draft.problems());
    draft.turn_into(&[1], "NS");
    assert_eq!(draft.inner[1].value.inner[0].value.text, "A", "what was typed stays");
    draft.add(&[1]);
    draft.at(&[1, 0]).expect("a place").value.text = "1".to_owned();
    draft.at(&[1, 1]).expect("a place").value.text = "1.0".to_owned();
    assert_eq!(draft.problems(), [(vec![1, 1], "A set has every element once.".to_owned())]);
    draft.turn_into(&[1], "SS");
    assert_eq!(draft.problems(), []);
    draft.turn_into(&[1], "M");
    assert_eq!(draft.problems().len(), 2, "elements have no names: {:?}", draft.problems());
    draft.turn_into(&[1], "L");
    assert_eq!(draft.problems(), []);
    draft.remove(&[1, 0]);
    draft.remove(&[1, 0]);
    draft.turn_into(&[1], "SS");
    assert_eq!(draft.problems(), [(vec![1], "A set has at least one element.".to_owned())]);
    // As deep as one likes to press, and no deeper than items go.
    let mut path = vec![1];
    for _ in 0..40 {
        draft.turn_into(&path, "L");
        draft.add(&path);
        path.push(0);
    }
    assert!(draft.problems()[0].1.contains("32 levels"), "{:?}", draft.problems());
    text(&mut draft, &[1], "S", &"x".repeat(410_000));
    assert!(draft.problems()[0].1.contains("409600 bytes"), "{:?}", draft.problems());
    assert!(draft::read_item("{").is_err() && draft::read_item(r#"{"a":{"N":"x"}}"#).is_err());
}

fn term(name: &str, operator: &str, kind: &str, values: [&str; 2]) -> Term {
    let values = values.map(str::to_owned);
    Term { name: name.to_owned(), operator: operator.to_owned(), kind: kind.to_owned(), values }
}

#[test]
fn every_operator_of_the_query_builder_is_understood() {
    let mut lab = Lab::example(1, 0);
    let all = done(
        &mut lab,
        Browse { table: "Orders".to_owned(), ..Browse::default() }.request(None).expect("a scan"),
    );
    assert_eq!((all.count, all.scanned), (11, 11));
    for (operator, _) in browse::operators(false) {
        let kind = if operator == "size" { "N" } else { "S" };
        let value = match operator {
            "type" => "S",
            "size" => "3",
            _ => "2026-11-17",
        };
        let filters = vec![term("Day", operator, kind, [value, "2026-11-18"])];
        let asked = Browse { table: "Orders".to_owned(), filters, ..Browse::default() };
        done(&mut lab, asked.request(None).expect("a scan"));
    }
    for (operator, _) in browse::operators(true) {
        let asked = Browse {
            table: "Orders".to_owned(),
            query: true,
            keys: vec![
                term("Customer", "=", "S", ["Ana", ""]),
                term("Day", operator, "S", ["2026-11-17", "2026-11-18"]),
            ],
            filters: vec![
                term("Status", "in", "S", ["NEW, PAID", ""]),
                term("Items[0]", "not exists", "S", ["", ""]),
            ],
            consistent: true,
            backward: true,
            limit: "5".to_owned(),
            projection: "Customer, Day,Status".to_owned(),
            ..Browse::default()
        };
        done(&mut lab, asked.request(None).expect("a query"));
    }
}

#[test]
fn pages_follow_one_another_and_faults_have_a_field() {
    let mut lab = Lab::example(1, 0);
    let mut asked = Browse {
        table: "Orders".to_owned(),
        index: Some("ByStatus".to_owned()),
        limit: "4".to_owned(),
        ..Browse::default()
    };
    let (mut start, mut items, mut pages) = (None::<String>, 0, 0);
    loop {
        let grid = done(&mut lab, asked.request(start.as_deref()).expect("a scan"));
        assert_eq!(grid.columns[0], "Status");
        items += grid.count;
        pages += 1;
        start = grid.last_key;
        if start.is_none() {
            break;
        }
    }
    assert!(items > 4 && pages > 1, "{items} items, {pages} pages");
    asked.limit = "0".to_owned();
    asked.query = true;
    asked.keys = vec![term("Status", "=", "S", ["", ""])];
    asked.filters = vec![term("", "=", "S", ["x", ""]), term("Total", "=", "N", ["x", ""])];
    let wrong: Vec<Spot> =
        asked.request(None).expect_err("four faults").into_iter().map(|(spot, _)| spot).collect();
    assert_eq!(wrong, [Spot::Key(0), Spot::Filter(0), Spot::Filter(1), Spot::Limit]);
}
