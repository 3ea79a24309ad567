//! What is no call: health, pages of other origins, other methods, and limits.

use crate::{ID, Sent};

const NOBODY: &str = "<UnknownOperationException/>\n";

#[test]
fn statuses_and_bodies() {
    for (row, sent, status, body) in [
        // spec: 1.1/GET /
        ("health", Sent::bare("GET"), 200, "healthy: dynamodb.us-east-1.amazonaws.com "),
        (
            "health of a Region",
            Sent::bare("GET").with("Host", "dynamodb.eu-west-2.amazonaws.com"),
            200,
            "healthy: dynamodb.eu-west-2.amazonaws.com ",
        ),
        // spec: 1.1/Account-based endpoints
        (
            "health of an account's endpoint",
            Sent::bare("GET").with("host", "123456789012.ddb.eu-west-2.amazonaws.com:443"),
            200,
            "healthy: dynamodb.eu-west-2.amazonaws.com ",
        ),
        (
            "health, by the balancer's path",
            Sent::bare("GET").target("/ping"),
            200,
            "healthy: dynamodb.us-east-1.amazonaws.com ",
        ),
        // spec: 1.1/PUT/DELETE, OPTIONS without Origin
        ("PUT", Sent::bare("PUT"), 404, NOBODY),
        ("DELETE", Sent::bare("DELETE"), 404, NOBODY),
        ("PATCH", Sent::bare("PATCH"), 404, NOBODY),
        ("HEAD", Sent::bare("HEAD"), 404, NOBODY),
        ("OPTIONS without Origin", Sent::bare("OPTIONS"), 404, NOBODY),
        ("another path", Sent { target: "/a".into(), ..Sent::new() }, 404, NOBODY),
        // spec: 1.1/Other/no content type with a body
        ("no content type", Sent::new().without("Content-Type"), 404, NOBODY),
        ("another content type", Sent::new().with("Content-Type", "text/plain"), 404, NOBODY),
        ("a later protocol", Sent::new().with("Content-Type", "application/x-amz-json-1.1"), 404, NOBODY),
        ("a form", Sent::new().with("Content-Type", "application/x-www-form-urlencoded"), 404, NOBODY),
        ("no content type before bad JSON", Sent::new().without("Content-Type").body("{"), 404, NOBODY),
        // spec: 1.1/Body > 16 MB
        // spec: 5.7/more than > 16 MB
        ("a body too large", Sent::new().body(vec![b' '; 16 * 1024 * 1024 + 1]), 413, ""),
        // spec: A.5/Wire: over-long headers or request line
        ("a header too long", Sent::new().with("X-Long", &"x".repeat(17_000)), 400, ""),
        ("a request line too long", Sent::bare("GET").target(&format!("/?{}", "x".repeat(17_000))), 400, ""),
        (
            "many headers",
            (0..300).fold(Sent::new(), |sent, n| sent.with(&format!("X-{n}"), &"x".repeat(60))),
            400,
            "",
        ),
    ] {
        assert_eq!(sent.text(), (status, body.to_owned()), "{row}");
    }
}

#[test]
fn what_is_just_short_enough_is_answered() {
    assert_eq!(Sent::new().with("X-Long", &"x".repeat(15_000)).answer().status, 200);
    let mut body = b"{}".to_vec();
    body.resize(16 * 1024 * 1024, b' ');
    assert_eq!(Sent::new().body(body).answer().status, 200);
}

/// spec: 1.1/Other/no content type with a body (29 bytes, crc32 3552371480)
#[test]
fn nobody_is_29_bytes_with_their_checksum() {
    let answer = Sent::bare("PUT").answer();
    assert_eq!(answer.body.len(), 29);
    assert_eq!(answer.header("x-amz-crc32"), Some("3552371480"));
    assert_eq!(answer.header("x-amzn-requestid"), Some(ID));
}

/// spec: 1.1/Content-Type accepted
#[test]
fn content_types_are_told_back() {
    for (given, answered) in [
        ("application/x-amz-json-1.0", "application/x-amz-json-1.0"),
        ("application/json", "application/json"),
        ("  application/json ; charset=utf-8", "application/json"),
        ("application/x-amz-json-1.0;charset=UTF-8", "application/x-amz-json-1.0"),
        ("Application/JSON", "application/json"),
    ] {
        let answer = Sent::new().with("Content-Type", given).answer();
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(answered)), "{given}");
    }
}

