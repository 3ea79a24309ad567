//! Items that come from a file: what is written, what isn't and why, and that nothing is lost on the way.

use lab::Lab;
use lab::protocol::{Reply, Request};
use proptest::prelude::*;
use serde_json::Value;

use crate::demos::run;

const ORDERS: &str = "aws dynamodb create-table --table-name Orders --attribute-definitions AttributeName=Customer,AttributeType=S AttributeName=Day,AttributeType=N --key-schema AttributeName=Customer,KeyType=HASH AttributeName=Day,KeyType=RANGE";

/// A world with an empty table, with this capacity.
fn world(capacity: &str) -> Lab {
    let mut lab = Lab::new(session::Header::default());
    // What a table has at first it gets when it is active.
    run(&mut lab, "lab set burst.initial 0");
    run(&mut lab, &format!("{ORDERS} {capacity}\naws dynamodb wait table-exists --table-name Orders"));
    lab
}

fn on_demand() -> Lab {
    world("--billing-mode PAY_PER_REQUEST")
}

fn import(lab: &mut Lab, text: &str, write: bool) -> Result<Value, String> {
    let request = Request::ImportItems { table: "Orders".to_owned(), text: text.to_owned(), write };
    match lab.handle(&request) {
        Some(Ok(Reply::Text(report))) => Ok(serde_json::from_str(&report).expect("JSON")),
        Some(Err(fault)) => Err(fault.message),
        other => panic!("{other:?}"),
    }
}

fn export(lab: &mut Lab, csv: bool) -> String {
    match lab.handle(&Request::ExportItems { table: "Orders".to_owned(), csv }) {
        Some(Ok(Reply::Text(text))) => text,
        other => panic!("{other:?}"),
    }
}

fn items(lab: &Lab) -> u64 {
    lab.session().world().tables().iter().map(|table| table.item_count).sum()
}

#[test]
fn each_bad_row_is_told_of_and_handed_back_and_the_others_are_written() {
    let mut lab = on_demand();
    let text = "Customer,Day,Total,Note\r\n\
        Kim,1,12,fine\r\n\
        ,2,3,no customer\r\n\
        Ann,two,3,no number\r\n\
        Ann,3\r\n\
        Ann,4,1,\"a \"\"quote\"\", and\nanother line\"\r\n\
        Kim,1.0,9,again\r\n\
        Zoe,5,\"{\"\"NS\"\":[\"\"x\"\"]}\",bad set\r\n\
        Zoe,6,\"{\"\"NS\"\":[\"\"1\"\",\"\"2\"\"]}\",\r\n";
    let checked = import(&mut lab, text, false).expect("a file of items");
    assert_eq!(
        (&checked["good"], &checked["written"], &checked["bad"]),
        (&3.into(), &0.into(), &5.into()),
        "{checked}"
    );
    assert_eq!(items(&lab), 0, "only checked");
    let done = import(&mut lab, text, true).expect("a file of items");
    assert_eq!((&done["written"], &done["calls"], &done["bad"]), (&3.into(), &1.into(), &5.into()), "{done}");
    let rows: Vec<(u64, String)> = serde_json::from_value(done["rows"].clone()).expect("rows");
    let lines: Vec<u64> = rows.iter().map(|row| row.0).collect();
    assert_eq!(lines, [3, 4, 5, 8, 9], "{rows:?}");
    for (row, words) in rows.iter().zip([
        "Customer is empty",
        "cannot be converted to a numeric value",
        "It has 2 cells, and the first line 4",
        "It has the key of line 2",
        "cannot be converted to a numeric value",
    ]) {
        assert!(row.1.contains(words), "{row:?}: {words}");
    }
    // What was not written can be mended and taken in again.
    let rest = done["rest"].as_str().expect("text");
    assert_eq!(
        rest,
        "Customer,Day,Total,Note\n,2,3,no customer\nAnn,two,3,no number\nAnn,3\nKim,1.0,9,again\nZoe,5,\"{\"\"NS\"\":[\"\"x\"\"]}\",bad set\n"
    );
    let mended = rest.replace("Ann,two", "Ann,2");
    assert_eq!(import(&mut lab, &mended, true).expect("items")["written"], 2, "Ann's, and the other Kim's");
    let csv = export(&mut lab, true);
    assert!(csv.contains("Ann,4,\"a \"\"quote\"\", and\nanother line\",1\r\n"), "{csv}");
}

