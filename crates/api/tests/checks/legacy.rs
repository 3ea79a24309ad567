//! The parameters from before expressions: a fault a case, and the trees that they become.

use api::dynamodb::Request;
use expression::Printer;

use super::{accepts, refuses, refuses_classic};

const INVALID: &str = "One or more parameter values were invalid: ";
const ENVELOPE: &str = "1 validation error detected: ";

fn expected(rest: &str) -> String {
    format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"a"}}}},"Expected":{{{rest}}}}}"#)
}

fn updates(rest: &str) -> String {
    format!(r#"{{"TableName":"Tab","Key":{{"pk":{{"S":"a"}}}},"AttributeUpdates":{{{rest}}}}}"#)
}

fn scan_filter(rest: &str) -> String {
    format!(r#"{{"TableName":"Tab","ScanFilter":{{{rest}}}}}"#)
}

fn keys(rest: &str) -> String {
    format!(r#"{{"TableName":"Tab","KeyConditions":{{{rest}}}}}"#)
}

#[test]
fn expectations() {
    for (rest, sentence) in [
        (
            // spec: 5.10/Exists + ComparisonOperator
            r#""a":{"Exists":true,"ComparisonOperator":"EQ","Value":{"S":"x"}}"#,
            "Exists and ComparisonOperator cannot be used together for Attribute: a",
        ),
        (
            // spec: 5.10/Value + AttributeValueList
            r#""a":{"Value":{"S":"x"},"AttributeValueList":[{"S":"x"}],"ComparisonOperator":"EQ"}"#,
            "Value and AttributeValueList cannot be used together for Attribute: a",
        ),
        (
            // spec: 5.10/list without operator
            r#""a":{"AttributeValueList":[{"S":"x"}]}"#,
            "AttributeValueList can only be used with a ComparisonOperator for Attribute: a",
        ),
        (
            // spec: 5.10/operator without values
            r#""a":{"ComparisonOperator":"EQ"}"#,
            "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a",
        ),
        // spec: 5.10/Exists true/null without Value
        (r#""a":{"Exists":true}"#, "Value must be provided when Exists is true for Attribute: a"),
        (r#""a":{}"#, "Value must be provided when Exists is null for Attribute: a"),
        (
            // spec: 5.10/Exists false with Value
            r#""a":{"Exists":false,"Value":{"S":"x"}}"#,
            "Value cannot be used when Exists is false for Attribute: a",
        ),
        (
            // spec: 5.10/argument count
            r#""a":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"S":"x"}]}"#,
            "Invalid number of argument(s) for the BETWEEN ComparisonOperator",
        ),
        (
            r#""a":{"ComparisonOperator":"NULL","AttributeValueList":[{"S":"x"}]}"#,
            "Invalid number of argument(s) for the NULL ComparisonOperator",
        ),
        (
            r#""a":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"x"},{"S":"y"}]}"#,
            "Invalid number of argument(s) for the EQ ComparisonOperator",
        ),
        (
            r#""a":{"ComparisonOperator":"IN","AttributeValueList":[]}"#,
            "Invalid number of argument(s) for the IN ComparisonOperator",
        ),
        (
            // spec: 5.10/mixed list types
            r#""a":{"ComparisonOperator":"IN","AttributeValueList":[{"S":"x"},{"N":"1"}]}"#,
            "AttributeValues inside AttributeValueList must be of same type",
        ),
        (
            // spec: 5.10/operator/type
            r#""a":{"ComparisonOperator":"BEGINS_WITH","Value":{"N":"1"}}"#,
            "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type",
        ),
        (
            r#""a":{"ComparisonOperator":"LT","Value":{"SS":["x"]}}"#,
            "ComparisonOperator LT is not valid for SS AttributeValue type",
        ),
        (
            r#""a":{"ComparisonOperator":"CONTAINS","Value":{"L":[]}}"#,
            "ComparisonOperator CONTAINS is not valid for L AttributeValue type",
        ),
        (
            r#""a":{"ComparisonOperator":"IN","AttributeValueList":[{"BOOL":true}]}"#,
            "ComparisonOperator IN is not valid for BOOL AttributeValue type",
        ),
        // spec: 5.10/unknown operator (case-sensitive)
        (r#""a":{"ComparisonOperator":"eq","Value":{"S":"x"}}"#, "Invalid comparison operator"),
        // The values are looked at too.
        (r#""a":{"Value":{"SS":[]}}"#, "An string set  may not be empty"),
    ] {
        refuses("PutItem", &expected(rest), &format!("{ENVELOPE}{INVALID}{sentence}"));
        let body = expected(rest).replace("\"Item\"", "\"Key\"");
        refuses("DeleteItem", &body, &format!("{ENVELOPE}{INVALID}{sentence}"));
        refuses("UpdateItem", &body, &format!("{ENVELOPE}{INVALID}{sentence}"));
        if sentence != "Invalid comparison operator" {
            refuses_classic("PutItem", &expected(rest), &format!("{INVALID}{sentence}"));
        }
    }
    refuses("PutItem", &expected(r#""":{"Exists":false}"#), &format!("{ENVELOPE}Empty attribute name"));
    refuses(
        "PutItem",
        // spec: 5.10/BETWEEN inverted
        &expected(r#""a":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"N":"5"},{"N":"1"}]}"#),
        &format!(
            "{ENVELOPE}The BETWEEN condition was provided a range where the lower bound is greater than the upper \
             bound"
        ),
    );
    refuses_classic(
        "PutItem",
        &expected(r#""a":{"ComparisonOperator":"eq","Value":{"S":"x"}}"#),
        "1 validation error detected: Value 'eq' at 'expected.a.member.comparisonOperator' failed to satisfy \
         constraint: Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, \
         NE, LE, BEGINS_WITH, GE, CONTAINS]",
    );
    // The older layer looks at the operator before what it goes with.
    for rest in [
        r#""a":{"ComparisonOperator":"eq","Value":{"S":"x"},"AttributeValueList":[]}"#,
        r#""a":{"ComparisonOperator":"eq","Exists":true}"#,
    ] {
        refuses_classic(
            "PutItem",
            &expected(rest),
            "1 validation error detected: Value 'eq' at 'expected.a.member.comparisonOperator' failed to satisfy \
             constraint: Member must satisfy enum value set: [IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, \
             NE, LE, BEGINS_WITH, GE, CONTAINS]",
        );
    }
}

#[test]
fn attribute_updates() {
    for (rest, sentence) in [
        // spec: 5.10/AttributeUpdates without value
        (r#""a":{}"#, "Only DELETE action is allowed when no attribute value is specified"),
        (r#""a":{"Action":"ADD"}"#, "Only DELETE action is allowed when no attribute value is specified"),
        // spec: 5.10/DELETE/ADD type
        (
            r#""a":{"Action":"DELETE","Value":{"S":"x"}}"#,
            "DELETE action with value is not supported for the type S",
        ),
        (r#""a":{"Action":"ADD","Value":{"S":"x"}}"#, "ADD action is not supported for the type S"),
        (r#""a":{"Action":"ADD","Value":{"M":{}}}"#, "ADD action is not supported for the type M"),
    ] {
        refuses("UpdateItem", &updates(rest), &format!("{INVALID}{sentence}"));
    }
    // spec: 5.10/bad action
    let bad = updates(r#""a":{"Action":"put","Value":{"S":"x"}}"#);
    refuses(
        "UpdateItem",
        &bad,
        &format!("{ENVELOPE}Member must satisfy enum value set: [ADD, DELETE, PUT]' for Action"),
    );
    refuses_classic(
        "UpdateItem",
        &bad,
        "1 validation error detected: Value 'put' at 'attributeUpdates.a.member.action' failed to satisfy \
         constraint: Member must satisfy enum value set: [ADD, DELETE, PUT]",
    );
    refuses(
        "UpdateItem",
        &updates(r#""a":{"Value":{}}"#),
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    );
    // Sets without members are told bare here, unlike in an expectation.
    let no_member = "One or more parameter values were invalid: An string set  may not be empty";
    refuses("UpdateItem", &updates(r#""a":{"Value":{"SS":[]}}"#), no_member);
    refuses(
        "UpdateItem",
        r#"{"TableName":"Tab","Key":{},"Expected":{"a":{"Value":{"SS":[]}}}}"#,
        &format!("{ENVELOPE}{no_member}"),
    );
}

#[test]
fn filters_and_operators() {
    refuses(
        "Scan",
        // spec: 5.10/unknown operator; 8/legacy filters
        &scan_filter(r#""a":{"AttributeValueList":[{"S":"x"}]}"#),
        "1 validation error detected: Value null at 'scanFilter.a.member.comparisonOperator' failed to satisfy \
         constraint: Member must not be null",
    );
    refuses(
        "Scan",
        &scan_filter(r#""a":{"ComparisonOperator":"LIKE","AttributeValueList":[{"S":"x"}]}"#),
        &format!("{INVALID}Invalid comparison operator"),
    );
    let eq =
        |name: &str| format!(r#""{name}":{{"ComparisonOperator":"EQ","AttributeValueList":[{{"S":"x"}}]}}"#);
    let joined = |filter: &str, operator: &str| {
        format!(r#"{{"TableName":"Tab","ScanFilter":{{{filter}}},"ConditionalOperator":"{operator}"}}"#)
    };
    let both = format!("{},{}", eq("a"), eq("b"));
    for (body, sentence) in [
        // spec: 5.10/ConditionalOperator alone / with one / bad
        (
            r#"{"TableName":"Tab","ConditionalOperator":"AND"}"#.to_owned(),
            "ConditionalOperator cannot be used without Filter or Expected".to_owned(),
        ),
        (
            joined(&eq("a"), "OR"),
            "ConditionalOperator can only be used when Filter or Expected has two or more elements"
                .to_owned(),
        ),
        (
            joined(&both, "XOR"),
            "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]".to_owned(),
        ),
        (
            r#"{"TableName":"Tab","AttributesToGet":["a","b","a"]}"#.to_owned(),
            // spec: 5.3/AttributesToGet duplicates
            format!("{INVALID}Duplicate value in attribute name: a"),
        ),
        (
            r#"{"TableName":"Tab","AttributesToGet":["a",""]}"#.to_owned(),
            // spec: 2.1/empty attribute name
            "Empty attribute name".to_owned(),
        ),
        (
            r#"{"TableName":"Tab","AttributesToGet":["a"],"Select":"COUNT"}"#.to_owned(),
            format!("{ENVELOPE}Cannot specify the AttributesToGet when choosing to get only the Count"),
        ),
        (
            r##"{"TableName":"Tab","AttributesToGet":["a"],"ExpressionAttributeNames":{"#a":"a"}}"##
                .to_owned(),
            "ExpressionAttributeNames can only be specified when using expressions".to_owned(),
        ),
    ] {
        refuses("Scan", &body, &sentence);
    }
    refuses_classic(
        "Scan",
        &joined(&both, "XOR"),
        "1 validation error detected: Value 'XOR' at 'conditionalOperator' failed to satisfy constraint: \
         Member must satisfy enum value set: [OR, AND]",
    );
    accepts("Scan", &joined(&both, "OR"));
}

#[test]
fn key_conditions() {
    let one = r#""pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}"#;
    let with = |operator: &str, list: &str| {
        keys(&format!(r#"{one},"sk":{{"ComparisonOperator":"{operator}","AttributeValueList":[{list}]}}"#))
    };
    let length = "Conditions can be of length 1 or 2 only";
    for (body, sentence) in [
        // spec: 5.10/KeyConditions count / operator
        (keys(""), length),
        (keys(&format!("{one},{},{}", one.replace("pk", "a"), one.replace("pk", "b"))), length),
        (
            with("BETWEEN", r#"{"N":"2"},{"N":"1"}"#),
            "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
        ),
        (
            with("LT", ""),
            "One or more parameter values were invalid: Invalid number of argument(s) for the LT ComparisonOperator",
        ),
        (
            r#"{"TableName":"Tab"}"#.to_owned(),
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        ),
    ] {
        refuses("Query", &body, sentence);
    }
    // Other operators are for the table to refuse.
    for operator in ["EQ", "LE", "LT", "GE", "GT", "BEGINS_WITH", "NE", "IN", "CONTAINS"] {
        accepts("Query", &with(operator, r#"{"S":"x"}"#));
    }
    accepts("Query", &with("BETWEEN", r#"{"S":"x"},{"S":"y"}"#));
}

/// What a request's older parameters become, printed as an expression.
#[track_caller]
// spec: 5.1/Query
#[test]
fn start_keys_before_what_key_conditions_mean() {
    let start = "The parameter cannot be converted to a numeric value: z";
    let with = |conditions: &str| {
        let body = keys(conditions);
        format!(r#"{},"ExclusiveStartKey":{{"pk":{{"N":"z"}}}}}}"#, &body[..body.len() - 1])
    };
    for conditions in
        ["", r#""pk":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"S":"b"},{"S":"a"}]}"#]
    {
        refuses("Query", &with(conditions), start);
        refuses_classic("Query", &with(conditions), start);
    }
    let none = r#""pk":{"ComparisonOperator":"EQ","AttributeValueList":[]}"#;
    refuses(
        "Query",
        &with(none),
        &format!("{INVALID}Invalid number of argument(s) for the EQ ComparisonOperator"),
    );
    refuses_classic("Query", &with(none), start);
}

fn check_tree(operation: &str, body: &str, text: &str) {
    let mut printer = Printer::new();
    let found = match accepts(operation, body) {
        Request::PutItem(put) => put.condition.map(|one| printer.condition(&one)),
        Request::UpdateItem(update) => update.update.map(|one| printer.update(&one)),
        Request::Scan(scan) => scan
            .filter
            .map(|one| printer.condition(&one))
            .or(scan.projection.map(|one| printer.projection(&one))),
        Request::Query(query) => Some(printer.key_condition(&query.key_condition)),
        _ => None,
    };
    assert_eq!(found.as_deref(), Some(text), "{body}");
}

#[test]
fn trees() {
    for (rest, text) in [
        // spec: 5.10/Expected
        (r#""a":{"Value":{"S":"x"}}"#, "a = :v0"),
        (r#""a":{"Value":{"S":"x"},"Exists":true}"#, "a = :v0"),
        (r#""a":{"Exists":false}"#, "attribute_not_exists(a)"),
        (r#""a":{"ComparisonOperator":"NE","Value":{"S":"x"}}"#, "a <> :v0"),
        (r#""a":{"ComparisonOperator":"NULL"}"#, "attribute_not_exists(a)"),
        (r#""a":{"ComparisonOperator":"NOT_NULL"}"#, "attribute_exists(a)"),
        (
            r#""a":{"ComparisonOperator":"NOT_CONTAINS","Value":{"S":"x"}}"#,
            "attribute_exists(a) AND NOT contains(a, :v0)",
        ),
        (
            r#""a":{"ComparisonOperator":"IN","AttributeValueList":[{"N":"1"},{"N":"2"},{"N":"3"}]}"#,
            "a IN (:v0, :v1, :v2)",
        ),
        (
            r#""a.b":{"Exists":false},"c":{"Exists":false}"#,
            "attribute_not_exists(#n0) AND attribute_not_exists(c)",
        ),
    ] {
        check_tree("PutItem", &expected(rest), text);
    }
    let both = r#"{"TableName":"Tab","ConditionalOperator":"OR","ScanFilter":{
        "a":{"ComparisonOperator":"LT","AttributeValueList":[{"N":"1"}]},
        "b":{"ComparisonOperator":"BEGINS_WITH","AttributeValueList":[{"S":"x"}]}}}"#;
    // spec: 5.10/ConditionalOperator OR; 5.10/QueryFilter/ScanFilter
    check_tree("Scan", both, "a < :v0 OR begins_with(b, :v1)");
    // spec: 5.10/AttributesToGet
    check_tree("Scan", r#"{"TableName":"Tab","AttributesToGet":["b","a.c"]}"#, "b, #n0");
    // spec: 5.10/KeyConditions
    check_tree(
        "Query",
        &keys(
            r#""sk":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"N":"1"},{"N":"2"}]},
               "pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"x"}]}"#,
        ),
        "sk BETWEEN :v0 AND :v1 AND pk = :v2",
    );
    for (rest, text) in [
        // spec: 5.10/AttributeUpdates
        (r#""a":{"Value":{"S":"x"}}"#, "SET a = :v0"),
        (r#""a":{"Action":"DELETE"}"#, "REMOVE a"),
        (r#""a":{"Action":"DELETE","Value":{"SS":["x"]}}"#, "DELETE a :v0"),
        (r#""a":{"Action":"ADD","Value":{"N":"1"}}"#, "ADD a :v0"),
        (
            r#""a":{"Action":"ADD","Value":{"L":[{"S":"x"}]}}"#,
            "SET a = list_append(if_not_exists(a, :v0), :v1)",
        ),
    ] {
        check_tree("UpdateItem", &updates(rest), text);
    }
}
