//! `TableDescription`.

use value::json;

use super::{Object, list, streams};
use crate::dynamodb::{
    BillingMode, GlobalIndexDescription, IndexStatus, KeyAttribute, KeySchema, KeyType,
    LocalIndexDescription, Projection, TableClass, TableDescription, TableStatus, Throughput,
};

const ON_DEMAND: &str = "PAY_PER_REQUEST";

/// Tables are on demand from the beginning or not at all: this is their time of creation.
const SINCE: &str = "LastUpdateToPayPerRequestDateTime";

/// Writes the description; `warm` says whether to tell the warm throughput.
pub(super) fn description(out: &mut String, table: &TableDescription, warm: bool) {
    let on_demand = table.billing == BillingMode::PayPerRequest;
    let created = seconds(table.created_ms);
    let mut object = Object::new(out);
    list(object.member("AttributeDefinitions"), &table.definitions, definition);
    if on_demand {
        let mut summary = Object::new(object.member("BillingModeSummary"));
        summary.text("BillingMode", ON_DEMAND);
        summary.member(SINCE).push_str(&created);
        summary.end();
    }
    object.member("CreationDateTime").push_str(&created);
    object.member("DeletionProtectionEnabled").push_str(if table.deletion_protection {
        "true"
    } else {
        "false"
    });
    if !table.global.is_empty() {
        list(object.member("GlobalSecondaryIndexes"), &table.global, |out, index| {
            global_index(out, index, warm.then_some(table.warm));
        });
    }
    object.number("ItemCount", table.item_count);
    key_schema(object.member("KeySchema"), &table.key);
    if let Some(label) = &table.stream_label {
        object.text("LatestStreamArn", &format!("{}/stream/{label}", table.arn));
        object.text("LatestStreamLabel", label);
    }
    if !table.local.is_empty() {
        list(object.member("LocalSecondaryIndexes"), &table.local, local_index);
    }
    throughput(object.member("ProvisionedThroughput"), table.throughput);
    if let Some(view) = table.stream {
        let mut stream = Object::new(object.member("StreamSpecification"));
        stream.member("StreamEnabled").push_str("true");
        stream.text("StreamViewType", streams::view(view));
        stream.end();
    }
    object.text("TableArn", &table.arn);
    if let Some(class) = table.class {
        let mut summary = Object::new(object.member("TableClassSummary"));
        summary.text("TableClass", class.name());
        summary.end();
    }
    object.text("TableId", &table.id);
    object.text("TableName", &table.name);
    object.number("TableSizeBytes", table.size_bytes);
    object.text("TableStatus", table.status.name());
    if on_demand {
        let mut summary = Object::new(object.member("TableThroughputModeSummary"));
        summary.member(SINCE).push_str(&created);
        summary.text("TableThroughputMode", ON_DEMAND);
        summary.end();
    }
    if warm {
        warm_throughput(object.member("WarmThroughput"), table.warm);
    }
    object.end();
}

/// Seconds since 1970 with three decimals.
pub(super) fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

fn definition(out: &mut String, attribute: &KeyAttribute) {
    let mut object = Object::new(out);
    object.text("AttributeName", &attribute.name);
    object.text("AttributeType", attribute.key_type.name());
    object.end();
}

pub(super) fn key_schema(out: &mut String, key: &KeySchema) {
    let partition = key.partition.iter().map(|attribute| (attribute, "HASH"));
    let sort = key.sort.iter().map(|attribute| (attribute, "RANGE"));
    list(out, partition.chain(sort), |out, (attribute, kind)| {
        let mut object = Object::new(out);
        object.text("AttributeName", &attribute.name);
        object.text("KeyType", kind);
        object.end();
    });
}

fn projection(out: &mut String, projection: &Projection) {
    let mut object = Object::new(out);
    let kind = match projection {
        Projection::All => "ALL",
        Projection::KeysOnly => "KEYS_ONLY",
        Projection::Include(names) => {
            list(object.member("NonKeyAttributes"), names, |out, name| json::write_string(out, name));
            "INCLUDE"
        }
    };
    object.text("ProjectionType", kind);
    object.end();
}

fn throughput(out: &mut String, units: Throughput) {
    let mut object = Object::new(out);
    object.number("NumberOfDecreasesToday", 0);
    object.number("ReadCapacityUnits", units.read);
    object.number("WriteCapacityUnits", units.write);
    object.end();
}

fn warm_throughput(out: &mut String, units: Throughput) {
    let mut object = Object::new(out);
    object.number("ReadUnitsPerSecond", units.read);
    object.text("Status", "ACTIVE");
    object.number("WriteUnitsPerSecond", units.write);
    object.end();
}

/// `warm` is the table's: an on-demand index begins with the same.
fn global_index(out: &mut String, index: &GlobalIndexDescription, warm: Option<Throughput>) {
    let mut object = Object::new(out);
    object.text("IndexArn", &index.arn);
    object.text("IndexName", &index.definition.name);
    object.number("IndexSizeBytes", index.size_bytes);
    object.text("IndexStatus", index.status.name());
    object.number("ItemCount", index.item_count);
    key_schema(object.member("KeySchema"), &index.definition.key);
    projection(object.member("Projection"), &index.definition.projection);
    throughput(object.member("ProvisionedThroughput"), index.definition.throughput.unwrap_or_default());
    if let Some(warm) = warm {
        warm_throughput(object.member("WarmThroughput"), index.definition.throughput.unwrap_or(warm));
    }
    object.end();
}

fn local_index(out: &mut String, index: &LocalIndexDescription) {
    let mut object = Object::new(out);
    object.text("IndexArn", &index.arn);
    object.text("IndexName", &index.definition.name);
    object.number("IndexSizeBytes", index.size_bytes);
    object.number("ItemCount", index.item_count);
    key_schema(object.member("KeySchema"), &index.definition.key);
    projection(object.member("Projection"), &index.definition.projection);
    object.end();
}

impl KeyType {
    /// `S`, `N` or `B`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
        }
    }
}

impl TableClass {
    /// As in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::InfrequentAccess => "STANDARD_INFREQUENT_ACCESS",
        }
    }
}

impl TableStatus {
    /// As in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
        }
    }
}

impl IndexStatus {
    /// As in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Updating => "UPDATING",
            Self::Deleting => "DELETING",
        }
    }
}
