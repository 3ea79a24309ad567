//! `ExecuteStatement`, `BatchExecuteStatement` and `ExecuteTransaction` before any table is looked at.

use serde_json::{Value, json};

use super::{accepts, refuses};

#[track_caller]
fn execute_refuses(body: &Value, expected: &str) {
    refuses("ExecuteStatement", &body.to_string(), expected);
}

#[track_caller]
fn statement_refuses(statement: &str, expected: &str) {
    execute_refuses(&json!({ "Statement": statement }), expected);
}

#[track_caller]
fn statement_accepts(statement: &str) {
    accepts("ExecuteStatement", &json!({ "Statement": statement }).to_string());
}

/// The sentence of one faulty condition.
#[track_caller]
fn where_refuses(condition: &str, expected: &str) {
    statement_refuses(&format!("SELECT * FROM Tab WHERE {condition}"), expected);
}

#[test]
fn members() {
    // spec: 6.4/member errors
    let one = |sentence: &str| format!("1 validation error detected: {sentence}");
    let long = "x".repeat(8193);
    execute_refuses(
        &json!({}),
        &one("Value null at 'statement' failed to satisfy constraint: Member must not be null"),
    );
    execute_refuses(
        &json!({"Statement": ""}),
        &one(
            "Value '' at 'statement' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
    );
    execute_refuses(
        &json!({"Statement": long}),
        &one(&format!(
            "Value '{long}' at 'statement' failed to satisfy constraint: Member must have length less than or equal to \
             8192"
        )),
    );
    execute_refuses(
        &json!({"Statement": "SELECT * FROM Tab", "Parameters": []}),
        &one(
            "Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
    );
    execute_refuses(
        &json!({"Statement": "", "Parameters": [], "Limit": 0, "ReturnConsumedCapacity": "X",
            "ReturnValuesOnConditionCheckFailure": "Y"}),
        "5 validation errors detected: \
         Value 'Y' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value \
         set: [ALL_OLD, NONE]; \
         Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1; \
         Value '' at 'statement' failed to satisfy constraint: Member must have length greater than or equal to 1; \
         Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: \
         [INDEXES, TOTAL, NONE]; \
         Value '[]' at 'parameters' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
    // spec: 6.1/ExecuteStatement
    execute_refuses(
        &json!({"Statement": "SELECT * FROM Tab", "NextToken": "x".repeat(32_769)}),
        &one(&format!(
            "Value '{}' at 'nextToken' failed to satisfy constraint: Member must have length less than or equal to 32768",
            "x".repeat(32_769)
        )),
    );
    // Not in base64, too short, and one of another statement.
    for (token, sentence) in [
        ("x", "Invalid NextToken"),
        ("eA==", "Invalid NextToken"),
        ("AAAAAAAAAAAAAA==", "NextToken does not match request"),
    ] {
        execute_refuses(&json!({"Statement": "SELECT * FROM Tab", "NextToken": token}), sentence);
    }
}

#[test]
fn parameters() {
    // spec: 6.4/parameters
    let many = "Number of parameters in request and statement don't match.";
    statement_refuses("SELECT * FROM Tab WHERE pk = ?", many);
    execute_refuses(
        &json!({"Statement": "SELECT * FROM Tab WHERE pk = ?", "Parameters": [{"S": "a"}, {"S": "b"}]}),
        many,
    );
    execute_refuses(
        &json!({"Statement": "SELECT * FROM Tab WHERE pk = 'a'", "Parameters": [{"S": "a"}]}),
        many,
    );
    execute_refuses(
        &json!({"Statement": "INSERT INTO Tab VALUE ?", "Parameters": [{"M": {"": {"S": "a"}}}]}),
        "Empty attribute name",
    );
    let body = json!({"Statement": "INSERT INTO Tab VALUE {'pk': ?, 'b': [?], 'bs': ?}",
        "Parameters": [{"S": "a"}, {"B": "AA=="}, {"BS": ["AA=="]}]});
    accepts("ExecuteStatement", &body.to_string());
}

#[test]
fn clauses() {
    for (statement, sentence) in [
        // spec: 6.4/index in write
        ("UPDATE Tab.i SET a = 1 WHERE pk = 'a'", "This operation is not supported on an index"),
        ("DELETE FROM \"Tab\".\"i\" WHERE pk = 'a'", "This operation is not supported on an index"),
        (
            "INSERT INTO Tab.i VALUE {'pk': ?}",
            "FROM clause may only contain a single table name in data manipulation statements at 1:13:3",
        ),
        // spec: 6.4/RETURNING on DELETE
        (
            "DELETE FROM Tab WHERE pk = 'a' RETURNING MODIFIED OLD *",
            "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE \
             statements.",
        ),
        // spec: 6.4/ORDER BY
        (
            "SELECT * FROM Tab ORDER BY pk",
            "Must have WHERE clause in the statement when using ORDER BY clause.",
        ),
        // spec: 6.4/unknown function
        ("SELECT * FROM Tab WHERE foo(pk)", "Unrecognized function: foo at 1:25:3"),
        ("SELECT * FROM Tab WHERE pk = Foo(1)", "Unrecognized function: foo at 1:30:3"),
        ("SELECT * FROM Tab WHERE CAST(pk AS INT) = 1", "Unrecognized function: cast at 1:25:4"),
        ("SELECT * FROM Tab WHERE EXISTS(pk)", "Unrecognized function: exists at 1:25:6"),
        (
            "UPDATE Tab SET a = if_not_exists(a, 1) WHERE pk = 'a'",
            "Unrecognized function: if_not_exists at 1:20:13",
        ),
        // spec: 6.2/EXISTS
        (
            "EXISTS(SELECT * FROM Tab WHERE pk = 'a')",
            "EXISTS can only be used in ExecuteTransaction write requests.",
        ),
        (
            "UPDATE Tab SET a = 1 SET a.b = 2 WHERE pk = 'a'",
            "Two document paths overlap with each other; must remove or rewrite one of these paths; \
             path one: [a], path two: [a, b]",
        ),
        (
            "UPDATE Tab SET a = 'x' + 1 WHERE pk = 'a'",
            "Incorrect operand type for operator or function; operator or function: +, operand type: S",
        ),
        (
            "UPDATE Tab SET a = set_add( a, 1) WHERE pk = 'a'",
            "The second argument to SET_ADD must be a value with type SET at 1:29:1",
        ),
        (
            "UPDATE Tab SET abc = set_delete(abc, b) WHERE pk = 'a'",
            "The second argument to SET_DELETE must be a value with type SET at 1:33:3",
        ),
        (
            "UPDATE Tab SET a = set_add(a.b, 1) WHERE pk = 'a'",
            "The first argument to SET_ADD must equal the assignment value at 1:20:7",
        ),
        (
            "UPDATE Tab SET a = set_delete(a) WHERE pk = 'a'",
            "SET_DELETE must have exactly two arguments at 1:20:10",
        ),
    ] {
        statement_refuses(statement, sentence);
    }
}

#[test]
fn literals() {
    let item = |value: &str| format!("INSERT INTO Tab VALUE {{'pk': 'a', 'x': {value}}}");
    let overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
    for (value, sentence) in [
        // spec: 6.4/set literals
        ("<<>>", "Empty bags are not supported".to_owned()),
        (
            "<<1, 'a'>>",
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags".to_owned(),
        ),
        (
            "<<true>>",
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags".to_owned(),
        ),
        (
            "<<'a', 'b', 'a'>>",
            "One or more parameter values were invalid: Input collection [a, b, a] contains duplicates! under root.x"
                .to_owned(),
        ),
        ("`abc`", "Ion Literals are not supported: SYMBOL under key root at 1:40:5".to_owned()),
        (
            "{'a': [0, `{b: 1}`]}",
            "Ion Literals are not supported: STRUCT under key root.a[1] at 1:50:8".to_owned(),
        ),
        ("<<1, `2`>>", "Ion Literals are not supported: INT under key root at 1:45:3".to_owned()),
        (
            "<<`2`>>",
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags".to_owned(),
        ),
        // spec: 6.4/literal out of range
        ("1e126", format!("{overflow} under root.x")),
        ("[0, 1e126]", format!("{overflow} under root.x[1]")),
        (
            "1e-131",
            "Number underflow. Attempting to store a number with magnitude smaller than supported range under root.x"
                .to_owned(),
        ),
        (
            "123456789012345678901234567890123456789",
            "Attempting to store more than 38 significant digits in a Number under root.x".to_owned(),
        ),
    ] {
        statement_refuses(&item(value), &sentence);
    }
    where_refuses("a = [`1`]", "Ion Literals are not supported: INT under key root[0] at 1:30:3");
    where_refuses("a = 1e126", &format!("{overflow} under root"));
    let nested = |levels: usize| item(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
    statement_accepts(&nested(32));
    statement_refuses(
        &nested(33),
        &format!("Nesting Levels have exceeded supported limits under root.x{}", "[0]".repeat(32)),
    );
    // spec: 2.4/put: PutItem, BatchWrite put, TransactWrite Put, PartiQL INSERT
    execute_refuses(
        &json!({"Statement": "INSERT INTO Tab VALUE {'pk': 'a', 'x': ?}", "Parameters": [{"S": "x".repeat(409_600)}]}),
        "Item size has exceeded the maximum allowed size",
    );
}

#[test]
fn operands() {
    // spec: 6.4/operands
    for (condition, sentence) in [
        ("a = MISSING", "MISSING must be compared using IS operator".to_owned()),
        (
            "a < true",
            "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL".to_owned(),
        ),
        (
            "a = a",
            "The first operand must be distinct from the remaining operands for this operator or function; \
             operator: =, first operand: [a]"
                .to_owned(),
        ),
        (
            "a BETWEEN 2 AND 1",
            "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; \
             lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"
                .to_owned(),
        ),
        (
            "a BETWEEN 'a' AND 1",
            "The BETWEEN operator requires same data type for lower and upper bounds; \
             lower bound operand: AttributeValue: {S:a}, upper bound operand: AttributeValue: {N:1}"
                .to_owned(),
        ),
        (
            "begins_with(a, 1)",
            "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N"
                .to_owned(),
        ),
        (
            "attribute_exists('a')",
            "Operator or function requires a document path; operator or function: attribute_exists".to_owned(),
        ),
        (
            "SIZE(a, b) > 1",
            "Incorrect number of operands for operator or function; operator or function: size, number of operands: 2"
                .to_owned(),
        ),
        (
            "attribute_type(a, 'X')",
            "Invalid attribute type name found; type: X, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}".to_owned(),
        ),
        (
            "attribute_type(a, b)",
            "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: \
             {S,HDS,N,FS,BS,NULL,DOUBLE,NS,DECIMAL,SS,DECIMALSET,BOOL,HD,DICT,INTSET,M,L,B,FLOAT,INT,DOUBLESET}"
                .to_owned(),
        ),
        (
            "attribute_type(a, a)",
            "The first operand must be distinct from the remaining operands for this operator or function; \
             operator: attribute_type, first operand: [a]"
                .to_owned(),
        ),
        // spec: 6.3/IN limits
        (
            &format!("a IN [{}]", (0..101).map(|n| n.to_string()).collect::<Vec<_>>().join(",")),
            "The IN operator is provided with too many operands; number of operands: 101".to_owned(),
        ),
        (
            &vec!["a = 1"; 151].join(" OR "),
            "The expression contains too many operators; operator count: 301".to_owned(),
        ),
        (
            &format!("a{} = 1", ".b".repeat(32)),
            "The document path has too many nesting levels; nesting levels: 33".to_owned(),
        ),
    ] {
        where_refuses(condition, &sentence);
    }
    statement_accepts(&format!("SELECT * FROM Tab WHERE {}", vec!["a = 1"; 150].join(" OR ")));
    statement_accepts(
        "SELECT * FROM Tab WHERE Begins_With(a, 'x') AND CONTAINS(b, 1) AND attribute_type(c, 'S')",
    );
}

#[test]
fn what_is_a_condition() {
    for (condition, sentence) in [
        ("(size(a))", "WHERE clause must contain an expression that resolves to a boolean"),
        (
            "a = 1 AND size(a)",
            "Incorrect operand type for operator or function; operator or function: AND, operand type: N",
        ),
        (
            "a = 1 AND (size(a) OR b = 1)",
            "Incorrect operand type for operator or function; operator or function: OR, operand type: N",
        ),
        (
            "NOT size(a)",
            "Incorrect operand type for operator or function; operator or function: NOT, operand type: N",
        ),
        (
            "a = contains(a, 'x')",
            "The function is not allowed to be used this way in an expression; function: contains",
        ),
        // spec: 6.4/IS type
        (
            "abc.d IS NOT INT",
            "Unsupported data type for IS operator: IntegerType. Supported data types are [MISSING, NULL, BOOLEAN, BLOB, \
             STRING, NUMERIC, STRUCT, TUPLE, LIST] at 1:25:3",
        ),
        (
            "'a' IS CHARACTER VARYING(3)",
            "Unsupported data type for IS operator: CharacterVaryingType. Supported data types are [MISSING, NULL, \
             BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at 1:25:3",
        ),
        (
            "size(a) IS INTEGER",
            "The left hand side argument to IS must be a Variable Reference, Literal, or Path",
        ),
    ] {
        where_refuses(condition, sentence);
    }
}

#[test]
fn batches() {
    let batch = |statements: &[&str]| {
        let statements: Vec<Value> = statements.iter().map(|text| json!({ "Statement": text })).collect();
        json!({ "Statements": statements }).to_string()
    };
    // spec: 6.4/batch: reads + writes
    refuses(
        "BatchExecuteStatement",
        &batch(&["SELECT * FROM Tab WHERE pk = 'a'", "DELETE FROM Tab WHERE pk = 'b'"]),
        "Read and write requests together in the same batch is not supported.",
    );
    // spec: 6.4/batch: size
    refuses(
        "BatchExecuteStatement",
        &batch(&[]),
        "1 validation error detected: Value '[]' at 'statements' failed to satisfy constraint: Member must have length \
         greater than or equal to 1",
    );
    let echo = "BatchStatementRequest(statement=SELECT * FROM Tab, parameters=null, consistentRead=null, \
                returnValuesOnConditionCheckFailure=null)";
    refuses(
        "BatchExecuteStatement",
        &batch(&["SELECT * FROM Tab"; 26]),
        &format!(
            "1 validation error detected: Value '[{}]' at 'statements' failed to satisfy constraint: Member must have \
             length less than or equal to 25",
            vec![echo; 26].join(", ")
        ),
    );
    refuses(
        "BatchExecuteStatement",
        &batch(&[""]),
        "1 validation error detected: Value '' at 'statements.1.member.statement' failed to satisfy constraint: Member \
         must have length greater than or equal to 1",
    );
    // spec: 6.1/BatchExecuteStatement
    accepts("BatchExecuteStatement", &batch(&["SELECT FROM", "SELECT * FROM Tab"]));
}

#[test]
fn transactions() {
    let transaction = |statements: &[&str]| {
        let statements: Vec<Value> = statements.iter().map(|text| json!({ "Statement": text })).collect();
        json!({ "TransactStatements": statements }).to_string()
    };
    for (statements, sentence) in [
        // spec: 6.4/transaction: reads + writes
        (
            vec!["SELECT * FROM Tab WHERE pk = 'a'", "DELETE FROM Tab WHERE pk = 'b'"],
            "ExecuteTransaction API does not support both read and write operations in the same request.",
        ),
        // spec: 6.4/transaction: static fault
        (
            vec!["DELETE FROM Tab WHERE pk = 'a'", "DELETE Tab"],
            "Validation failed in TransactStatements[1]: Statement wasn't well formed, can't be processed: Expected \
             FROM after DELETE",
        ),
        (
            vec!["DELETE FROM Tab WHERE pk = 'a' RETURNING ALL OLD *"],
            "Validation failed in TransactStatements[0]: RETURNING clause is not supported in ExecuteTransaction.",
        ),
        (
            vec!["SELECT * FROM Tab.i WHERE pk = 'a'"],
            "Validation failed in TransactStatements[0]: Reads on indices are not supported within transactions.",
        ),
        // spec: 6.1/ExecuteTransaction
        (
            vec![],
            "1 validation error detected: Value '[]' at 'transactStatements' failed to satisfy constraint: Member must \
             have length greater than or equal to 1",
        ),
    ] {
        refuses("ExecuteTransaction", &transaction(&statements), sentence);
    }
    let body = json!({"TransactStatements": [{"Statement": "DELETE FROM Tab WHERE pk = 'a'"}],
        "ClientRequestToken": "x".repeat(37)});
    refuses(
        "ExecuteTransaction",
        &body.to_string(),
        &format!(
            "1 validation error detected: Value '{}' at 'clientRequestToken' failed to satisfy constraint: Member must \
             have length less than or equal to 36",
            "x".repeat(37)
        ),
    );
    accepts(
        "ExecuteTransaction",
        &transaction(&["EXISTS(SELECT * FROM Tab WHERE pk = 'a')", "DELETE FROM Tab WHERE pk = 'b'"]),
    );
}
