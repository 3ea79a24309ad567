//! The managed policies of AWS that matter here.

/// Where they stand.
const PREFIX: &str = "arn:aws:iam::aws:policy/";

/// What a policy of AWS says, as far as this engine's services go.
pub(crate) const AWS: &[(&str, &str)] = &[
    ("AdministratorAccess", ALL),
    ("AmazonDynamoDBFullAccess", FULL),
    ("AmazonDynamoDBFullAccess_v2", FULL),
    ("AmazonDynamoDBReadOnlyAccess", READ),
    ("AWSLambdaDynamoDBExecutionRole", STREAMS),
];

const ALL: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

const FULL: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:*","dax:*","cloudwatch:DescribeAlarms","cloudwatch:GetMetricData","cloudwatch:GetMetricStatistics","cloudwatch:ListMetrics","cloudwatch:PutMetricAlarm","cloudwatch:DeleteAlarms","iam:GetRole","iam:ListRoles","kms:DescribeKey","kms:ListAliases","lambda:CreateFunction","lambda:ListFunctions","lambda:ListEventSourceMappings","lambda:CreateEventSourceMapping","lambda:DeleteEventSourceMapping","lambda:GetFunction","lambda:DeleteFunction"],"Resource":"*"}]}"#;

const READ: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:BatchGetItem","dynamodb:Describe*","dynamodb:List*","dynamodb:GetAbacStatus","dynamodb:GetItem","dynamodb:GetResourcePolicy","dynamodb:Query","dynamodb:Scan","dynamodb:PartiQLSelect","dax:Describe*","dax:List*","dax:GetItem","dax:BatchGetItem","dax:Query","dax:Scan","cloudwatch:DescribeAlarms","cloudwatch:GetMetricData","cloudwatch:GetMetricStatistics","cloudwatch:ListMetrics","iam:GetRole","iam:ListRoles","lambda:ListFunctions","lambda:ListEventSourceMappings","lambda:GetFunction"],"Resource":"*"}]}"#;

const STREAMS: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["dynamodb:DescribeStream","dynamodb:GetRecords","dynamodb:GetShardIterator","dynamodb:ListStreams","logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}"#;

/// The policy of AWS at this ARN: name and text.
pub(crate) fn aws(arn: &str) -> Option<(&'static str, &'static str)> {
    let name = arn.strip_prefix(PREFIX)?;
    // One of them stands in a folder.
    let name = name.strip_prefix("service-role/").unwrap_or(name);
    AWS.iter().copied().find(|(known, _)| *known == name)
}

/// Its ARN.
pub(crate) fn arn(name: &str) -> String {
    let folder = if name.starts_with("AWSLambda") { "service-role/" } else { "" };
    format!("{PREFIX}{folder}{name}")
}
