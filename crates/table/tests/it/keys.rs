//! Keys of requests, items and indexes.

use api::dynamodb::WriteRequest;
use table::{Surface, Write};

use crate::support::{attributes, item, put, schema, update};

const MISMATCH: &str = "The provided key element does not match the schema";
const LONG_PARTITION: &str = "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes";
const LONG_SORT: &str = "One or more parameter values were invalid: Aggregated size of all range keys has \
                         exceeded the size limit of 1024 bytes";

fn empty(kind: &str, name: &str) -> String {
    format!(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an \
         empty {kind} value. Key: {name}"
    )
}

#[track_caller]
fn check_key(base: &str, given: &str, error: &str) {
    let answer = schema(base, &[]).key_of(&attributes(given)).err().map(|error| error.message);
    assert_eq!(answer.unwrap_or_default(), error);
}

// spec: 2.6/Key parameter; 2.6/empty S key; 2.6/empty B key; 2.6/partition key value; 2.6/sort key value
#[test]
fn key_parameter() {
    check_key("pk:S", "pk=S:a", "");
    check_key("pk:S / sk:N", "pk=S:a sk=N:1", "");
    check_key("pk:S", "", MISMATCH);
    check_key("pk:S", "other=S:a", MISMATCH);
    check_key("pk:S", "pk=S:a sk=S:b", MISMATCH);
    check_key("pk:S / sk:N", "pk=S:a", MISMATCH);
    check_key("pk:S / sk:N", "pk=S:a sk=S:1", MISMATCH);
    check_key("pk:S", "pk=NULL:", MISMATCH);
    check_key("pk:S", "pk=S:", &empty("string", "pk"));
    check_key("pk:S / sk:B", "pk=S:a sk=B:", &empty("binary", "sk"));
    check_key("pk:S", "pk=S*2048", "");
    check_key("pk:S", "pk=S*2049", LONG_PARTITION);
    check_key("pk:S / sk:S", "pk=S:a sk=S*1024", "");
    check_key("pk:S / sk:S", "pk=S:a sk=S*1025", LONG_SORT);
}

#[track_caller]
fn check_put(base: &str, indexes: &[&str], text: &str, error: &str) {
    let (schema, request) = (schema(base, indexes), put(item(text)));
    let answer = Write::put(&schema, &request).err().map(|error| error.message);
    assert_eq!(answer.unwrap_or_default(), error);
}

// spec: 2.6/PutItem: key attribute missing; 2.6/PutItem: wrong type; 2.6/empty B key
#[test]
fn key_of_a_put() {
    let invalid = |rest: &str| format!("One or more parameter values were invalid: {rest}");
    check_put("pk:S / sk:N", &[], "pk=S:a sk=N:1 more=S:x", "");
    check_put("pk:S", &[], "sk=S:a", &invalid("Missing the key pk in the item"));
    check_put("pk:S / sk:N", &[], "pk=S:a", &invalid("Missing the key sk in the item"));
    check_put("pk:S", &[], "pk=N:1", &invalid("Type mismatch for key pk expected: S actual: N"));
    check_put("pk:S", &[], "pk=NULL:", &invalid("Type mismatch for key pk expected: S actual: NULL"));
    check_put("pk:B", &[], "pk=B:", &empty("binary", "pk"));
    check_put("pk:S", &[], "pk=S*2049", LONG_PARTITION);
    check_put("pk:S / sk:S", &[], "pk=S:a sk=S*1025", LONG_SORT);
}

// spec: 2.6/index key wrong type; 2.6/index key empty, Put; 8/index key types
// spec: A.5/GSI key attribute too long
#[test]
fn index_key_of_a_put() {
    let global = ["global G: g:S / h:N: ALL"];
    let bad = |name: &str, expected: &str, actual: &str| {
        format!(
            "One or more parameter values were invalid: Type mismatch for Index Key {name} Expected: {expected} \
             Actual: {actual} IndexName: G"
        )
    };
    check_put("pk:S", &global, "pk=S:a", "");
    check_put("pk:S", &global, "pk=S:a g=S:x h=N:1", "");
    check_put("pk:S", &global, "pk=S:a g=N:1", &bad("g", "S", "N"));
    check_put("pk:S", &global, "pk=S:a h=NULL:", &bad("h", "N", "NULL"));
    check_put(
        "pk:S",
        &global,
        "pk=S:a g=S:",
        "One or more parameter values are not valid. A value specified for a secondary index key is not \
         supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: G, \
         IndexKey: g",
    );
    check_put("pk:S", &global, "pk=S:a g=S*2049", LONG_PARTITION);
    check_put("pk:S / sk:S", &["local L: pk:S / l:S: ALL"], "pk=S:a sk=S:b l=S*1025", LONG_SORT);
    // Several sort attributes count together.
    let many = ["global M: g:S / h:S i:S: KEYS"];
    check_put("pk:S", &many, "pk=S:a h=S*1000 i=S*24", "");
    check_put("pk:S", &many, "pk=S:a h=S*1000 i=S*25", LONG_SORT);
}

