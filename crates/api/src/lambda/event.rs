//! A stream's record as a function gets it: what filters are held against.

use value::{AttributeValue, Attributes, json};

use crate::dynamodb::StreamRecord;
use crate::json::Tree;
use crate::output::streams;

/// The event of one record: as `GetRecords` tells it, but for the spelling of `userIdentity`, and with the stream's ARN.
pub fn event(record: &StreamRecord, source: &str) -> Tree {
    let text = |text: &str| Tree::Text(text.to_owned());
    let mut image = String::new();
    let mut attributes = |write: &dyn Fn(&mut String)| {
        image.clear();
        write(&mut image);
        // What was written is JSON, and an item is never nested as deep as a tree may be.
        Tree::read(&image).unwrap_or(Tree::Null)
    };
    let mut dynamodb = vec![
        ("ApproximateCreationDateTime".to_owned(), Tree::Number((record.created_ms / 1_000).to_string())),
        ("Keys".to_owned(), attributes(&|out| json::write_attributes(out, &record.keys))),
    ];
    for (name, item) in [("NewImage", &record.new), ("OldImage", &record.old)] {
        if let Some(item) = item {
            dynamodb.push((name.to_owned(), attributes(&|out| item.write_json(out))));
        }
    }
    dynamodb.push(("SequenceNumber".to_owned(), text(&record.sequence_number)));
    dynamodb.push(("SizeBytes".to_owned(), Tree::Number(record.size_bytes.to_string())));
    dynamodb.push(("StreamViewType".to_owned(), text(streams::view(record.view))));
    let mut event = vec![
        ("eventID".to_owned(), text(&record.event_id)),
        ("eventName".to_owned(), text(streams::event(record.event))),
        ("eventVersion".to_owned(), text("1.1")),
        ("eventSource".to_owned(), text("aws:dynamodb")),
        ("awsRegion".to_owned(), text(&record.region)),
        ("dynamodb".to_owned(), Tree::Object(dynamodb)),
        ("eventSourceARN".to_owned(), text(source)),
    ];
    if record.expired {
        let identity = [("type", "Service"), ("principalId", "dynamodb.amazonaws.com")];
        let identity = identity.map(|(name, value)| (name.to_owned(), text(value)));
        event.push(("userIdentity".to_owned(), Tree::Object(identity.to_vec())));
    }
    Tree::Object(event)
}

/// Whether a value of a record, of its keys or images, has a text in it. Names of attributes don't count.
pub fn contains(record: &StreamRecord, text: &str) -> bool {
    let images = [&record.new, &record.old].into_iter().flatten();
    holds(&record.keys, text) || images.map(value::Item::decode).any(|image| holds(&image, text))
}

fn holds(attributes: &Attributes, text: &str) -> bool {
    attributes.values().any(|value| is_in(value, text))
}

fn is_in(value: &AttributeValue, text: &str) -> bool {
    match value {
        AttributeValue::S(own) => own.contains(text),
        AttributeValue::N(own) => own.to_string().contains(text),
        AttributeValue::Ss(own) => own.iter().any(|own| own.contains(text)),
        AttributeValue::Ns(own) => own.iter().any(|own| own.to_string().contains(text)),
        AttributeValue::L(own) => own.iter().any(|own| is_in(own, text)),
        AttributeValue::M(own) => holds(own, text),
        AttributeValue::B(_) | AttributeValue::Bs(_) | AttributeValue::Bool(_) | AttributeValue::Null => {
            false
        }
    }
}
