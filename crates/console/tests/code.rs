//! Requests in every notation.

use std::fmt::Write as _;

use api::shapes::{Operation, Shape, operations};
use console::{Action, Context, notations, parse_script};
use proptest::prelude::*;

#[track_caller]
fn check(operation: &str, input: &str, name: &str, expect: Result<&str, &str>) {
    let all = notations(operation, input, "eu-west-2");
    let shown = all.iter().find(|shown| shown.name == name).expect("the notation");
    assert_eq!(shown.code.as_deref().map_err(String::as_str), expect, "{operation} {input}");
}

const PUT: &str = r#"{"TableName":"Orders","Item":{"Id":{"N":"1"},"Note":{"S":"it's \"so\""},"Price":{"N":"19.90"}},"ConditionExpression":"attribute_not_exists(Id)"}"#;

#[test]
fn the_aws_cli() {
    check(
        "PutItem",
        PUT,
        "AWS CLI",
        Ok(r#"aws dynamodb put-item \
    --table-name Orders \
    --item '{"Id": {"N": "1"}, "Note": {"S": "it'\''s \"so\""}, "Price": {"N": "19.90"}}' \
    --condition-expression 'attribute_not_exists(Id)'"#),
    );
    check("ListTables", "{}", "AWS CLI", Ok("aws dynamodb list-tables"));
    check(
        "Scan",
        r#"{"TableName":"Orders","ConsistentRead":false,"AttributesToGet":["a b","c"],"Limit":5}"#,
        "AWS CLI",
        Ok(
            "aws dynamodb scan \\\n    --table-name Orders \\\n    --attributes-to-get 'a b' c \\\n    --limit 5 \\\n    --no-consistent-read",
        ),
    );
    check(
        "GetRecords",
        r#"{"ShardIterator":"file://x"}"#,
        "AWS CLI",
        Ok(r#"aws dynamodbstreams get-records --cli-input-json '{"ShardIterator": "file://x"}'"#),
    );
    check(
        "Scan",
        r#"{"TableName":"Orders","FilterExpression":"-1 > a"}"#,
        "AWS CLI",
        Ok("aws dynamodb scan --table-name Orders --filter-expression='-1 > a'"),
    );
    check(
        "Scan",
        r#"{"Table":"Orders"}"#,
        "AWS CLI",
        Err(
            "The AWS CLI can't ask for this: Parameter validation failed:\nMissing required parameter in input: \"TableName\"\nUnknown parameter in input: \"Table\", must be one of: TableName, IndexName, AttributesToGet, Limit, Select, ScanFilter, ConditionalOperator, ExclusiveStartKey, ReturnConsumedCapacity, TotalSegments, Segment, ProjectionExpression, FilterExpression, ExpressionAttributeNames, ExpressionAttributeValues, ConsistentRead",
        ),
    );
    check(
        "Scan",
        "{",
        "AWS CLI",
        Err(
            "The request is no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1).",
        ),
    );
}

#[test]
fn json() {
    check("ListTables", "{}", "JSON", Ok("ListTables {}"));
    check(
        "PutItem",
        PUT,
        "JSON",
        Ok(r#"PutItem {
    "TableName": "Orders",
    "Item": {"Id": {"N": "1"}, "Note": {"S": "it's \"so\""}, "Price": {"N": "19.90"}},
    "ConditionExpression": "attribute_not_exists(Id)"
}"#),
    );
}

