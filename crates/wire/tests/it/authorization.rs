//! Signatures: what is missing is said, and the scope names the Region.

use crate::{SIGNATURE, Sent};

const QUERY: &str = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k%2F1%2Feu-west-3%2Fdynamodb%2Faws4_request\
                     &X-Amz-Signature=0&X-Amz-SignedHeaders=host&X-Amz-Date=1";

fn unsigned() -> Sent {
    Sent::new().without("Authorization")
}

fn signed(header: &str) -> Sent {
    Sent::new().with("Authorization", header)
}

#[track_caller]
fn region(sent: &Sent, expected: &str) {
    assert_eq!(sent.text(), (200, format!(r#"{{"TableNames":["{expected}"]}}"#)));
}

#[test]
fn a_whole_signature_names_the_region() {
    // spec: 1.1/Auth
    region(&Sent::new(), "eu-west-2");
    region(&unsigned().target(QUERY), "eu-west-3");
    // spec: A.5/Shards: awsRegion is taken from the request's signature scope
    region(
        &signed(
            "AWS4-HMAC-SHA256 Credential=a/b/ap-south-1/dynamodb/aws4_request,SignedHeaders=h,Signature=0",
        ),
        "ap-south-1",
    );
    region(
        &signed(
            "  AWS4-ECDSA-P256-SHA256 Credential=a/b/dynamodb/aws4_request, SignedHeaders=h, Signature=0",
        ),
        "dynamodb",
    );
    // Without a scope it is the address that tells.
    let scopeless = signed("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=h, Signature=0");
    region(&scopeless, "us-east-1");
    region(&scopeless.clone().with("Host", "dynamodb.eu-north-1.amazonaws.com"), "eu-north-1");
    region(&scopeless.clone().with("Host", "streams.dynamodb.eu-north-1.amazonaws.com"), "eu-north-1");
    region(&scopeless.with("Host", "123456789012.ddb.eu-north-1.amazonaws.com"), "eu-north-1");
}

#[test]
fn what_is_wrong_is_said() {
    let date = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    let requires = |name: &str| format!("Authorization header requires '{name}' parameter. ");
    let query = |name: &str| format!("AWS query-string parameters must include '{name}'. ");
    let missing =
        ("MissingAuthenticationTokenException", "Request is missing Authentication Token".to_owned());
    let header = |sent: Sent, words: &str| {
        let given =
            sent.headers.iter().find(|(name, _)| name == "Authorization").map(|(_, value)| value.clone());
        (
            sent,
            ("IncompleteSignatureException", format!("{words}Authorization={}", given.unwrap_or_default())),
        )
    };
    let in_query = |target: &str, words: &str| {
        (
            unsigned().target(target),
            ("IncompleteSignatureException", format!("{words}Re-examine the query-string parameters.")),
        )
    };
    let both = "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
    let all = ["Credential", "Signature", "SignedHeaders"].map(requires).concat();
    for (sent, (name, message)) in [
        // spec: 1.3/header and X-Amz-Algorithm query
        (Sent::new().target("/?X-Amz-Algorithm=A"), ("InvalidSignatureException", both.to_owned())),
        (Sent::new().target("/?X-Amz-Algorithm"), ("InvalidSignatureException", both.to_owned())),
        // spec: 1.3/neither, or header not starting AWS4-
        (unsigned(), missing.clone()),
        (signed("Bearer x"), missing.clone()),
        (signed("AWS"), missing),
        // spec: 1.3/header incomplete
        header(signed("AWS4-HMAC-SHA256"), &all),
        header(
            signed("AWS4-HMAC-SHA256 Credential=a"),
            &[requires("Signature"), requires("SignedHeaders")].concat(),
        ),
        header(signed("AWS4-X Credential=a, SignedHeaders=b"), &requires("Signature")),
        header(signed("AWS4-X Credential=, SignedHeaders=b, Signature=c"), &requires("Credential")),
        header(signed("AWS4-X Credential=a,Signature=b"), &requires("SignedHeaders")),
        header(signed("AWS4-X Credential=a,SignedHeaders=b,Signature=,Signature=c"), &requires("Signature")),
        header(signed("AWS4-X Credential=a,SignedHeaders=b,x=Signature=c"), &requires("Signature")),
        header(signed("AWS4-X Credential=a,SignedHeaders=b,Signature"), &requires("Signature")),
        header(signed(SIGNATURE).without("X-Amz-Date"), date),
        header(signed("AWS4-").without("X-Amz-Date"), &(all + date)),
        // spec: 1.3/query incomplete
        in_query(
            "/?X-Amz-Algorithm=A",
            &["X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"].map(query).concat(),
        ),
        in_query(
            "/?X-Amz-Algorithm",
            &["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"]
                .map(query)
                .concat(),
        ),
        in_query(
            "/?X-Amz-Algorithm=A&X-Amz-Credential=c&X-Amz-Signature=0&X-Amz-SignedHeaders=h",
            &query("X-Amz-Date"),
        ),
    ] {
        let json = format!(r#"{{"__type":"com.amazon.coral.service#{name}","message":"{message}"}}"#);
        assert_eq!(sent.text(), (400, json));
    }
    // Either of the two dates will do.
    region(&Sent::new().without("X-Amz-Date").with("Date", "today"), "eu-west-2");
}
