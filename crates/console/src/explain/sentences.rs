//! What can be said about a message without looking at the request.

/// Why a condition failed.
pub(super) const CONDITION: &str = "The item as it is stored does not meet the condition, so nothing was written. `--return-values-on-condition-check-failure ALL_OLD` shows the stored item.";

/// Why a filter can't name a key.
pub(super) const FILTERED_KEY: &str = "A filter can't look at key attributes: it works on what the key condition has found. Move this part into --key-condition-expression.";

/// Why a statement can't be read.
pub(super) const ILL_FORMED: &str = "PartiQL writes names in double quotes (\"Orders\") and texts in single ones ('a'); an item is {'Id': 1}, a list [1, 2], a set <<1, 2>>. There are SELECT, INSERT INTO … VALUE, UPDATE … SET or REMOVE, and DELETE FROM.";

/// A question mark without a value.
pub(super) const PARAMETERS: &str = "Each `?` needs a value. Write it in the statement, or send the values along: ExecuteStatement {\"Statement\": \"…\", \"Parameters\": [{\"S\": \"a\"}]}.";

/// Part of a validation's message, and what to say about it.
pub(super) const SENTENCES: &[(&str, &str)] = &[
    (
        "unused in expressions",
        "Every placeholder that is given must be used by an expression of the request. Take the unused ones out.",
    ),
    (
        "Query key condition not supported",
        "The partition key takes `=` only; the sort key takes =, <, <=, >, >=, BETWEEN and begins_with.",
    ),
    (
        "Type mismatch for",
        "The key's type was fixed when the table was created. Write numbers as {\"N\": \"205\"} and text as {\"S\": \"a\"}.",
    ),
    (
        "does not match schema type",
        "The key's type was fixed when the table was created. Write numbers as {\"N\": \"205\"} and text as {\"S\": \"a\"}.",
    ),
    (
        "Cannot update attribute",
        "A key can't be changed. Put an item with the new key and delete the old one.",
    ),
    ("an empty string value", "Key attributes must not be empty. Other attributes may."),
    (
        "refers to an attribute that does not exist",
        "The expression reads an attribute that the item lacks. `if_not_exists(attribute, :zero)` gives it a value to begin with.",
    ),
    (
        "document path provided in the update expression is invalid",
        "The map or list that the path goes through does not exist in the item. Set it first, as a whole.",
    ),
    ("redundant parentheses", "DynamoDB refuses parentheses round parentheses. Take one pair out."),
    (
        "No provisioned throughput",
        "Give --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5, or --billing-mode PAY_PER_REQUEST.",
    ),
    (
        "ReadCapacityUnits and WriteCapacityUnits must both be specified",
        "Give --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5, or --billing-mode PAY_PER_REQUEST.",
    ),
    (
        "Some AttributeDefinitions are not used",
        "Attribute definitions name the key attributes of the table and its indexes only; other attributes need no definition.",
    ),
    (
        "Number of attributes in KeySchema does not exactly match",
        "Attribute definitions name the key attributes of the table and its indexes only; other attributes need no definition.",
    ),
    (
        "cannot be converted",
        "The text of an N must be a number, such as {\"N\": \"19.99\"}. Text goes into an S.",
    ),
    (
        "Item size",
        "An item holds 400 KB at most, names included. Put large things elsewhere and keep their address.",
    ),
];