/// spec: 1.2/Headers
#[test]
fn headers_of_a_good_answer() {
    let answer = Sent::new().answer();
    assert_eq!(answer.header("Server"), Some("Server"));
    assert_eq!(answer.header("x-amzn-RequestId"), Some(ID));
    assert_eq!(answer.header("x-amz-crc32"), Some(&*crc32fast::hash(&answer.body).to_string()));
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[test]
fn pages_of_other_origins() {
    // spec: 1.1/CORS
    let preflight = Sent::bare("OPTIONS")
        .with("Origin", "http://a")
        .with("Access-Control-Request-Headers", "x-amz-target, content-type")
        .with("Access-Control-Request-Method", "POST")
        .answer();
    assert_eq!((preflight.status, preflight.body.len()), (200, 0));
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    assert_eq!(preflight.header("access-control-max-age"), Some("172800"));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("x-amz-target, content-type"));
    assert_eq!(preflight.header("access-control-allow-methods"), Some("POST"));
    let short = Sent::bare("OPTIONS").with("Origin", "http://a").answer();
    assert_eq!((short.status, short.header("access-control-allow-methods")), (200, None));
    // spec: A.5/Wire: CORS exposes x-amzn-* and x-amz-crc32
    for sent in [Sent::new(), Sent::new().body("["), Sent::bare("GET"), Sent::bare("PUT")] {
        let answer = sent.with("Origin", "http://a").answer();
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let exposed = answer.header("access-control-expose-headers").unwrap_or_default();
        assert!(exposed.contains("x-amzn-requestid") && exposed.contains("x-amz-crc32"), "{exposed}");
    }
}

/// What the service says of nothing is nothing, with its checksum.
/// spec: 1.2/Success (void operations)
// spec: A.5/Wire: TagResource answers an empty body
#[test]
fn void_operations_answer_an_empty_body() {
    let sent = Sent::new().with("X-Amz-Target", "DynamoDB_20120810.TagResource");
    let answer = sent.answer_with(&Ok(api::dynamodb::Response::Nothing));
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b""[..]));
    assert_eq!(answer.header("x-amz-crc32"), Some("0"));
    assert_eq!(answer.header("content-type"), Some("application/x-amz-json-1.0"));
}

/// spec: 1.1/Method/path
#[test]
fn both_services_are_at_the_same_path() {
    for target in ["DynamoDBStreams_20120810.ListStreams", "DynamoDB_20120810.ListTables"] {
        let sent = Sent::new().with("X-Amz-Target", target);
        assert_eq!(sent.answer_with(&Ok(api::dynamodb::Response::Nothing)).status, 200, "{target}");
    }
}

/// spec: 1.2/Errors
/// spec: 1.2/Error body
/// spec: 1.2/prefix table
/// spec: 1.5/InternalServerError
/// spec: 8/wire
#[test]
fn errors_have_their_statuses_prefixes_and_keys() {
    use api::ErrorCode as Code;
    for (code, status, prefix, key) in [
        (Code::ValidationException, 400, "com.amazon.coral.validate#", "message"),
        (Code::ResourceNotFoundException, 400, "com.amazonaws.dynamodb.v20120810#", "message"),
        (Code::ConditionalCheckFailedException, 400, "com.amazonaws.dynamodb.v20120810#", "message"),
        (Code::TransactionCanceledException, 400, "com.amazonaws.dynamodb.v20120810#", "Message"),
        (Code::IdempotentParameterMismatchException, 400, "com.amazonaws.dynamodb.v20120810#", "Message"),
        (Code::TransactionInProgressException, 400, "com.amazonaws.dynamodb.v20120810#", "Message"),
        (Code::TransactionConflictException, 400, "com.amazonaws.dynamodb.v20120810#", "message"),
        (Code::SerializationException, 400, "com.amazon.coral.service#", "Message"),
        (Code::AccessDeniedException, 400, "com.amazon.coral.service#", "Message"),
        (Code::UnrecognizedClientException, 400, "com.amazon.coral.service#", "message"),
        (Code::ThrottlingException, 400, "com.amazon.coral.service#", "message"),
        (Code::InternalServerError, 500, "com.amazonaws.dynamodb.v20120810#", "message"),
    ] {
        let answer = Sent::new().answer_with(&Err(api::ApiError::new(code, "words")));
        let body = format!(r#"{{"__type":"{prefix}{}","{key}":"words"}}"#, code.name());
        assert_eq!((answer.status, String::from_utf8(answer.body).expect("text")), (status, body));
    }
}

#[test]
fn services_that_are_not_served_here_say_so() {
    let json = |target: &str, kind: &str| Sent::new().with("X-Amz-Target", target).with("Content-Type", kind);
    for (sent, command) in [
        (
            json("GraniteServiceVersion20100801.DescribeAlarms", "application/x-amz-json-1.0"),
            "aws cloudwatch help",
        ),
        (json("AmazonDAXV3.DescribeClusters", "application/x-amz-json-1.1"), "aws dax help"),
        (Sent::bare("GET").target("/2015-03-31/functions/?MaxItems=5"), "aws lambda help"),
        (Sent::bare("POST").target("/2015-03-31/event-source-mappings"), "aws lambda help"),
    ] {
        let (status, body) = sent.text();
        assert!(
            status == 404 && body.contains(r#""message":""#) && body.contains(command),
            "{status} {body}"
        );
        assert_eq!(sent.answer().header("x-amzn-errortype"), Some("UnknownOperationException"));
    }
}