#[test]
fn boto3() {
    check(
        "PutItem",
        PUT,
        "boto3 client",
        Ok(r#"import boto3

dynamodb = boto3.client("dynamodb", region_name="eu-west-2")
response = dynamodb.put_item(
    TableName="Orders",
    Item={"Id": {"N": "1"}, "Note": {"S": "it's \"so\""}, "Price": {"N": "19.90"}},
    ConditionExpression="attribute_not_exists(Id)",
)
print(response)
"#),
    );
    check(
        "PutItem",
        PUT,
        "boto3 resource",
        Ok(r#"from decimal import Decimal

import boto3

dynamodb = boto3.resource("dynamodb", region_name="eu-west-2")
table = dynamodb.Table("Orders")
response = table.put_item(
    Item={"Id": 1, "Note": "it's \"so\"", "Price": Decimal("19.90")},
    ConditionExpression="attribute_not_exists(Id)",
)
print(response)
"#),
    );
    check(
        "TransactGetItems",
        r#"{"TransactItems":[{"Get":{"TableName":"T","Key":{"b":{"B":"AP8i"},"s":{"S":"x"}}}}]}"#,
        "boto3 resource",
        Ok(r#"import boto3

dynamodb = boto3.resource("dynamodb", region_name="eu-west-2")
response = dynamodb.meta.client.transact_get_items(
    TransactItems=[{"Get": {"TableName": "T", "Key": {"b": b"\x00\xff\"", "s": "x"}}}],
)
print(response)
"#),
    );
    check(
        "ListStreams",
        "{}",
        "boto3 resource",
        Err("boto3 has no resource for DynamoDB Streams; use the client."),
    );
}

#[test]
fn javascript() {
    check(
        "PutItem",
        PUT,
        "JavaScript",
        Ok(r#"import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({ region: "eu-west-2" });
const response = await client.send(new PutItemCommand({
    TableName: "Orders",
    Item: {Id: {N: "1"}, Note: {S: "it's \"so\""}, Price: {N: "19.90"}},
    ConditionExpression: "attribute_not_exists(Id)",
}));
console.log(response);
"#),
    );
}

#[test]
fn partiql() {
    #[track_caller]
    fn says(operation: &str, input: &str, expect: &str) {
        check(operation, input, "PartiQL", Ok(expect));
    }
    #[track_caller]
    fn refuses(operation: &str, input: &str, expect: &str) {
        check(operation, input, "PartiQL", Err(expect));
    }
    says("PutItem", PUT, r#"INSERT INTO "Orders" VALUE {'Id': 1, 'Note': 'it''s "so"', 'Price': 19.90}"#);
    says(
        "PutItem",
        r#"{"TableName":"T","Item":{"a":{"M":{"b":{"L":[{"BOOL":true},{"NULL":true}]},"c":{"SS":["x"]},"d":{"NS":["1","2"]}}}}}"#,
        "INSERT INTO \"T\" VALUE {'a': {'b': [true, null], 'c': <<'x'>>, 'd': <<1, 2>>}}\n-- PutItem replaces an item that has this key; INSERT refuses to.",
    );
    says(
        "GetItem",
        r##"{"TableName":"T","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"ProjectionExpression":"a.b[0], #n","ExpressionAttributeNames":{"#n":"c d"},"ConsistentRead":true}"##,
        "SELECT \"a\".\"b\"[0], \"c d\" FROM \"T\" WHERE \"pk\" = 'a' AND \"sk\" = 1\n-- ConsistentRead: true is an option of ExecuteStatement, not of the statement.",
    );
    says(
        "DeleteItem",
        r#"{"TableName":"T","Key":{"pk":{"S":"a"}},"ConditionExpression":"attribute_exists(x) OR y IN (:v, :w)","ExpressionAttributeValues":{":v":{"N":"1"},":w":{"N":"2"}},"ReturnValues":"ALL_OLD"}"#,
        "DELETE FROM \"T\" WHERE \"pk\" = 'a' AND (attribute_exists(\"x\") OR \"y\" IN (1, 2)) RETURNING ALL OLD *",
    );
    says(
        "UpdateItem",
        r##"{"TableName":"T","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET a = a + :one, #l = list_append(#l, :l) REMOVE b, c[1] ADD n :one, s :s DELETE t :s","ExpressionAttributeNames":{"#l":"my list"},"ExpressionAttributeValues":{":one":{"N":"1"},":l":{"L":[{"S":"x, y"}]},":s":{"SS":["q"]}},"ReturnValues":"UPDATED_NEW"}"##,
        "UPDATE \"T\" SET \"a\" = \"a\" + 1, \"my list\" = list_append(\"my list\", ['x, y']) REMOVE \"b\" REMOVE \"c\"[1] SET \"n\" = \"n\" + 1 SET \"s\" = set_add(\"s\", <<'q'>>) SET \"t\" = set_delete(\"t\", <<'q'>>) WHERE \"pk\" = 'a' RETURNING MODIFIED NEW *\n-- UpdateItem creates an item that is not there; UPDATE refuses to.",
    );
    says(
        "Query",
        r#"{"TableName":"T","IndexName":"I","KeyConditionExpression":"pk = :p AND sk BETWEEN :a AND :b","FilterExpression":"begins_with(x, :a)","ExpressionAttributeValues":{":p":{"S":"p"},":a":{"S":"a"},":b":{"S":"b"}}}"#,
        "SELECT * FROM \"T\".\"I\" WHERE \"pk\" = 'p' AND \"sk\" BETWEEN 'a' AND 'b' AND (begins_with(\"x\", 'a'))",
    );
    says("Scan", r#"{"TableName":"T"}"#, "SELECT * FROM \"T\"");
    says(
        "ExecuteStatement",
        r#"{"Statement":"SELECT * FROM T WHERE a = ? AND b = '?' AND c = ?","Parameters":[{"S":"x?"},{"N":"2"}]}"#,
        "SELECT * FROM T WHERE a = 'x?' AND b = '?' AND c = 2",
    );
    says(
        "BatchExecuteStatement",
        r#"{"Statements":[{"Statement":"SELECT * FROM T WHERE a = ?","Parameters":[{"S":"x"}]},{"Statement":"SELECT * FROM U"}]}"#,
        "SELECT * FROM T WHERE a = 'x';\nSELECT * FROM U",
    );
    refuses(
        "CreateTable",
        r#"{"TableName":"T"}"#,
        "There is no PartiQL for CreateTable: statements read and write items only.",
    );
    refuses("Scan", r#"{"TableName":"T","Select":"COUNT"}"#, "PartiQL doesn't count.");
    refuses(
        "GetItem",
        r#"{"TableName":"T","Key":{"pk":{"B":"AA=="}}}"#,
        "PartiQL has no literals for binary values: they travel as parameters of ExecuteStatement.",
    );
    refuses(
        "UpdateItem",
        r#"{"TableName":"T","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET a = if_not_exists(a, :z)","ExpressionAttributeValues":{":z":{"N":"0"}}}"#,
        "PartiQL has nothing for if_not_exists.",
    );
}

/// A random input that the AWS CLI would send.
struct Maker(u64);

impl Maker {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn text(&mut self, least: u32) -> String {
        const PARTS: &[&str] = &[
            "a", "B", "7", " ", "'", "\"", "\\", "\n", "é", "😀", "$", "`", "file://", "--", "-", "#n", ":v",
            "{", "}", "[", "]", ",", "=", ";", "|", "&", "<", ">", "“", "’", "!", "\t", "\u{1}", "%", "^",
            "(", ")", "?", "~", "@=",
        ];
        let count = self.next(6) + u64::from(least);
        (0..count).map(|_| PARTS[usize::try_from(self.next(PARTS.len() as u64)).unwrap_or(0)]).collect()
    }

    fn value(&mut self, shape: &'static Shape, depth: u32) -> String {
        let quoted = |text: &str| {
            let mut out = String::from("\"");
            for c in text.chars() {
                match c {
                    '"' => out.push_str("\\\""),
                    '\\' => out.push_str("\\\\"),
                    c if c < ' ' => {
                        write!(out, "\\u{:04x}", u32::from(c)).expect("a String takes everything");
                    }
                    c => out.push(c),
                }
            }
            out + "\""
        };
        match shape {
            Shape::Structure { members, .. } => {
                let mut parts = Vec::new();
                for member in *members {
                    let wanted = member.required
                        || depth < 4 && self.next(if shape.is_attribute_value() { 8 } else { 3 }) == 0;
                    if wanted {
                        parts.push(format!("\"{}\":{}", member.name, self.value(member.shape, depth + 1)));
                    }
                }
                format!("{{{}}}", parts.join(","))
            }
            Shape::List { element, length, .. } => {
                let count = self.next(3).max(u64::from(length.min.unwrap_or(0)));
                let parts: Vec<String> = (0..count).map(|_| self.value(element, depth + 1)).collect();
                format!("[{}]", parts.join(","))
            }
            Shape::Map { value, key, .. } => {
                let least = match key {
                    Shape::String { length, .. } => length.min.unwrap_or(0),
                    _ => 0,
                };
                let count = self.next(3);
                let parts: Vec<String> = (0..count)
                    .map(|index| {
                        let name = format!("{}{index}", self.text(least));
                        format!("{}:{}", quoted(&name), self.value(value, depth + 1))
                    })
                    .collect();
                format!("{{{}}}", parts.join(","))
            }
            Shape::String { length, .. } => {
                let text = self.text(length.min.unwrap_or(0));
                quoted(&text)
            }
            Shape::Integer { range } | Shape::Long { range } => {
                (self.next(1_000) + u64::from(range.min.unwrap_or(0))).to_string()
            }
            Shape::Double => "0.5".to_owned(),
            Shape::Boolean => (self.next(2) == 0).to_string(),
            Shape::Blob => "\"AP8=\"".to_owned(),
            Shape::Timestamp => "1795165200".to_owned(),
        }
    }

    fn request(&mut self) -> (&'static Operation, String) {
        let built: Vec<&Operation> = operations().iter().filter(|operation| operation.built).collect();
        let operation = built[usize::try_from(self.next(built.len() as u64)).unwrap_or(0)];
        (operation, self.value(operation.input, 0))
    }
}

fn parsed(text: &str) -> Option<(&'static str, String)> {
    let script = parse_script(text, &Context::default());
    let [command] = script.commands.as_slice() else { return None };
    match &command.action {
        Ok(Action::Aws(call)) => Some((call.operation, call.input.clone())),
        _ => None,
    }
}

/// A single quote in a value, and what looks like another shell's JSON behind it.
#[test]
fn a_quote_in_a_value_begins_nothing() {
    for value in [r#"'[\"\""#, r#"'{\"a"#, "'[“a", "''"] {
        let input = format!(r#"{{"TableName":"{value}"}}"#);
        let all = notations("DescribeTable", &input, "eu-west-2");
        let cli = all[0].code.as_ref().expect("the AWS CLI's notation");
        let (_, again) = parsed(cli).expect("one command");
        assert_eq!(canonical(&again), canonical(&input), "{cli}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// What is printed asks for the same again.
    #[test]
    fn round_trips(seed in 1_u64..) {
        let (operation, input) = Maker(seed).request();
        let all = notations(operation.name, &input, "eu-west-2");
        let cli = all[0].code.as_ref().map_err(|reason| TestCaseError::fail(format!("{operation:?} {input}: {reason}")))?;
        let (asked, again) = parsed(cli).ok_or_else(|| TestCaseError::fail(cli.clone()))?;
        prop_assert_eq!((asked, canonical(&again)), (operation.name, canonical(&input)));
        let json = all[1].code.as_ref().map_err(|reason| TestCaseError::fail(reason.clone()))?;
        let (asked, again) = parsed(json).ok_or_else(|| TestCaseError::fail(json.clone()))?;
        prop_assert_eq!((asked, canonical(&again)), (operation.name, canonical(&input)));
        prop_assert!(all[3].code.is_ok() && all[5].code.is_ok());
    }

    /// Whatever was sent, showing it neither fails nor hangs.
    #[test]
    fn anything_can_be_shown(text in ".{0,200}", json in r#"\{("[A-Za-z]{1,12}":("[^"\\]{0,9}"|[0-9]{1,9}|\[\]|\{\}|null),?){0,6}\}"#) {
        for operation in ["PutItem", "UpdateItem", "Query", "ExecuteStatement", "GetRecords", "Nothing"] {
            let _ = notations(operation, &text, "x");
            let _ = notations(operation, &json, "x");
        }
    }
}

/// JSON without blanks and with its members sorted, by a reader of its own.
fn canonical(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}