// spec: 2.6/Key parameter; 2.6/partition key value; 2.6/sort key value
#[test]
fn one_key_attribute_after_the_other() {
    let schema = schema("pk:S / sk:S", &[]);
    let invalid = "One or more parameter values were invalid: ";
    for (key, put, fault) in [
        ("pk=S: sk=N:1", "pk=S: sk=N:1", empty("string", "pk")),
        ("pk=S*2049 sk=N:1", "pk=S*2049 sk=N:1", LONG_PARTITION.to_owned()),
        ("pk=S*2049 sk=S:", "pk=S*2049", LONG_PARTITION.to_owned()),
        ("pk=S:a sk=S:", "pk=S:a sk=S:", empty("string", "sk")),
        ("pk=S:a sk=S*1025", "pk=S:a sk=S*1025", LONG_SORT.to_owned()),
    ] {
        let answer = schema.key_of(&attributes(key)).err().map(|error| error.message);
        assert_eq!(answer.unwrap_or_default(), fault, "{key}");
        for surface in [Surface::Put, Surface::Batch] {
            let answer = schema.key_of_item(&item(put), surface).err().map(|error| error.message);
            assert_eq!(answer.unwrap_or_default(), fault, "{put}");
        }
    }
    let answer = schema.key_of_item(&item("pk=S:"), Surface::Put).err().map(|error| error.message);
    assert_eq!(answer.unwrap_or_default(), empty("string", "pk"));
    let answer = schema.key_of_item(&item("pk=S:a"), Surface::Put).err().map(|error| error.message);
    assert_eq!(answer.unwrap_or_default(), format!("{invalid}Missing the key sk in the item"));
}

// spec: 2.6/index key wrong type
#[test]
fn global_indexes_are_checked_before_local_ones() {
    let indexes = ["local L: pk:S / a:N: ALL", "global G: a:N / b:S: ALL"];
    let fault = "One or more parameter values were invalid: Type mismatch for Index Key a Expected: N Actual: S \
                 IndexName: G";
    check_put("pk:S / sk:S", &indexes, "pk=S:a sk=S:b a=S:x", fault);
}

// spec: 2.6/Key parameter; 5.7/key missing or wrong
#[test]
fn key_of_a_batch_put() {
    let schema = schema("pk:S / sk:N", &[]);
    let check = |request: &WriteRequest, error: &str| {
        let answer = Write::batch(&schema, request).err().map(|error| error.message);
        assert_eq!(answer.unwrap_or_default(), error);
    };
    check(&WriteRequest::Put(item("pk=S:a sk=N:1")), "");
    check(&WriteRequest::Put(item("pk=S:a")), MISMATCH);
    check(&WriteRequest::Put(item("pk=N:1 sk=N:1")), MISMATCH);
    check(&WriteRequest::Put(item("pk=S: sk=N:1")), &empty("string", "pk"));
    check(&WriteRequest::Delete(attributes("pk=S:a")), MISMATCH);
}

#[track_caller]
fn check_update(text: &str, error: &str) {
    let schema = schema("pk:S / sk:N", &["global G: g:S / pk:S: ALL"]);
    let request = update("pk=S:a sk=N:1", text, ":v=S:x");
    let answer = Write::update(&schema, &request).err().map(|error| error.message);
    assert_eq!(answer.unwrap_or_default(), error, "{text}");
}

// spec: 4.6/runtime: key attribute; 4.6/runtime: path under a key
#[test]
fn update_of_a_key() {
    let part = |name: &str| {
        format!(
            "One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of \
             the key"
        )
    };
    let nested = |which: &str| {
        format!(
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: {which}"
        )
    };
    check_update("SET g = :v", "");
    check_update("SET pk = :v", &part("pk"));
    check_update("SET a = :v REMOVE sk", &part("sk"));
    check_update("SET pk.a = :v", &part("pk"));
    check_update("REMOVE g.a, pk[0]", &part("pk"));
    check_update("SET g[0] = :v", &nested("IndexKey: g"));
    check_update("SET a = pk.a", &nested("Key: pk"));
    check_update("SET a = if_not_exists(b, list_append(c, sk[0]))", &nested("Key: sk"));
    check_update("SET a = b.c + g.a, c = pk.a", &nested("IndexKey: g"));
    check_update("SET a = pk.a, sk = :v", &part("sk"));
    check_update("SET a = pk", "");
}

#[test]
fn schema_survives_storage() {
    let schema = schema("pk:S / sk:N", &["local L: pk:S / l:S: x,y", "global G: g:S h:N / i:B: KEYS"]);
    let text = serde_json::to_string(&schema).expect("JSON");
    assert_eq!(serde_json::from_str::<table::Schema>(&text).expect("a schema"), schema);
    assert_eq!(schema.index("G").map(|(position, _)| position), Some(1));
    assert_eq!(schema.local_count(), 1);
}
