//! The calls that a function makes.

use value::{AttributeValue, Attributes, json};

use crate::dynamodb::Request;
use crate::error::ApiError;

/// A call with its operation's name and the size of its body.
#[derive(Clone, Debug)]
pub struct FunctionCall {
    /// `PutItem` …
    pub operation: &'static str,
    /// The request, or why it is none.
    pub request: Result<Request, ApiError>,
    /// Bytes of the body.
    pub bytes: u64,
}

impl FunctionCall {
    fn new(operation: &'static str, body: &str) -> Self {
        Self { operation, request: crate::parse(operation, body.as_bytes()), bytes: body.len() as u64 }
    }

    /// Puts an item.
    pub fn put(table: &str, item: &Attributes) -> Self {
        let mut body = of_table(table, "Item");
        json::write_attributes(&mut body, item);
        body.push('}');
        Self::new("PutItem", &body)
    }

    /// Deletes an item.
    pub fn delete(table: &str, key: &Attributes) -> Self {
        let mut body = of_table(table, "Key");
        json::write_attributes(&mut body, key);
        body.push('}');
        Self::new("DeleteItem", &body)
    }

    /// Adds to numbers of an item, which comes into being if it isn't there.
    pub fn add(table: &str, key: (&str, &AttributeValue), amounts: &[(&str, String)]) -> Self {
        let mut body = of_table(table, "Key");
        body.push('{');
        json::write_string(&mut body, key.0);
        body.push(':');
        json::write_attribute(&mut body, key.1);
        body.push_str("},\"UpdateExpression\":\"ADD ");
        let list = |out: &mut String, write: &dyn Fn(&mut String, usize)| {
            for at in 0..amounts.len() {
                if at > 0 {
                    out.push(',');
                }
                write(out, at);
            }
        };
        list(&mut body, &|out, at| out.push_str(&format!("#a{at} :a{at}")));
        body.push_str("\",\"ExpressionAttributeNames\":{");
        list(&mut body, &|out, at| {
            out.push_str(&format!("\"#a{at}\":"));
            json::write_string(out, amounts[at].0);
        });
        body.push_str("},\"ExpressionAttributeValues\":{");
        list(&mut body, &|out, at| out.push_str(&format!("\":a{at}\":{{\"N\":\"{}\"}}", amounts[at].1)));
        body.push_str("}}");
        Self::new("UpdateItem", &body)
    }
}

/// `{"TableName":…,"Item":`
fn of_table(table: &str, next: &str) -> String {
    let mut body = String::from("{\"TableName\":");
    json::write_string(&mut body, table);
    body.push_str(&format!(",\"{next}\":"));
    body
}
