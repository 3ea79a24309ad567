//! Tags of tables.

use super::*;

fn tags(world: &mut World) -> Value {
    let answer = ask(world, "ListTagsOfResource", &json!({"ResourceArn": ARN}).to_string());
    serde_json::from_str(&answer).unwrap_or(Value::String(answer))
}

// spec: A.5/Tags
#[test]
fn tags_come_and_go() {
    let mut world = instant();
    let tag = |pairs: &[(&str, &str)]| {
        let tags: Vec<Value> = pairs.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
        json!({"ResourceArn": ARN, "Tags": tags}).to_string()
    };
    // spec: 3.7/Tags
    let missing =
        format!("ResourceNotFoundException: Requested resource not found: ResourcArn: {ARN} not found");
    assert_eq!(ask(&mut world, "TagResource", &tag(&[("a", "1")])), missing);
    assert_eq!(tags(&mut world), json!(missing));
    assert_eq!(
        ask(&mut world, "UntagResource", &json!({"ResourceArn": ARN, "TagKeys": ["a"]}).to_string()),
        "ResourceNotFoundException: Requested resource not found"
    );
    // What is wrong with tags is told of a table that is there.
    let untag_system = json!({"ResourceArn": ARN, "TagKeys": ["aws:x"]}).to_string();
    assert_eq!(ask(&mut world, "TagResource", &tag(&[("a", "1"), ("a", "2")])), missing);
    assert_eq!(
        ask(&mut world, "UntagResource", &untag_system),
        "ResourceNotFoundException: Requested resource not found"
    );
    let mut table: Value = serde_json::from_str(PLAIN).expect("JSON");
    table["Tags"] = json!([{"Key": "first", "Value": "0"}]);
    let answer = ask(&mut world, "CreateTable", &table.to_string());
    assert!(!answer.contains("Tags"), "{answer}");
    assert_eq!(tags(&mut world), json!({"Tags": [{"Key": "first", "Value": "0"}]}));
    assert_eq!(
        ask(&mut world, "TagResource", &tag(&[("a", "1"), ("a", "2")])),
        "ValidationException: Duplicate Tag Keys provided as input: Duplicate Tag Key found a"
    );
    assert_eq!(
        ask(&mut world, "UntagResource", &untag_system),
        "ValidationException: Tag Key cannot be prefixed with aws:, Key: aws:x"
    );
    assert_eq!(ask(&mut world, "TagResource", &tag(&[("a", "1"), ("first", "2")])), "");
    let both = json!({"Tags": [{"Key": "first", "Value": "2"}, {"Key": "a", "Value": "1"}]});
    assert_eq!(tags(&mut world), both);
    let untag = json!({"ResourceArn": ARN, "TagKeys": ["first", "absent"]}).to_string();
    assert_eq!(ask(&mut world, "UntagResource", &untag), "");
    assert_eq!(tags(&mut world), json!({"Tags": [{"Key": "a", "Value": "1"}]}));
    let many: Vec<(String, &str)> = (0..50).map(|n| (format!("k{n}"), "v")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(key, value)| (key.as_str(), *value)).collect();
    assert_eq!(
        ask(&mut world, "TagResource", &tag(&many)),
        "ValidationException: Number of Tags exceed the current limit for the provided ResourceArn"
    );
    assert_eq!(ask(&mut world, "TagResource", &tag(&many[..49])), "");
    let restored = World::restore(world.durable(), None).expect("a checkpoint");
    assert_eq!(restored.state_hash(), world.state_hash());
    let elsewhere = ARN.replace("123456789012", "999999999999");
    let answer = ask(&mut world, "ListTagsOfResource", &json!({"ResourceArn": elsewhere}).to_string());
    check_contains(&answer, "AccessDeniedException: User: ");
    let wrong = json!({"ResourceArn": elsewhere, "TagKeys": ["aws:x"]}).to_string();
    check_contains(&ask(&mut world, "UntagResource", &wrong), "AccessDeniedException: User: ");
}

#[test]
fn tags_settle() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let tag = |value: &str| json!({"ResourceArn": ARN, "Tags": [{"Key": "a", "Value": value}]}).to_string();
    assert_eq!(ask(&mut world, "TagResource", &tag("1")), "");
    assert_eq!(
        ask(&mut world, "TagResource", &tag("2")),
        "LimitExceededException: Subscriber limit exceeded: Table tags are being updated: Notes"
    );
    advance(&mut world, 2 * SECOND);
    assert_eq!(ask(&mut world, "TagResource", &tag("2")), "");
}