#[test]
fn files_that_are_none_are_refused_whole() {
    let mut lab = on_demand();
    for (text, words) in [
        ("", "The file is empty"),
        ("a,b\n1,2\n", "the table's key must be among them: Customer and Day"),
        ("Customer,Day,\nKim,1,2\n", "Column 3 has no name"),
        ("Customer,Day,Day\nKim,1,2\n", "Two columns are called Day"),
    ] {
        let why = import(&mut lab, text, true).expect_err(text);
        assert!(why.contains(words), "{why}");
    }
    // What spreadsheets write elsewhere.
    for text in ["Customer;Day;Total\nKim;1;2\n", "\u{feff}Customer\tDay\nAnn\t1\n"] {
        assert_eq!(import(&mut lab, text, true).expect("items")["written"], 1, "{text}");
    }
    let lines = "{\"Item\":{\"Customer\":{\"S\":\"Zoe\"},\"Day\":{\"N\":\"1\"}}}\n\nno\n{\"Item\":{\"Customer\":{\"S\":\"Zoe\"}}}\n{\"Item\":{\"Customer\":{\"S\":\"Zoe\"},\"Day\":{\"S\":\"1\"}}}\n";
    let done = import(&mut lab, lines, true).expect("items");
    assert_eq!((&done["written"], &done["bad"]), (&1.into(), &3.into()), "{done}");
    assert_eq!(
        (&done["rows"][0][0], &done["rows"][1][0], &done["rows"][2][0]),
        (&3.into(), &4.into(), &5.into())
    );
}

#[test]
fn what_an_index_refuses_is_found_row_by_row() {
    let mut lab = on_demand();
    run(
        &mut lab,
        r#"aws dynamodb update-table --table-name Orders --attribute-definitions AttributeName=Status,AttributeType=S --global-secondary-index-updates '[{"Create":{"IndexName":"ByStatus","KeySchema":[{"AttributeName":"Status","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]'
lab advance 30m"#,
    );
    let mut text = String::from("Customer,Day,Status\n");
    for n in 0..60 {
        // Numbers are no strings: what looks like one says so.
        let status = if n == 7 || n == 31 { "5" } else { "new" };
        text += &format!("Kim,{n},{status}\n");
    }
    let done = import(&mut lab, &text, true).expect("items");
    assert_eq!((&done["written"], &done["bad"]), (&58.into(), &2.into()), "{done}");
    assert_eq!((&done["rows"][0][0], &done["rows"][1][0]), (&9.into(), &33.into()));
    assert!(done["rows"][0][1].as_str().is_some_and(|why| why.contains("Type mismatch")), "{done}");
}

#[test]
fn what_is_throttled_is_tried_again() {
    for csv in [true, false] {
        let mut lab = world("--provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5");
        let mut text = String::from(if csv { "Customer,Day\n" } else { "" });
        for n in 0..200 {
            text += &if csv {
                format!("Kim,{n}\n")
            } else {
                format!("{{\"Item\":{{\"Customer\":{{\"S\":\"Kim\"}},\"Day\":{{\"N\":\"{n}\"}}}}}}\n")
            };
        }
        let done = import(&mut lab, &text, true).expect("items");
        assert_eq!((&done["written"], &done["bad"]), (&200.into(), &0.into()), "{done}");
        assert!(done["retries"].as_u64().is_some_and(|retries| retries > 3), "{done}");
        assert!(done["waited"].as_u64().is_some_and(|waited| waited > 10_000_000), "five a second: {done}");
        assert_eq!(items(&lab), 200);
    }
}

/// A value of any type that a cell may hold.
fn attribute() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[ -~äö\n\r\"]{0,12}",
        "-?[0-9]{1,4}(\\.[0-9]{1,3})?(e[0-9])?",
        Just("true".to_owned()),
        Just("{\"S\":\"x\"}".to_owned())
    ];
    let number = "-?[1-9][0-9]{0,30}(\\.[0-9]{0,5}[1-9])?";
    prop_oneof![
        text.prop_map(|it| serde_json::json!({ "S": it })),
        number.prop_map(|it| serde_json::json!({ "N": it })),
        any::<bool>().prop_map(|it| serde_json::json!({ "BOOL": it })),
        Just(serde_json::json!({ "NULL": true })),
        Just(serde_json::json!({ "B": "AAEC/w==" })),
        Just(serde_json::json!({ "SS": ["a,b", "\"c\""] })),
        Just(serde_json::json!({ "M": { "a": { "L": [{ "N": "1" }, { "S": "" }] } } })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_goes_out_as_a_table_comes_back_the_same(
        rows in prop::collection::vec(("[!-~ü\n,;\"]{1,6}", prop::option::of(attribute()), prop::option::of(attribute())), 1..12)
    ) {
        let mut lab = on_demand();
        for (n, (customer, a, b)) in rows.iter().enumerate() {
            let mut item = serde_json::json!({ "Customer": { "S": customer }, "Day": { "N": n.to_string() } });
            for (name, value) in [("a", a), ("b,\"", b)] {
                if let Some(value) = value {
                    item[name] = value.clone();
                }
            }
            let body = serde_json::json!({ "TableName": "Orders", "Item": item }).to_string();
            lab.handle(&Request::Call { operation: "PutItem".to_owned(), input: body });
        }
        let (csv, lines) = (export(&mut lab, true), export(&mut lab, false));
        prop_assert_eq!(lines.lines().count(), rows.len());
        for text in [&csv, &lines] {
            let mut fresh = on_demand();
            let done = import(&mut fresh, text, true);
            prop_assert_eq!(done.as_ref().map(|it| &it["bad"]), Ok(&0.into()), "{:?} of {}", done, text);
            prop_assert_eq!(export(&mut fresh, false), lines.clone());
            prop_assert_eq!(export(&mut fresh, true), csv.clone());
        }
    }
}
