//! Names as the AWS CLI spells them.

use api::shapes::{Operation, Service, operations, other_operations};

/// `ExpressionAttributeNames` to `expression-attribute-names`.
pub(crate) fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (index, c) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(index + 1);
        let begins = c.is_ascii_uppercase()
            && before.is_some_and(|before| {
                !before.is_ascii_uppercase() || after.is_some_and(char::is_ascii_lowercase)
            });
        if begins {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The service of `aws dynamodb` or `aws dynamodbstreams`.
pub(crate) fn service_of(command: &str) -> Option<Service> {
    match command {
        "dynamodb" => Some(Service::DynamoDb),
        "dynamodbstreams" => Some(Service::Streams),
        "lambda" => Some(Service::Lambda),
        "cloudwatch" => Some(Service::CloudWatch),
        "dax" => Some(Service::Dax),
        "iam" => Some(Service::Iam),
        "organizations" => Some(Service::Organizations),
        "sts" => Some(Service::Sts),
        _ => None,
    }
}

/// What `aws` calls a service.
pub(crate) const fn command_of(service: Service) -> &'static str {
    match service {
        Service::DynamoDb => "dynamodb",
        Service::Streams => "dynamodbstreams",
        Service::Lambda => "lambda",
        Service::CloudWatch => "cloudwatch",
        Service::Dax => "dax",
        Service::Iam => "iam",
        Service::Organizations => "organizations",
        Service::Sts => "sts",
    }
}

/// The operations of a service with their names in the CLI, sorted.
pub(crate) fn operations_of(service: Service) -> impl Iterator<Item = (String, &'static Operation)> {
    operations()
        .iter()
        .chain(other_operations())
        .filter(move |operation| operation.service == service)
        .map(|operation| (kebab(operation.own_name()), operation))
}

/// The operation called `name` in the CLI.
pub(crate) fn operation_of(service: Service, name: &str) -> Option<&'static Operation> {
    operations_of(service).find(|(kebab, _)| kebab == name).map(|(_, operation)| operation)
}

/// Whether any operation of `DynamoDB` is called so in the CLI.
pub(crate) fn is_operation(name: &str) -> bool {
    operation_of(Service::DynamoDb, name).is_some()
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[track_caller]
    fn check(name: &str, expect: &str) {
        assert_eq!(kebab(name), expect);
    }

    #[test]
    fn kebab_as_the_cli_spells() {
        check("TableName", "table-name");
        check("SSESpecification", "sse-specification");
        check("SSESpecificationOverride", "sse-specification-override");
        check("S3BucketSource", "s3-bucket-source");
        check("S3SseKmsKeyId", "s3-sse-kms-key-id");
        check("TransactWriteItems", "transact-write-items");
        check("ExpressionAttributeValues", "expression-attribute-values");
    }
}
