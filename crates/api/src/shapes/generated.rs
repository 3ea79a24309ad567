// Written by `UPDATE=1 cargo test -p api --test shapes` from model/inputs.json. Do not edit.

use super::{Bounds, Member, Operation, Service, Shape};

const ANY: Bounds = Bounds { min: None, max: None };

const fn member(name: &'static str, shape: &'static Shape, required: bool) -> Member {
    Member { name, shape, required }
}

static APPROXIMATE_CREATION_DATE_TIME_PRECISION: Shape = Shape::String { name: "ApproximateCreationDateTimePrecision", length: ANY, pattern: None, values: &["MILLISECOND", "MICROSECOND"] };
static ATTRIBUTE_ACTION: Shape = Shape::String { name: "AttributeAction", length: ANY, pattern: None, values: &["ADD", "PUT", "DELETE"] };
static ATTRIBUTE_DEFINITION: Shape = Shape::Structure { name: "AttributeDefinition", members: &[member("AttributeName", &KEY_SCHEMA_ATTRIBUTE_NAME, true), member("AttributeType", &SCALAR_ATTRIBUTE_TYPE, true)] };
static ATTRIBUTE_DEFINITIONS: Shape = Shape::List { name: "AttributeDefinitions", element: &ATTRIBUTE_DEFINITION, length: ANY };
static ATTRIBUTE_NAME: Shape = Shape::String { name: "AttributeName", length: Bounds { min: None, max: Some(65535) }, pattern: None, values: &[] };
static ATTRIBUTE_NAME_LIST: Shape = Shape::List { name: "AttributeNameList", element: &ATTRIBUTE_NAME, length: Bounds { min: Some(1), max: None } };
static ATTRIBUTE_UPDATES: Shape = Shape::Map { name: "AttributeUpdates", key: &ATTRIBUTE_NAME, value: &ATTRIBUTE_VALUE_UPDATE, length: ANY };
static ATTRIBUTE_VALUE: Shape = Shape::Structure { name: "AttributeValue", members: &[member("S", &STRING_ATTRIBUTE_VALUE, false), member("N", &NUMBER_ATTRIBUTE_VALUE, false), member("B", &BINARY_ATTRIBUTE_VALUE, false), member("SS", &STRING_SET_ATTRIBUTE_VALUE, false), member("NS", &NUMBER_SET_ATTRIBUTE_VALUE, false), member("BS", &BINARY_SET_ATTRIBUTE_VALUE, false), member("M", &MAP_ATTRIBUTE_VALUE, false), member("L", &LIST_ATTRIBUTE_VALUE, false), member("NULL", &NULL_ATTRIBUTE_VALUE, false), member("BOOL", &BOOLEAN_ATTRIBUTE_VALUE, false)] };
static ATTRIBUTE_VALUE_LIST: Shape = Shape::List { name: "AttributeValueList", element: &ATTRIBUTE_VALUE, length: ANY };
static ATTRIBUTE_VALUE_UPDATE: Shape = Shape::Structure { name: "AttributeValueUpdate", members: &[member("Value", &ATTRIBUTE_VALUE, false), member("Action", &ATTRIBUTE_ACTION, false)] };
static AUTO_SCALING_POLICY_NAME: Shape = Shape::String { name: "AutoScalingPolicyName", length: Bounds { min: Some(1), max: Some(256) }, pattern: Some("\\p{Print}+"), values: &[] };
static AUTO_SCALING_POLICY_UPDATE: Shape = Shape::Structure { name: "AutoScalingPolicyUpdate", members: &[member("PolicyName", &AUTO_SCALING_POLICY_NAME, false), member("TargetTrackingScalingPolicyConfiguration", &AUTO_SCALING_TARGET_TRACKING_SCALING_POLICY_CONFIGURATION_UPDATE, true)] };
static AUTO_SCALING_ROLE_ARN: Shape = Shape::String { name: "AutoScalingRoleArn", length: Bounds { min: Some(1), max: Some(1600) }, pattern: Some("[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*"), values: &[] };
static AUTO_SCALING_SETTINGS_UPDATE: Shape = Shape::Structure { name: "AutoScalingSettingsUpdate", members: &[member("MinimumUnits", &POSITIVE_LONG_OBJECT, false), member("MaximumUnits", &POSITIVE_LONG_OBJECT, false), member("AutoScalingDisabled", &BOOLEAN_OBJECT, false), member("AutoScalingRoleArn", &AUTO_SCALING_ROLE_ARN, false), member("ScalingPolicyUpdate", &AUTO_SCALING_POLICY_UPDATE, false)] };
static AUTO_SCALING_TARGET_TRACKING_SCALING_POLICY_CONFIGURATION_UPDATE: Shape = Shape::Structure { name: "AutoScalingTargetTrackingScalingPolicyConfigurationUpdate", members: &[member("DisableScaleIn", &BOOLEAN_OBJECT, false), member("ScaleInCooldown", &INTEGER_OBJECT, false), member("ScaleOutCooldown", &INTEGER_OBJECT, false), member("TargetValue", &DOUBLE_OBJECT, true)] };
static BACKUP_ARN: Shape = Shape::String { name: "BackupArn", length: Bounds { min: Some(37), max: Some(1024) }, pattern: None, values: &[] };
static BACKUP_NAME: Shape = Shape::String { name: "BackupName", length: Bounds { min: Some(3), max: Some(255) }, pattern: Some("[a-zA-Z0-9_.-]+"), values: &[] };
static BACKUP_TYPE_FILTER: Shape = Shape::String { name: "BackupTypeFilter", length: ANY, pattern: None, values: &["USER", "SYSTEM", "AWS_BACKUP", "ALL"] };
static BACKUPS_INPUT_LIMIT: Shape = Shape::Integer { range: Bounds { min: Some(1), max: Some(100) } };
static BATCH_EXECUTE_STATEMENT_INPUT: Shape = Shape::Structure { name: "BatchExecuteStatementInput", members: &[member("Statements", &PARTI_QL_BATCH_REQUEST, true), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false)] };
static BATCH_GET_ITEM_INPUT: Shape = Shape::Structure { name: "BatchGetItemInput", members: &[member("RequestItems", &BATCH_GET_REQUEST_MAP, true), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false)] };
static BATCH_GET_REQUEST_MAP: Shape = Shape::Map { name: "BatchGetRequestMap", key: &TABLE_ARN, value: &KEYS_AND_ATTRIBUTES, length: Bounds { min: Some(1), max: Some(100) } };
static BATCH_STATEMENT_REQUEST: Shape = Shape::Structure { name: "BatchStatementRequest", members: &[member("Statement", &PARTI_QL_STATEMENT, true), member("Parameters", &PREPARED_STATEMENT_PARAMETERS, false), member("ConsistentRead", &CONSISTENT_READ, false), member("ReturnValuesOnConditionCheckFailure", &RETURN_VALUES_ON_CONDITION_CHECK_FAILURE, false)] };
static BATCH_WRITE_ITEM_INPUT: Shape = Shape::Structure { name: "BatchWriteItemInput", members: &[member("RequestItems", &BATCH_WRITE_ITEM_REQUEST_MAP, true), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false), member("ReturnItemCollectionMetrics", &RETURN_ITEM_COLLECTION_METRICS, false)] };
static BATCH_WRITE_ITEM_REQUEST_MAP: Shape = Shape::Map { name: "BatchWriteItemRequestMap", key: &TABLE_ARN, value: &WRITE_REQUESTS, length: Bounds { min: Some(1), max: Some(25) } };
static BILLING_MODE: Shape = Shape::String { name: "BillingMode", length: ANY, pattern: None, values: &["PROVISIONED", "PAY_PER_REQUEST"] };
static BINARY_ATTRIBUTE_VALUE: Shape = Shape::Blob;
static BINARY_SET_ATTRIBUTE_VALUE: Shape = Shape::List { name: "BinarySetAttributeValue", element: &BINARY_ATTRIBUTE_VALUE, length: ANY };
static BOOLEAN_ATTRIBUTE_VALUE: Shape = Shape::Boolean;
static BOOLEAN_OBJECT: Shape = Shape::Boolean;
static BULK_OPERATION_ARN: Shape = Shape::String { name: "BulkOperationArn", length: Bounds { min: Some(37), max: Some(1024) }, pattern: None, values: &[] };
static BULK_OPERATION_INPUT_FORMAT: Shape = Shape::String { name: "BulkOperationInputFormat", length: ANY, pattern: None, values: &["DYNAMODB_JSON", "ION"] };
static BULK_OPERATION_MAX_WRITE_REQUEST_UNITS: Shape = Shape::Long { range: Bounds { min: Some(1024), max: None } };
static BULK_OPERATION_NEXT_TOKEN: Shape = Shape::String { name: "BulkOperationNextToken", length: Bounds { min: Some(1), max: Some(1024) }, pattern: Some("([0-9a-f]{16})+"), values: &[] };
static BULK_OPERATION_PERFORMANCE_TIER: Shape = Shape::String { name: "BulkOperationPerformanceTier", length: ANY, pattern: None, values: &["STANDARD", "ACCELERATED"] };
static CANCEL_BULK_OPERATION_INPUT: Shape = Shape::Structure { name: "CancelBulkOperationInput", members: &[member("BulkOperationArn", &BULK_OPERATION_ARN, true)] };
static CLIENT_REQUEST_TOKEN: Shape = Shape::String { name: "ClientRequestToken", length: Bounds { min: Some(1), max: Some(36) }, pattern: None, values: &[] };
static CLIENT_TOKEN: Shape = Shape::String { name: "ClientToken", length: ANY, pattern: Some("^[^\\$]+$"), values: &[] };
static COMPARISON_OPERATOR: Shape = Shape::String { name: "ComparisonOperator", length: ANY, pattern: None, values: &["EQ", "NE", "IN", "LE", "LT", "GE", "GT", "BETWEEN", "NOT_NULL", "NULL", "CONTAINS", "NOT_CONTAINS", "BEGINS_WITH"] };
static CONDITION: Shape = Shape::Structure { name: "Condition", members: &[member("AttributeValueList", &ATTRIBUTE_VALUE_LIST, false), member("ComparisonOperator", &COMPARISON_OPERATOR, true)] };
static CONDITION_CHECK: Shape = Shape::Structure { name: "ConditionCheck", members: &[member("Key", &KEY, true), member("TableName", &TABLE_ARN, true), member("ConditionExpression", &CONDITION_EXPRESSION, true), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false), member("ReturnValuesOnConditionCheckFailure", &RETURN_VALUES_ON_CONDITION_CHECK_FAILURE, false)] };
static CONDITION_EXPRESSION: Shape = Shape::String { name: "ConditionExpression", length: ANY, pattern: None, values: &[] };
static CONDITIONAL_OPERATOR: Shape = Shape::String { name: "ConditionalOperator", length: ANY, pattern: None, values: &["AND", "OR"] };
static CONFIRM_REMOVE_SELF_RESOURCE_ACCESS: Shape = Shape::Boolean;
static CONSISTENT_READ: Shape = Shape::Boolean;
static CONTRIBUTOR_INSIGHTS_ACTION: Shape = Shape::String { name: "ContributorInsightsAction", length: ANY, pattern: None, values: &["ENABLE", "DISABLE"] };
static CONTRIBUTOR_INSIGHTS_MODE: Shape = Shape::String { name: "ContributorInsightsMode", length: ANY, pattern: None, values: &["ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"] };
static CREATE_BACKUP_INPUT: Shape = Shape::Structure { name: "CreateBackupInput", members: &[member("TableName", &TABLE_ARN, true), member("BackupName", &BACKUP_NAME, true)] };
static CREATE_GLOBAL_SECONDARY_INDEX_ACTION: Shape = Shape::Structure { name: "CreateGlobalSecondaryIndexAction", members: &[member("IndexName", &INDEX_NAME, true), member("KeySchema", &KEY_SCHEMA, true), member("Projection", &PROJECTION, true), member("ProvisionedThroughput", &PROVISIONED_THROUGHPUT, false), member("OnDemandThroughput", &ON_DEMAND_THROUGHPUT, false), member("WarmThroughput", &WARM_THROUGHPUT, false)] };
static CREATE_GLOBAL_TABLE_INPUT: Shape = Shape::Structure { name: "CreateGlobalTableInput", members: &[member("GlobalTableName", &TABLE_NAME, true), member("ReplicationGroup", &REPLICA_LIST, true)] };
static CREATE_GLOBAL_TABLE_WITNESS_GROUP_MEMBER_ACTION: Shape = Shape::Structure { name: "CreateGlobalTableWitnessGroupMemberAction", members: &[member("RegionName", &REGION_NAME, true)] };
static CREATE_REPLICA_ACTION: Shape = Shape::Structure { name: "CreateReplicaAction", members: &[member("RegionName", &REGION_NAME, true)] };
static CREATE_REPLICATION_GROUP_MEMBER_ACTION: Shape = Shape::Structure { name: "CreateReplicationGroupMemberAction", members: &[member("RegionName", &REGION_NAME, true), member("KMSMasterKeyId", &KMS_MASTER_KEY_ID, false), member("ProvisionedThroughputOverride", &PROVISIONED_THROUGHPUT_OVERRIDE, false), member("OnDemandThroughputOverride", &ON_DEMAND_THROUGHPUT_OVERRIDE, false), member("GlobalSecondaryIndexes", &REPLICA_GLOBAL_SECONDARY_INDEX_LIST, false), member("TableClassOverride", &TABLE_CLASS, false)] };
static CREATE_TABLE_INPUT: Shape = Shape::Structure { name: "CreateTableInput", members: &[member("AttributeDefinitions", &ATTRIBUTE_DEFINITIONS, false), member("TableName", &TABLE_ARN, true), member("KeySchema", &KEY_SCHEMA, false), member("LocalSecondaryIndexes", &LOCAL_SECONDARY_INDEX_LIST, false), member("GlobalSecondaryIndexes", &GLOBAL_SECONDARY_INDEX_LIST, false), member("BillingMode", &BILLING_MODE, false), member("ProvisionedThroughput", &PROVISIONED_THROUGHPUT, false), member("StreamSpecification", &STREAM_SPECIFICATION, false), member("SSESpecification", &SSE_SPECIFICATION, false), member("Tags", &TAG_LIST, false), member("TableClass", &TABLE_CLASS, false), member("DeletionProtectionEnabled", &DELETION_PROTECTION_ENABLED, false), member("WarmThroughput", &WARM_THROUGHPUT, false), member("ResourcePolicy", &RESOURCE_POLICY, false), member("OnDemandThroughput", &ON_DEMAND_THROUGHPUT, false), member("GlobalTableSourceArn", &TABLE_ARN, false), member("GlobalTableSettingsReplicationMode", &GLOBAL_TABLE_SETTINGS_REPLICATION_MODE, false), member("VectorIndexes", &VECTOR_INDEX_LIST, false)] };
static CREATE_VECTOR_INDEX_ACTION: Shape = Shape::Structure { name: "CreateVectorIndexAction", members: &[member("IndexName", &INDEX_NAME, true), member("VectorAttribute", &VECTOR_ATTRIBUTE_DEFINITION, true), member("SearchSchema", &SEARCH_SCHEMA, false), member("Projection", &PROJECTION, true), member("Dimensions", &POSITIVE_LONG_OBJECT, true), member("DistanceFunction", &VECTOR_DISTANCE_FUNCTION, true)] };
static CSV_DELIMITER: Shape = Shape::String { name: "CsvDelimiter", length: Bounds { min: Some(1), max: Some(1) }, pattern: Some("[,;:|\\t ]"), values: &[] };
static CSV_HEADER: Shape = Shape::String { name: "CsvHeader", length: Bounds { min: Some(1), max: Some(65536) }, pattern: Some("[\\x20-\\x21\\x23-\\x2B\\x2D-\\x7E]*"), values: &[] };
static CSV_HEADER_LIST: Shape = Shape::List { name: "CsvHeaderList", element: &CSV_HEADER, length: Bounds { min: Some(1), max: Some(255) } };
static CSV_OPTIONS: Shape = Shape::Structure { name: "CsvOptions", members: &[member("Delimiter", &CSV_DELIMITER, false), member("HeaderList", &CSV_HEADER_LIST, false)] };
static DATE: Shape = Shape::Timestamp;
static DELETE: Shape = Shape::Structure { name: "Delete", members: &[member("Key", &KEY, true), member("TableName", &TABLE_ARN, true), member("ConditionExpression", &CONDITION_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false), member("ReturnValuesOnConditionCheckFailure", &RETURN_VALUES_ON_CONDITION_CHECK_FAILURE, false)] };
static DELETE_BACKUP_INPUT: Shape = Shape::Structure { name: "DeleteBackupInput", members: &[member("BackupArn", &BACKUP_ARN, true)] };
static DELETE_GLOBAL_SECONDARY_INDEX_ACTION: Shape = Shape::Structure { name: "DeleteGlobalSecondaryIndexAction", members: &[member("IndexName", &INDEX_NAME, true)] };
static DELETE_GLOBAL_TABLE_WITNESS_GROUP_MEMBER_ACTION: Shape = Shape::Structure { name: "DeleteGlobalTableWitnessGroupMemberAction", members: &[member("RegionName", &REGION_NAME, true)] };
static DELETE_ITEM_INPUT: Shape = Shape::Structure { name: "DeleteItemInput", members: &[member("TableName", &TABLE_ARN, true), member("Key", &KEY, true), member("Expected", &EXPECTED_ATTRIBUTE_MAP, false), member("ConditionalOperator", &CONDITIONAL_OPERATOR, false), member("ReturnValues", &RETURN_VALUE, false), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false), member("ReturnItemCollectionMetrics", &RETURN_ITEM_COLLECTION_METRICS, false), member("ConditionExpression", &CONDITION_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false), member("ReturnValuesOnConditionCheckFailure", &RETURN_VALUES_ON_CONDITION_CHECK_FAILURE, false)] };
static DELETE_REPLICA_ACTION: Shape = Shape::Structure { name: "DeleteReplicaAction", members: &[member("RegionName", &REGION_NAME, true)] };
static DELETE_REPLICATION_GROUP_MEMBER_ACTION: Shape = Shape::Structure { name: "DeleteReplicationGroupMemberAction", members: &[member("RegionName", &REGION_NAME, true)] };
static DELETE_REQUEST: Shape = Shape::Structure { name: "DeleteRequest", members: &[member("Key", &KEY, true)] };
static DELETE_RESOURCE_POLICY_INPUT: Shape = Shape::Structure { name: "DeleteResourcePolicyInput", members: &[member("ResourceArn", &RESOURCE_ARN_STRING, true), member("ExpectedRevisionId", &POLICY_REVISION_ID, false)] };
static DELETE_TABLE_INPUT: Shape = Shape::Structure { name: "DeleteTableInput", members: &[member("TableName", &TABLE_ARN, true)] };
static DELETE_VECTOR_INDEX_ACTION: Shape = Shape::Structure { name: "DeleteVectorIndexAction", members: &[member("IndexName", &INDEX_NAME, true)] };
static DELETION_PROTECTION_ENABLED: Shape = Shape::Boolean;
static DESCRIBE_BACKUP_INPUT: Shape = Shape::Structure { name: "DescribeBackupInput", members: &[member("BackupArn", &BACKUP_ARN, true)] };
static DESCRIBE_BULK_OPERATION_INPUT: Shape = Shape::Structure { name: "DescribeBulkOperationInput", members: &[member("BulkOperationArn", &BULK_OPERATION_ARN, true)] };
static DESCRIBE_CONTINUOUS_BACKUPS_INPUT: Shape = Shape::Structure { name: "DescribeContinuousBackupsInput", members: &[member("TableName", &TABLE_ARN, true)] };
static DESCRIBE_CONTRIBUTOR_INSIGHTS_INPUT: Shape = Shape::Structure { name: "DescribeContributorInsightsInput", members: &[member("TableName", &TABLE_ARN, true), member("IndexName", &INDEX_NAME, false)] };
static DESCRIBE_ENDPOINTS_REQUEST: Shape = Shape::Structure { name: "DescribeEndpointsRequest", members: &[] };
static DESCRIBE_EXPORT_INPUT: Shape = Shape::Structure { name: "DescribeExportInput", members: &[member("ExportArn", &EXPORT_ARN, true)] };
static DESCRIBE_GLOBAL_TABLE_INPUT: Shape = Shape::Structure { name: "DescribeGlobalTableInput", members: &[member("GlobalTableName", &TABLE_NAME, true)] };
static DESCRIBE_GLOBAL_TABLE_SETTINGS_INPUT: Shape = Shape::Structure { name: "DescribeGlobalTableSettingsInput", members: &[member("GlobalTableName", &TABLE_NAME, true)] };
static DESCRIBE_IMPORT_INPUT: Shape = Shape::Structure { name: "DescribeImportInput", members: &[member("ImportArn", &IMPORT_ARN, true)] };
static DESCRIBE_KINESIS_STREAMING_DESTINATION_INPUT: Shape = Shape::Structure { name: "DescribeKinesisStreamingDestinationInput", members: &[member("TableName", &TABLE_ARN, true)] };
static DESCRIBE_LIMITS_INPUT: Shape = Shape::Structure { name: "DescribeLimitsInput", members: &[] };
static DESCRIBE_TABLE_INPUT: Shape = Shape::Structure { name: "DescribeTableInput", members: &[member("TableName", &TABLE_ARN, true)] };
static DESCRIBE_TABLE_REPLICA_AUTO_SCALING_INPUT: Shape = Shape::Structure { name: "DescribeTableReplicaAutoScalingInput", members: &[member("TableName", &TABLE_ARN, true)] };
static DESCRIBE_TIME_TO_LIVE_INPUT: Shape = Shape::Structure { name: "DescribeTimeToLiveInput", members: &[member("TableName", &TABLE_ARN, true)] };
static DISASSOCIATE_REPLICATION_GROUP_MEMBER_ACTION: Shape = Shape::Structure { name: "DisassociateReplicationGroupMemberAction", members: &[member("RegionName", &REGION_NAME, true), member("DisassociationMode", &DISASSOCIATION_MODE, true)] };
static DISASSOCIATION_MODE: Shape = Shape::String { name: "DisassociationMode", length: ANY, pattern: None, values: &["WAIT_FOR_REPLICATION"] };
static DISASSOCIATION_PROTECTION_ENABLED: Shape = Shape::Boolean;
static DOUBLE_OBJECT: Shape = Shape::Double;
static ENABLE_KINESIS_STREAMING_CONFIGURATION: Shape = Shape::Structure { name: "EnableKinesisStreamingConfiguration", members: &[member("ApproximateCreationDateTimePrecision", &APPROXIMATE_CREATION_DATE_TIME_PRECISION, false)] };
static EXECUTE_STATEMENT_INPUT: Shape = Shape::Structure { name: "ExecuteStatementInput", members: &[member("Statement", &PARTI_QL_STATEMENT, true), member("Parameters", &PREPARED_STATEMENT_PARAMETERS, false), member("ConsistentRead", &CONSISTENT_READ, false), member("NextToken", &PARTI_QL_NEXT_TOKEN, false), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false), member("Limit", &POSITIVE_INTEGER_OBJECT, false), member("ReturnValuesOnConditionCheckFailure", &RETURN_VALUES_ON_CONDITION_CHECK_FAILURE, false)] };
static EXECUTE_TRANSACTION_INPUT: Shape = Shape::Structure { name: "ExecuteTransactionInput", members: &[member("TransactStatements", &PARAMETERIZED_STATEMENTS, true), member("ClientRequestToken", &CLIENT_REQUEST_TOKEN, false), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false)] };
static EXPECTED_ATTRIBUTE_MAP: Shape = Shape::Map { name: "ExpectedAttributeMap", key: &ATTRIBUTE_NAME, value: &EXPECTED_ATTRIBUTE_VALUE, length: ANY };
static EXPECTED_ATTRIBUTE_VALUE: Shape = Shape::Structure { name: "ExpectedAttributeValue", members: &[member("Value", &ATTRIBUTE_VALUE, false), member("Exists", &BOOLEAN_OBJECT, false), member("ComparisonOperator", &COMPARISON_OPERATOR, false), member("AttributeValueList", &ATTRIBUTE_VALUE_LIST, false)] };
static EXPORT_ARN: Shape = Shape::String { name: "ExportArn", length: Bounds { min: Some(37), max: Some(1024) }, pattern: None, values: &[] };
static EXPORT_FORMAT: Shape = Shape::String { name: "ExportFormat", length: ANY, pattern: None, values: &["DYNAMODB_JSON", "ION"] };
static EXPORT_FROM_TIME: Shape = Shape::Timestamp;
static EXPORT_NEXT_TOKEN: Shape = Shape::String { name: "ExportNextToken", length: ANY, pattern: None, values: &[] };
static EXPORT_TABLE_TO_POINT_IN_TIME_INPUT: Shape = Shape::Structure { name: "ExportTableToPointInTimeInput", members: &[member("TableArn", &TABLE_ARN, true), member("ExportTime", &EXPORT_TIME, false), member("ClientToken", &CLIENT_TOKEN, false), member("S3Bucket", &S3_BUCKET, true), member("S3BucketOwner", &S3_BUCKET_OWNER, false), member("S3Prefix", &S3_PREFIX, false), member("S3SseAlgorithm", &S3_SSE_ALGORITHM, false), member("S3SseKmsKeyId", &S3_SSE_KMS_KEY_ID, false), member("ExportFormat", &EXPORT_FORMAT, false), member("ExportType", &EXPORT_TYPE, false), member("IncrementalExportSpecification", &INCREMENTAL_EXPORT_SPECIFICATION, false), member("FilterSpecification", &FILTER_SPECIFICATION, false)] };
static EXPORT_TIME: Shape = Shape::Timestamp;
static EXPORT_TO_TIME: Shape = Shape::Timestamp;
static EXPORT_TYPE: Shape = Shape::String { name: "ExportType", length: ANY, pattern: None, values: &["FULL_EXPORT", "INCREMENTAL_EXPORT"] };
static EXPORT_VIEW_TYPE: Shape = Shape::String { name: "ExportViewType", length: ANY, pattern: None, values: &["NEW_IMAGE", "NEW_AND_OLD_IMAGES"] };
static EXPRESSION_ATTRIBUTE_NAME_MAP: Shape = Shape::Map { name: "ExpressionAttributeNameMap", key: &EXPRESSION_ATTRIBUTE_NAME_VARIABLE, value: &ATTRIBUTE_NAME, length: ANY };
static EXPRESSION_ATTRIBUTE_NAME_VARIABLE: Shape = Shape::String { name: "ExpressionAttributeNameVariable", length: ANY, pattern: None, values: &[] };
static EXPRESSION_ATTRIBUTE_VALUE_MAP: Shape = Shape::Map { name: "ExpressionAttributeValueMap", key: &EXPRESSION_ATTRIBUTE_VALUE_VARIABLE, value: &ATTRIBUTE_VALUE, length: ANY };
static EXPRESSION_ATTRIBUTE_VALUE_VARIABLE: Shape = Shape::String { name: "ExpressionAttributeValueVariable", length: ANY, pattern: None, values: &[] };
static FILTER_CONDITION_MAP: Shape = Shape::Map { name: "FilterConditionMap", key: &ATTRIBUTE_NAME, value: &CONDITION, length: ANY };
static FILTER_SPECIFICATION: Shape = Shape::Structure { name: "FilterSpecification", members: &[member("FilterExpression", &CONDITION_EXPRESSION, false), member("ProjectionExpression", &PROJECTION_EXPRESSION, false), member("KeyConditionExpression", &KEY_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false)] };
static GET: Shape = Shape::Structure { name: "Get", members: &[member("Key", &KEY, true), member("TableName", &TABLE_ARN, true), member("ProjectionExpression", &PROJECTION_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false)] };
static GET_ITEM_INPUT: Shape = Shape::Structure { name: "GetItemInput", members: &[member("TableName", &TABLE_ARN, true), member("Key", &KEY, true), member("AttributesToGet", &ATTRIBUTE_NAME_LIST, false), member("ConsistentRead", &CONSISTENT_READ, false), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false), member("ProjectionExpression", &PROJECTION_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false)] };
static GET_RESOURCE_POLICY_INPUT: Shape = Shape::Structure { name: "GetResourcePolicyInput", members: &[member("ResourceArn", &RESOURCE_ARN_STRING, true)] };
static GLOBAL_SECONDARY_INDEX: Shape = Shape::Structure { name: "GlobalSecondaryIndex", members: &[member("IndexName", &INDEX_NAME, true), member("KeySchema", &KEY_SCHEMA, true), member("Projection", &PROJECTION, true), member("ProvisionedThroughput", &PROVISIONED_THROUGHPUT, false), member("OnDemandThroughput", &ON_DEMAND_THROUGHPUT, false), member("WarmThroughput", &WARM_THROUGHPUT, false)] };
static GLOBAL_SECONDARY_INDEX_AUTO_SCALING_UPDATE: Shape = Shape::Structure { name: "GlobalSecondaryIndexAutoScalingUpdate", members: &[member("IndexName", &INDEX_NAME, false), member("ProvisionedWriteCapacityAutoScalingUpdate", &AUTO_SCALING_SETTINGS_UPDATE, false)] };
static GLOBAL_SECONDARY_INDEX_AUTO_SCALING_UPDATE_LIST: Shape = Shape::List { name: "GlobalSecondaryIndexAutoScalingUpdateList", element: &GLOBAL_SECONDARY_INDEX_AUTO_SCALING_UPDATE, length: Bounds { min: Some(1), max: None } };
static GLOBAL_SECONDARY_INDEX_LIST: Shape = Shape::List { name: "GlobalSecondaryIndexList", element: &GLOBAL_SECONDARY_INDEX, length: ANY };
static GLOBAL_SECONDARY_INDEX_UPDATE: Shape = Shape::Structure { name: "GlobalSecondaryIndexUpdate", members: &[member("Update", &UPDATE_GLOBAL_SECONDARY_INDEX_ACTION, false), member("Create", &CREATE_GLOBAL_SECONDARY_INDEX_ACTION, false), member("Delete", &DELETE_GLOBAL_SECONDARY_INDEX_ACTION, false)] };
static GLOBAL_SECONDARY_INDEX_UPDATE_LIST: Shape = Shape::List { name: "GlobalSecondaryIndexUpdateList", element: &GLOBAL_SECONDARY_INDEX_UPDATE, length: ANY };
static GLOBAL_TABLE_GLOBAL_SECONDARY_INDEX_SETTINGS_UPDATE: Shape = Shape::Structure { name: "GlobalTableGlobalSecondaryIndexSettingsUpdate", members: &[member("IndexName", &INDEX_NAME, true), member("ProvisionedWriteCapacityUnits", &POSITIVE_LONG_OBJECT, false), member("ProvisionedWriteCapacityAutoScalingSettingsUpdate", &AUTO_SCALING_SETTINGS_UPDATE, false)] };
static GLOBAL_TABLE_GLOBAL_SECONDARY_INDEX_SETTINGS_UPDATE_LIST: Shape = Shape::List { name: "GlobalTableGlobalSecondaryIndexSettingsUpdateList", element: &GLOBAL_TABLE_GLOBAL_SECONDARY_INDEX_SETTINGS_UPDATE, length: Bounds { min: Some(1), max: Some(20) } };
static GLOBAL_TABLE_SETTINGS_REPLICATION_MODE: Shape = Shape::String { name: "GlobalTableSettingsReplicationMode", length: ANY, pattern: None, values: &["ENABLED", "DISABLED", "ENABLED_WITH_OVERRIDES"] };
static GLOBAL_TABLE_WITNESS_GROUP_UPDATE: Shape = Shape::Structure { name: "GlobalTableWitnessGroupUpdate", members: &[member("Create", &CREATE_GLOBAL_TABLE_WITNESS_GROUP_MEMBER_ACTION, false), member("Delete", &DELETE_GLOBAL_TABLE_WITNESS_GROUP_MEMBER_ACTION, false)] };
static GLOBAL_TABLE_WITNESS_GROUP_UPDATE_LIST: Shape = Shape::List { name: "GlobalTableWitnessGroupUpdateList", element: &GLOBAL_TABLE_WITNESS_GROUP_UPDATE, length: Bounds { min: Some(1), max: Some(1) } };
static IMPORT_ARN: Shape = Shape::String { name: "ImportArn", length: Bounds { min: Some(37), max: Some(1024) }, pattern: None, values: &[] };
static IMPORT_NEXT_TOKEN: Shape = Shape::String { name: "ImportNextToken", length: Bounds { min: Some(112), max: Some(1024) }, pattern: Some("([0-9a-f]{16})+"), values: &[] };
static IMPORT_TABLE_INPUT: Shape = Shape::Structure { name: "ImportTableInput", members: &[member("ClientToken", &CLIENT_TOKEN, false), member("S3BucketSource", &S3_BUCKET_SOURCE, true), member("InputFormat", &INPUT_FORMAT, true), member("InputFormatOptions", &INPUT_FORMAT_OPTIONS, false), member("InputCompressionType", &INPUT_COMPRESSION_TYPE, false), member("TableCreationParameters", &TABLE_CREATION_PARAMETERS, true)] };
static INCREMENTAL_EXPORT_SPECIFICATION: Shape = Shape::Structure { name: "IncrementalExportSpecification", members: &[member("ExportFromTime", &EXPORT_FROM_TIME, false), member("ExportToTime", &EXPORT_TO_TIME, false), member("ExportViewType", &EXPORT_VIEW_TYPE, false)] };
static INDEX_NAME: Shape = Shape::String { name: "IndexName", length: Bounds { min: Some(3), max: Some(255) }, pattern: Some("[a-zA-Z0-9_.-]+"), values: &[] };
static INPUT_COMPRESSION_TYPE: Shape = Shape::String { name: "InputCompressionType", length: ANY, pattern: None, values: &["GZIP", "ZSTD", "NONE"] };
static INPUT_FORMAT: Shape = Shape::String { name: "InputFormat", length: ANY, pattern: None, values: &["DYNAMODB_JSON", "ION", "CSV"] };
static INPUT_FORMAT_OPTIONS: Shape = Shape::Structure { name: "InputFormatOptions", members: &[member("Csv", &CSV_OPTIONS, false)] };
static INPUT_S3_CONFIGURATION: Shape = Shape::Structure { name: "InputS3Configuration", members: &[member("S3BucketOwner", &S3_BUCKET_OWNER, false), member("S3Bucket", &S3_BUCKET, true), member("S3KeyPrefix", &S3_PREFIX, false), member("InputFormat", &BULK_OPERATION_INPUT_FORMAT, true), member("InputCompressionType", &INPUT_COMPRESSION_TYPE, false)] };
static INTEGER_OBJECT: Shape = Shape::Integer { range: ANY };
static KMS_MASTER_KEY_ID: Shape = Shape::String { name: "KMSMasterKeyId", length: ANY, pattern: None, values: &[] };
static KEY: Shape = Shape::Map { name: "Key", key: &ATTRIBUTE_NAME, value: &ATTRIBUTE_VALUE, length: ANY };
static KEY_CONDITIONS: Shape = Shape::Map { name: "KeyConditions", key: &ATTRIBUTE_NAME, value: &CONDITION, length: ANY };
static KEY_EXPRESSION: Shape = Shape::String { name: "KeyExpression", length: ANY, pattern: None, values: &[] };
static KEY_LIST: Shape = Shape::List { name: "KeyList", element: &KEY, length: Bounds { min: Some(1), max: Some(100) } };
static KEY_SCHEMA: Shape = Shape::List { name: "KeySchema", element: &KEY_SCHEMA_ELEMENT, length: Bounds { min: Some(1), max: None } };
static KEY_SCHEMA_ATTRIBUTE_NAME: Shape = Shape::String { name: "KeySchemaAttributeName", length: Bounds { min: Some(1), max: Some(255) }, pattern: None, values: &[] };
static KEY_SCHEMA_ELEMENT: Shape = Shape::Structure { name: "KeySchemaElement", members: &[member("AttributeName", &KEY_SCHEMA_ATTRIBUTE_NAME, true), member("KeyType", &KEY_TYPE, true)] };
static KEY_TYPE: Shape = Shape::String { name: "KeyType", length: ANY, pattern: None, values: &["HASH", "RANGE"] };
static KEYS_AND_ATTRIBUTES: Shape = Shape::Structure { name: "KeysAndAttributes", members: &[member("Keys", &KEY_LIST, true), member("AttributesToGet", &ATTRIBUTE_NAME_LIST, false), member("ConsistentRead", &CONSISTENT_READ, false), member("ProjectionExpression", &PROJECTION_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false)] };
static KINESIS_STREAMING_DESTINATION_INPUT: Shape = Shape::Structure { name: "KinesisStreamingDestinationInput", members: &[member("TableName", &TABLE_ARN, true), member("StreamArn", &STREAM_ARN, true), member("EnableKinesisStreamingConfiguration", &ENABLE_KINESIS_STREAMING_CONFIGURATION, false)] };
static LIST_ATTRIBUTE_VALUE: Shape = Shape::List { name: "ListAttributeValue", element: &ATTRIBUTE_VALUE, length: ANY };
static LIST_BACKUPS_INPUT: Shape = Shape::Structure { name: "ListBackupsInput", members: &[member("TableName", &TABLE_ARN, false), member("Limit", &BACKUPS_INPUT_LIMIT, false), member("TimeRangeLowerBound", &TIME_RANGE_LOWER_BOUND, false), member("TimeRangeUpperBound", &TIME_RANGE_UPPER_BOUND, false), member("ExclusiveStartBackupArn", &BACKUP_ARN, false), member("BackupType", &BACKUP_TYPE_FILTER, false)] };
static LIST_BULK_OPERATIONS_INPUT: Shape = Shape::Structure { name: "ListBulkOperationsInput", members: &[member("MaxResults", &LIST_BULK_OPERATIONS_MAX_LIMIT, false), member("NextToken", &BULK_OPERATION_NEXT_TOKEN, false)] };
static LIST_BULK_OPERATIONS_MAX_LIMIT: Shape = Shape::Integer { range: Bounds { min: Some(1), max: Some(25) } };
static LIST_CONTRIBUTOR_INSIGHTS_INPUT: Shape = Shape::Structure { name: "ListContributorInsightsInput", members: &[member("TableName", &TABLE_ARN, false), member("NextToken", &NEXT_TOKEN_STRING, false), member("MaxResults", &LIST_CONTRIBUTOR_INSIGHTS_LIMIT, false)] };
static LIST_CONTRIBUTOR_INSIGHTS_LIMIT: Shape = Shape::Integer { range: Bounds { min: None, max: Some(100) } };
static LIST_EXPORTS_INPUT: Shape = Shape::Structure { name: "ListExportsInput", members: &[member("TableArn", &TABLE_ARN, false), member("MaxResults", &LIST_EXPORTS_MAX_LIMIT, false), member("NextToken", &EXPORT_NEXT_TOKEN, false)] };
static LIST_EXPORTS_MAX_LIMIT: Shape = Shape::Integer { range: Bounds { min: Some(1), max: Some(25) } };
static LIST_GLOBAL_TABLES_INPUT: Shape = Shape::Structure { name: "ListGlobalTablesInput", members: &[member("ExclusiveStartGlobalTableName", &TABLE_NAME, false), member("Limit", &POSITIVE_INTEGER_OBJECT, false), member("RegionName", &REGION_NAME, false)] };
static LIST_IMPORTS_INPUT: Shape = Shape::Structure { name: "ListImportsInput", members: &[member("TableArn", &TABLE_ARN, false), member("PageSize", &LIST_IMPORTS_MAX_LIMIT, false), member("NextToken", &IMPORT_NEXT_TOKEN, false)] };
static LIST_IMPORTS_MAX_LIMIT: Shape = Shape::Integer { range: Bounds { min: Some(1), max: Some(25) } };
static LIST_TABLES_INPUT: Shape = Shape::Structure { name: "ListTablesInput", members: &[member("ExclusiveStartTableName", &TABLE_NAME, false), member("Limit", &LIST_TABLES_INPUT_LIMIT, false)] };
static LIST_TABLES_INPUT_LIMIT: Shape = Shape::Integer { range: Bounds { min: Some(1), max: Some(100) } };
static LIST_TAGS_OF_RESOURCE_INPUT: Shape = Shape::Structure { name: "ListTagsOfResourceInput", members: &[member("ResourceArn", &RESOURCE_ARN_STRING, true), member("NextToken", &NEXT_TOKEN_STRING, false)] };
static LOCAL_SECONDARY_INDEX: Shape = Shape::Structure { name: "LocalSecondaryIndex", members: &[member("IndexName", &INDEX_NAME, true), member("KeySchema", &KEY_SCHEMA, true), member("Projection", &PROJECTION, true)] };
static LOCAL_SECONDARY_INDEX_LIST: Shape = Shape::List { name: "LocalSecondaryIndexList", element: &LOCAL_SECONDARY_INDEX, length: ANY };
static LONG_OBJECT: Shape = Shape::Long { range: ANY };
static MAP_ATTRIBUTE_VALUE: Shape = Shape::Map { name: "MapAttributeValue", key: &ATTRIBUTE_NAME, value: &ATTRIBUTE_VALUE, length: ANY };
static MULTI_REGION_CONSISTENCY: Shape = Shape::String { name: "MultiRegionConsistency", length: ANY, pattern: None, values: &["EVENTUAL", "STRONG"] };
static NEXT_TOKEN_STRING: Shape = Shape::String { name: "NextTokenString", length: ANY, pattern: None, values: &[] };
static NON_KEY_ATTRIBUTE_NAME: Shape = Shape::String { name: "NonKeyAttributeName", length: Bounds { min: Some(1), max: Some(255) }, pattern: None, values: &[] };
static NON_KEY_ATTRIBUTE_NAME_LIST: Shape = Shape::List { name: "NonKeyAttributeNameList", element: &NON_KEY_ATTRIBUTE_NAME, length: Bounds { min: Some(1), max: Some(20) } };
static NULL_ATTRIBUTE_VALUE: Shape = Shape::Boolean;
static NUMBER_ATTRIBUTE_VALUE: Shape = Shape::String { name: "NumberAttributeValue", length: ANY, pattern: None, values: &[] };
static NUMBER_SET_ATTRIBUTE_VALUE: Shape = Shape::List { name: "NumberSetAttributeValue", element: &NUMBER_ATTRIBUTE_VALUE, length: ANY };
static ON_DEMAND_THROUGHPUT: Shape = Shape::Structure { name: "OnDemandThroughput", members: &[member("MaxReadRequestUnits", &LONG_OBJECT, false), member("MaxWriteRequestUnits", &LONG_OBJECT, false)] };
static ON_DEMAND_THROUGHPUT_OVERRIDE: Shape = Shape::Structure { name: "OnDemandThroughputOverride", members: &[member("MaxReadRequestUnits", &LONG_OBJECT, false)] };
static OUTPUT_S3_CONFIGURATION: Shape = Shape::Structure { name: "OutputS3Configuration", members: &[member("S3BucketOwner", &S3_BUCKET_OWNER, false), member("S3Bucket", &S3_BUCKET, false), member("S3KeyPrefix", &S3_PREFIX, false), member("S3SseAlgorithm", &S3_SSE_ALGORITHM, false), member("S3SseKmsKeyId", &S3_SSE_KMS_KEY_ID, false), member("OutputType", &OUTPUT_TYPE_LIST, true)] };
static OUTPUT_TYPE_ENUM: Shape = Shape::String { name: "OutputTypeEnum", length: ANY, pattern: None, values: &["ERROR", "CONDITION_CHECK_FAILURE"] };
static OUTPUT_TYPE_LIST: Shape = Shape::List { name: "OutputTypeList", element: &OUTPUT_TYPE_ENUM, length: ANY };
static PARAMETERIZED_STATEMENT: Shape = Shape::Structure { name: "ParameterizedStatement", members: &[member("Statement", &PARTI_QL_STATEMENT, true), member("Parameters", &PREPARED_STATEMENT_PARAMETERS, false), member("ReturnValuesOnConditionCheckFailure", &RETURN_VALUES_ON_CONDITION_CHECK_FAILURE, false)] };
static PARAMETERIZED_STATEMENTS: Shape = Shape::List { name: "ParameterizedStatements", element: &PARAMETERIZED_STATEMENT, length: Bounds { min: Some(1), max: Some(100) } };
static PARTI_QL_BATCH_REQUEST: Shape = Shape::List { name: "PartiQLBatchRequest", element: &BATCH_STATEMENT_REQUEST, length: Bounds { min: Some(1), max: Some(25) } };
static PARTI_QL_NEXT_TOKEN: Shape = Shape::String { name: "PartiQLNextToken", length: Bounds { min: Some(1), max: Some(32768) }, pattern: None, values: &[] };
static PARTI_QL_STATEMENT: Shape = Shape::String { name: "PartiQLStatement", length: Bounds { min: Some(1), max: Some(8192) }, pattern: None, values: &[] };
static POINT_IN_TIME_RECOVERY_SPECIFICATION: Shape = Shape::Structure { name: "PointInTimeRecoverySpecification", members: &[member("PointInTimeRecoveryEnabled", &BOOLEAN_OBJECT, true), member("RecoveryPeriodInDays", &RECOVERY_PERIOD_IN_DAYS, false)] };
static POLICY_REVISION_ID: Shape = Shape::String { name: "PolicyRevisionId", length: Bounds { min: Some(1), max: Some(255) }, pattern: None, values: &[] };
static POSITIVE_INTEGER_OBJECT: Shape = Shape::Integer { range: Bounds { min: Some(1), max: None } };
static POSITIVE_LONG_OBJECT: Shape = Shape::Long { range: Bounds { min: Some(1), max: None } };
static PREPARED_STATEMENT_PARAMETERS: Shape = Shape::List { name: "PreparedStatementParameters", element: &ATTRIBUTE_VALUE, length: Bounds { min: Some(1), max: None } };
static PROJECTION: Shape = Shape::Structure { name: "Projection", members: &[member("ProjectionType", &PROJECTION_TYPE, false), member("NonKeyAttributes", &NON_KEY_ATTRIBUTE_NAME_LIST, false)] };
static PROJECTION_EXPRESSION: Shape = Shape::String { name: "ProjectionExpression", length: ANY, pattern: None, values: &[] };
static PROJECTION_TYPE: Shape = Shape::String { name: "ProjectionType", length: ANY, pattern: None, values: &["ALL", "KEYS_ONLY", "INCLUDE"] };
static PROVISIONED_THROUGHPUT: Shape = Shape::Structure { name: "ProvisionedThroughput", members: &[member("ReadCapacityUnits", &POSITIVE_LONG_OBJECT, true), member("WriteCapacityUnits", &POSITIVE_LONG_OBJECT, true)] };
static PROVISIONED_THROUGHPUT_OVERRIDE: Shape = Shape::Structure { name: "ProvisionedThroughputOverride", members: &[member("ReadCapacityUnits", &POSITIVE_LONG_OBJECT, false)] };
static PUT: Shape = Shape::Structure { name: "Put", members: &[member("Item", &PUT_ITEM_INPUT_ATTRIBUTE_MAP, true), member("TableName", &TABLE_ARN, true), member("ConditionExpression", &CONDITION_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false), member("ReturnValuesOnConditionCheckFailure", &RETURN_VALUES_ON_CONDITION_CHECK_FAILURE, false)] };
static PUT_ITEM_INPUT: Shape = Shape::Structure { name: "PutItemInput", members: &[member("TableName", &TABLE_ARN, true), member("Item", &PUT_ITEM_INPUT_ATTRIBUTE_MAP, true), member("Expected", &EXPECTED_ATTRIBUTE_MAP, false), member("ReturnValues", &RETURN_VALUE, false), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false), member("ReturnItemCollectionMetrics", &RETURN_ITEM_COLLECTION_METRICS, false), member("ConditionalOperator", &CONDITIONAL_OPERATOR, false), member("ConditionExpression", &CONDITION_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false), member("ReturnValuesOnConditionCheckFailure", &RETURN_VALUES_ON_CONDITION_CHECK_FAILURE, false)] };
static PUT_ITEM_INPUT_ATTRIBUTE_MAP: Shape = Shape::Map { name: "PutItemInputAttributeMap", key: &ATTRIBUTE_NAME, value: &ATTRIBUTE_VALUE, length: ANY };
static PUT_REQUEST: Shape = Shape::Structure { name: "PutRequest", members: &[member("Item", &PUT_ITEM_INPUT_ATTRIBUTE_MAP, true)] };
static PUT_RESOURCE_POLICY_INPUT: Shape = Shape::Structure { name: "PutResourcePolicyInput", members: &[member("ResourceArn", &RESOURCE_ARN_STRING, true), member("Policy", &RESOURCE_POLICY, true), member("ExpectedRevisionId", &POLICY_REVISION_ID, false), member("ConfirmRemoveSelfResourceAccess", &CONFIRM_REMOVE_SELF_RESOURCE_ACCESS, false)] };
static QUERY_INPUT: Shape = Shape::Structure { name: "QueryInput", members: &[member("TableName", &TABLE_ARN, true), member("IndexName", &INDEX_NAME, false), member("Select", &SELECT, false), member("AttributesToGet", &ATTRIBUTE_NAME_LIST, false), member("Limit", &POSITIVE_INTEGER_OBJECT, false), member("ConsistentRead", &CONSISTENT_READ, false), member("KeyConditions", &KEY_CONDITIONS, false), member("QueryFilter", &FILTER_CONDITION_MAP, false), member("ConditionalOperator", &CONDITIONAL_OPERATOR, false), member("ScanIndexForward", &BOOLEAN_OBJECT, false), member("ExclusiveStartKey", &KEY, false), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false), member("ProjectionExpression", &PROJECTION_EXPRESSION, false), member("FilterExpression", &CONDITION_EXPRESSION, false), member("KeyConditionExpression", &KEY_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false)] };
static RECOVERY_PERIOD_IN_DAYS: Shape = Shape::Integer { range: Bounds { min: Some(1), max: Some(35) } };
static REGION_NAME: Shape = Shape::String { name: "RegionName", length: ANY, pattern: None, values: &[] };
static REPLICA: Shape = Shape::Structure { name: "Replica", members: &[member("RegionName", &REGION_NAME, false)] };
static REPLICA_AUTO_SCALING_UPDATE: Shape = Shape::Structure { name: "ReplicaAutoScalingUpdate", members: &[member("RegionName", &REGION_NAME, true), member("ReplicaGlobalSecondaryIndexUpdates", &REPLICA_GLOBAL_SECONDARY_INDEX_AUTO_SCALING_UPDATE_LIST, false), member("ReplicaProvisionedReadCapacityAutoScalingUpdate", &AUTO_SCALING_SETTINGS_UPDATE, false)] };
static REPLICA_AUTO_SCALING_UPDATE_LIST: Shape = Shape::List { name: "ReplicaAutoScalingUpdateList", element: &REPLICA_AUTO_SCALING_UPDATE, length: Bounds { min: Some(1), max: None } };
static REPLICA_GLOBAL_SECONDARY_INDEX: Shape = Shape::Structure { name: "ReplicaGlobalSecondaryIndex", members: &[member("IndexName", &INDEX_NAME, true), member("ProvisionedThroughputOverride", &PROVISIONED_THROUGHPUT_OVERRIDE, false), member("OnDemandThroughputOverride", &ON_DEMAND_THROUGHPUT_OVERRIDE, false)] };
static REPLICA_GLOBAL_SECONDARY_INDEX_AUTO_SCALING_UPDATE: Shape = Shape::Structure { name: "ReplicaGlobalSecondaryIndexAutoScalingUpdate", members: &[member("IndexName", &INDEX_NAME, false), member("ProvisionedReadCapacityAutoScalingUpdate", &AUTO_SCALING_SETTINGS_UPDATE, false)] };
static REPLICA_GLOBAL_SECONDARY_INDEX_AUTO_SCALING_UPDATE_LIST: Shape = Shape::List { name: "ReplicaGlobalSecondaryIndexAutoScalingUpdateList", element: &REPLICA_GLOBAL_SECONDARY_INDEX_AUTO_SCALING_UPDATE, length: ANY };
static REPLICA_GLOBAL_SECONDARY_INDEX_LIST: Shape = Shape::List { name: "ReplicaGlobalSecondaryIndexList", element: &REPLICA_GLOBAL_SECONDARY_INDEX, length: Bounds { min: Some(1), max: None } };
static REPLICA_GLOBAL_SECONDARY_INDEX_SETTINGS_UPDATE: Shape = Shape::Structure { name: "ReplicaGlobalSecondaryIndexSettingsUpdate", members: &[member("IndexName", &INDEX_NAME, true), member("ProvisionedReadCapacityUnits", &POSITIVE_LONG_OBJECT, false), member("ProvisionedReadCapacityAutoScalingSettingsUpdate", &AUTO_SCALING_SETTINGS_UPDATE, false)] };
static REPLICA_GLOBAL_SECONDARY_INDEX_SETTINGS_UPDATE_LIST: Shape = Shape::List { name: "ReplicaGlobalSecondaryIndexSettingsUpdateList", element: &REPLICA_GLOBAL_SECONDARY_INDEX_SETTINGS_UPDATE, length: Bounds { min: Some(1), max: Some(20) } };
static REPLICA_LIST: Shape = Shape::List { name: "ReplicaList", element: &REPLICA, length: ANY };
static REPLICA_SETTINGS_UPDATE: Shape = Shape::Structure { name: "ReplicaSettingsUpdate", members: &[member("RegionName", &REGION_NAME, true), member("ReplicaProvisionedReadCapacityUnits", &POSITIVE_LONG_OBJECT, false), member("ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate", &AUTO_SCALING_SETTINGS_UPDATE, false), member("ReplicaGlobalSecondaryIndexSettingsUpdate", &REPLICA_GLOBAL_SECONDARY_INDEX_SETTINGS_UPDATE_LIST, false), member("ReplicaTableClass", &TABLE_CLASS, false)] };
static REPLICA_SETTINGS_UPDATE_LIST: Shape = Shape::List { name: "ReplicaSettingsUpdateList", element: &REPLICA_SETTINGS_UPDATE, length: Bounds { min: Some(1), max: Some(50) } };
static REPLICA_UPDATE: Shape = Shape::Structure { name: "ReplicaUpdate", members: &[member("Create", &CREATE_REPLICA_ACTION, false), member("Delete", &DELETE_REPLICA_ACTION, false)] };
static REPLICA_UPDATE_LIST: Shape = Shape::List { name: "ReplicaUpdateList", element: &REPLICA_UPDATE, length: ANY };
static REPLICATION_GROUP_UPDATE: Shape = Shape::Structure { name: "ReplicationGroupUpdate", members: &[member("Create", &CREATE_REPLICATION_GROUP_MEMBER_ACTION, false), member("Update", &UPDATE_REPLICATION_GROUP_MEMBER_ACTION, false), member("Delete", &DELETE_REPLICATION_GROUP_MEMBER_ACTION, false), member("Disassociate", &DISASSOCIATE_REPLICATION_GROUP_MEMBER_ACTION, false)] };
static REPLICATION_GROUP_UPDATE_LIST: Shape = Shape::List { name: "ReplicationGroupUpdateList", element: &REPLICATION_GROUP_UPDATE, length: Bounds { min: Some(1), max: None } };
static RESOURCE_ARN_STRING: Shape = Shape::String { name: "ResourceArnString", length: Bounds { min: Some(1), max: Some(1283) }, pattern: None, values: &[] };
static RESOURCE_POLICY: Shape = Shape::String { name: "ResourcePolicy", length: ANY, pattern: None, values: &[] };
static RESTORE_TABLE_FROM_BACKUP_INPUT: Shape = Shape::Structure { name: "RestoreTableFromBackupInput", members: &[member("TargetTableName", &TABLE_NAME, true), member("BackupArn", &BACKUP_ARN, true), member("BillingModeOverride", &BILLING_MODE, false), member("GlobalSecondaryIndexOverride", &GLOBAL_SECONDARY_INDEX_LIST, false), member("LocalSecondaryIndexOverride", &LOCAL_SECONDARY_INDEX_LIST, false), member("ProvisionedThroughputOverride", &PROVISIONED_THROUGHPUT, false), member("OnDemandThroughputOverride", &ON_DEMAND_THROUGHPUT, false), member("SSESpecificationOverride", &SSE_SPECIFICATION, false), member("VectorIndexOverride", &VECTOR_INDEX_LIST, false)] };
static RESTORE_TABLE_TO_POINT_IN_TIME_INPUT: Shape = Shape::Structure { name: "RestoreTableToPointInTimeInput", members: &[member("SourceTableArn", &TABLE_ARN, false), member("SourceTableName", &TABLE_NAME, false), member("TargetTableName", &TABLE_NAME, true), member("UseLatestRestorableTime", &BOOLEAN_OBJECT, false), member("RestoreDateTime", &DATE, false), member("BillingModeOverride", &BILLING_MODE, false), member("GlobalSecondaryIndexOverride", &GLOBAL_SECONDARY_INDEX_LIST, false), member("LocalSecondaryIndexOverride", &LOCAL_SECONDARY_INDEX_LIST, false), member("ProvisionedThroughputOverride", &PROVISIONED_THROUGHPUT, false), member("OnDemandThroughputOverride", &ON_DEMAND_THROUGHPUT, false), member("SSESpecificationOverride", &SSE_SPECIFICATION, false), member("VectorIndexOverride", &VECTOR_INDEX_LIST, false)] };
static RETURN_CONSUMED_CAPACITY: Shape = Shape::String { name: "ReturnConsumedCapacity", length: ANY, pattern: None, values: &["INDEXES", "TOTAL", "NONE"] };
static RETURN_ITEM_COLLECTION_METRICS: Shape = Shape::String { name: "ReturnItemCollectionMetrics", length: ANY, pattern: None, values: &["SIZE", "NONE"] };
static RETURN_VALUE: Shape = Shape::String { name: "ReturnValue", length: ANY, pattern: None, values: &["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"] };
static RETURN_VALUES_ON_CONDITION_CHECK_FAILURE: Shape = Shape::String { name: "ReturnValuesOnConditionCheckFailure", length: ANY, pattern: None, values: &["ALL_OLD", "NONE"] };
static S3_BUCKET: Shape = Shape::String { name: "S3Bucket", length: Bounds { min: None, max: Some(255) }, pattern: Some("^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$"), values: &[] };
static S3_BUCKET_OWNER: Shape = Shape::String { name: "S3BucketOwner", length: ANY, pattern: Some("[0-9]{12}"), values: &[] };
static S3_BUCKET_SOURCE: Shape = Shape::Structure { name: "S3BucketSource", members: &[member("S3BucketOwner", &S3_BUCKET_OWNER, false), member("S3Bucket", &S3_BUCKET, true), member("S3KeyPrefix", &S3_PREFIX, false)] };
static S3_PREFIX: Shape = Shape::String { name: "S3Prefix", length: Bounds { min: None, max: Some(1024) }, pattern: None, values: &[] };
static S3_SSE_ALGORITHM: Shape = Shape::String { name: "S3SseAlgorithm", length: ANY, pattern: None, values: &["AES256", "KMS"] };
static S3_SSE_KMS_KEY_ID: Shape = Shape::String { name: "S3SseKmsKeyId", length: Bounds { min: Some(1), max: Some(2048) }, pattern: None, values: &[] };
static SSE_ENABLED: Shape = Shape::Boolean;
static SSE_SPECIFICATION: Shape = Shape::Structure { name: "SSESpecification", members: &[member("Enabled", &SSE_ENABLED, false), member("SSEType", &SSE_TYPE, false), member("KMSMasterKeyId", &KMS_MASTER_KEY_ID, false)] };
static SSE_TYPE: Shape = Shape::String { name: "SSEType", length: ANY, pattern: None, values: &["AES256", "KMS"] };
static SCALAR_ATTRIBUTE_TYPE: Shape = Shape::String { name: "ScalarAttributeType", length: ANY, pattern: None, values: &["S", "N", "B"] };
static SCAN_INPUT: Shape = Shape::Structure { name: "ScanInput", members: &[member("TableName", &TABLE_ARN, true), member("IndexName", &INDEX_NAME, false), member("AttributesToGet", &ATTRIBUTE_NAME_LIST, false), member("Limit", &POSITIVE_INTEGER_OBJECT, false), member("Select", &SELECT, false), member("ScanFilter", &FILTER_CONDITION_MAP, false), member("ConditionalOperator", &CONDITIONAL_OPERATOR, false), member("ExclusiveStartKey", &KEY, false), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false), member("TotalSegments", &SCAN_TOTAL_SEGMENTS, false), member("Segment", &SCAN_SEGMENT, false), member("ProjectionExpression", &PROJECTION_EXPRESSION, false), member("FilterExpression", &CONDITION_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false), member("ConsistentRead", &CONSISTENT_READ, false)] };
static SCAN_SEGMENT: Shape = Shape::Integer { range: Bounds { min: Some(0), max: Some(999999) } };
static SCAN_TOTAL_SEGMENTS: Shape = Shape::Integer { range: Bounds { min: Some(1), max: Some(1000000) } };
static SEARCH_SCHEMA: Shape = Shape::List { name: "SearchSchema", element: &SEARCH_SCHEMA_ELEMENT, length: Bounds { min: Some(1), max: None } };
static SEARCH_SCHEMA_ELEMENT: Shape = Shape::Structure { name: "SearchSchemaElement", members: &[member("AttributeName", &ATTRIBUTE_NAME, true), member("SearchSchemaElementType", &SEARCH_SCHEMA_ELEMENT_TYPE, true)] };
static SEARCH_SCHEMA_ELEMENT_TYPE: Shape = Shape::String { name: "SearchSchemaElementType", length: ANY, pattern: None, values: &["HASH", "INLINE_FILTER"] };
static SEARCH_VECTOR_LIST: Shape = Shape::List { name: "SearchVectorList", element: &ATTRIBUTE_VALUE, length: Bounds { min: Some(1), max: Some(4096) } };
static SEARCH_VECTORS_INPUT: Shape = Shape::Structure { name: "SearchVectorsInput", members: &[member("TableName", &TABLE_ARN, true), member("IndexName", &INDEX_NAME, true), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false), member("ProjectionExpression", &PROJECTION_EXPRESSION, false), member("SearchVector", &SEARCH_VECTOR_LIST, true), member("SearchConditionExpression", &STRING, false), member("TopK", &TOP_K_INTEGER, true)] };
static SELECT: Shape = Shape::String { name: "Select", length: ANY, pattern: None, values: &["ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT"] };
static START_BULK_PUT_ITEMS_INPUT: Shape = Shape::Structure { name: "StartBulkPutItemsInput", members: &[member("ClientToken", &CLIENT_TOKEN, false), member("InputS3Configuration", &INPUT_S3_CONFIGURATION, true), member("OutputS3Configuration", &OUTPUT_S3_CONFIGURATION, true), member("TableName", &TABLE_ARN, true), member("MaxWriteRequestUnits", &BULK_OPERATION_MAX_WRITE_REQUEST_UNITS, false), member("PerformanceTier", &BULK_OPERATION_PERFORMANCE_TIER, false)] };
static STREAM_ARN: Shape = Shape::String { name: "StreamArn", length: Bounds { min: Some(37), max: Some(1024) }, pattern: None, values: &[] };
static STREAM_ENABLED: Shape = Shape::Boolean;
static STREAM_SPECIFICATION: Shape = Shape::Structure { name: "StreamSpecification", members: &[member("StreamEnabled", &STREAM_ENABLED, true), member("StreamViewType", &STREAM_VIEW_TYPE, false)] };
static STREAM_VIEW_TYPE: Shape = Shape::String { name: "StreamViewType", length: ANY, pattern: None, values: &["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"] };
static STRING: Shape = Shape::String { name: "String", length: ANY, pattern: None, values: &[] };
static STRING_ATTRIBUTE_VALUE: Shape = Shape::String { name: "StringAttributeValue", length: ANY, pattern: None, values: &[] };
static STRING_SET_ATTRIBUTE_VALUE: Shape = Shape::List { name: "StringSetAttributeValue", element: &STRING_ATTRIBUTE_VALUE, length: ANY };
static TABLE_ARN: Shape = Shape::String { name: "TableArn", length: Bounds { min: Some(1), max: Some(1024) }, pattern: None, values: &[] };
static TABLE_CLASS: Shape = Shape::String { name: "TableClass", length: ANY, pattern: None, values: &["STANDARD", "STANDARD_INFREQUENT_ACCESS"] };
static TABLE_CREATION_PARAMETERS: Shape = Shape::Structure { name: "TableCreationParameters", members: &[member("TableName", &TABLE_NAME, true), member("AttributeDefinitions", &ATTRIBUTE_DEFINITIONS, true), member("KeySchema", &KEY_SCHEMA, true), member("BillingMode", &BILLING_MODE, false), member("ProvisionedThroughput", &PROVISIONED_THROUGHPUT, false), member("OnDemandThroughput", &ON_DEMAND_THROUGHPUT, false), member("SSESpecification", &SSE_SPECIFICATION, false), member("GlobalSecondaryIndexes", &GLOBAL_SECONDARY_INDEX_LIST, false), member("VectorIndexes", &VECTOR_INDEX_LIST, false)] };
static TABLE_NAME: Shape = Shape::String { name: "TableName", length: Bounds { min: Some(3), max: Some(255) }, pattern: Some("[a-zA-Z0-9_.-]+"), values: &[] };
static TAG: Shape = Shape::Structure { name: "Tag", members: &[member("Key", &TAG_KEY_STRING, true), member("Value", &TAG_VALUE_STRING, true)] };
static TAG_KEY_LIST: Shape = Shape::List { name: "TagKeyList", element: &TAG_KEY_STRING, length: ANY };
static TAG_KEY_STRING: Shape = Shape::String { name: "TagKeyString", length: Bounds { min: Some(1), max: Some(128) }, pattern: None, values: &[] };
static TAG_LIST: Shape = Shape::List { name: "TagList", element: &TAG, length: ANY };
static TAG_RESOURCE_INPUT: Shape = Shape::Structure { name: "TagResourceInput", members: &[member("ResourceArn", &RESOURCE_ARN_STRING, true), member("Tags", &TAG_LIST, true)] };
static TAG_VALUE_STRING: Shape = Shape::String { name: "TagValueString", length: Bounds { min: Some(0), max: Some(256) }, pattern: None, values: &[] };
static TIME_RANGE_LOWER_BOUND: Shape = Shape::Timestamp;
static TIME_RANGE_UPPER_BOUND: Shape = Shape::Timestamp;
static TIME_TO_LIVE_ATTRIBUTE_NAME: Shape = Shape::String { name: "TimeToLiveAttributeName", length: Bounds { min: Some(1), max: Some(255) }, pattern: None, values: &[] };
static TIME_TO_LIVE_ENABLED: Shape = Shape::Boolean;
static TIME_TO_LIVE_SPECIFICATION: Shape = Shape::Structure { name: "TimeToLiveSpecification", members: &[member("Enabled", &TIME_TO_LIVE_ENABLED, true), member("AttributeName", &TIME_TO_LIVE_ATTRIBUTE_NAME, true)] };
static TOP_K_INTEGER: Shape = Shape::Integer { range: Bounds { min: Some(1), max: None } };
static TRANSACT_GET_ITEM: Shape = Shape::Structure { name: "TransactGetItem", members: &[member("Get", &GET, true)] };
static TRANSACT_GET_ITEM_LIST: Shape = Shape::List { name: "TransactGetItemList", element: &TRANSACT_GET_ITEM, length: Bounds { min: Some(1), max: Some(100) } };
static TRANSACT_GET_ITEMS_INPUT: Shape = Shape::Structure { name: "TransactGetItemsInput", members: &[member("TransactItems", &TRANSACT_GET_ITEM_LIST, true), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false)] };
static TRANSACT_WRITE_ITEM: Shape = Shape::Structure { name: "TransactWriteItem", members: &[member("ConditionCheck", &CONDITION_CHECK, false), member("Put", &PUT, false), member("Delete", &DELETE, false), member("Update", &UPDATE, false)] };
static TRANSACT_WRITE_ITEM_LIST: Shape = Shape::List { name: "TransactWriteItemList", element: &TRANSACT_WRITE_ITEM, length: Bounds { min: Some(1), max: Some(100) } };
static TRANSACT_WRITE_ITEMS_INPUT: Shape = Shape::Structure { name: "TransactWriteItemsInput", members: &[member("TransactItems", &TRANSACT_WRITE_ITEM_LIST, true), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false), member("ReturnItemCollectionMetrics", &RETURN_ITEM_COLLECTION_METRICS, false), member("ClientRequestToken", &CLIENT_REQUEST_TOKEN, false)] };
static UNTAG_RESOURCE_INPUT: Shape = Shape::Structure { name: "UntagResourceInput", members: &[member("ResourceArn", &RESOURCE_ARN_STRING, true), member("TagKeys", &TAG_KEY_LIST, true)] };
static UPDATE: Shape = Shape::Structure { name: "Update", members: &[member("Key", &KEY, true), member("UpdateExpression", &UPDATE_EXPRESSION, true), member("TableName", &TABLE_ARN, true), member("ConditionExpression", &CONDITION_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false), member("ReturnValuesOnConditionCheckFailure", &RETURN_VALUES_ON_CONDITION_CHECK_FAILURE, false)] };
static UPDATE_CONTINUOUS_BACKUPS_INPUT: Shape = Shape::Structure { name: "UpdateContinuousBackupsInput", members: &[member("TableName", &TABLE_ARN, true), member("PointInTimeRecoverySpecification", &POINT_IN_TIME_RECOVERY_SPECIFICATION, true)] };
static UPDATE_CONTRIBUTOR_INSIGHTS_INPUT: Shape = Shape::Structure { name: "UpdateContributorInsightsInput", members: &[member("TableName", &TABLE_ARN, true), member("IndexName", &INDEX_NAME, false), member("ContributorInsightsAction", &CONTRIBUTOR_INSIGHTS_ACTION, true), member("ContributorInsightsMode", &CONTRIBUTOR_INSIGHTS_MODE, false)] };
static UPDATE_EXPRESSION: Shape = Shape::String { name: "UpdateExpression", length: ANY, pattern: None, values: &[] };
static UPDATE_GLOBAL_SECONDARY_INDEX_ACTION: Shape = Shape::Structure { name: "UpdateGlobalSecondaryIndexAction", members: &[member("IndexName", &INDEX_NAME, true), member("ProvisionedThroughput", &PROVISIONED_THROUGHPUT, false), member("OnDemandThroughput", &ON_DEMAND_THROUGHPUT, false), member("WarmThroughput", &WARM_THROUGHPUT, false)] };
static UPDATE_GLOBAL_TABLE_INPUT: Shape = Shape::Structure { name: "UpdateGlobalTableInput", members: &[member("GlobalTableName", &TABLE_NAME, true), member("ReplicaUpdates", &REPLICA_UPDATE_LIST, true)] };
static UPDATE_GLOBAL_TABLE_SETTINGS_INPUT: Shape = Shape::Structure { name: "UpdateGlobalTableSettingsInput", members: &[member("GlobalTableName", &TABLE_NAME, true), member("GlobalTableBillingMode", &BILLING_MODE, false), member("GlobalTableProvisionedWriteCapacityUnits", &POSITIVE_LONG_OBJECT, false), member("GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate", &AUTO_SCALING_SETTINGS_UPDATE, false), member("GlobalTableGlobalSecondaryIndexSettingsUpdate", &GLOBAL_TABLE_GLOBAL_SECONDARY_INDEX_SETTINGS_UPDATE_LIST, false), member("ReplicaSettingsUpdate", &REPLICA_SETTINGS_UPDATE_LIST, false)] };
static UPDATE_ITEM_INPUT: Shape = Shape::Structure { name: "UpdateItemInput", members: &[member("TableName", &TABLE_ARN, true), member("Key", &KEY, true), member("AttributeUpdates", &ATTRIBUTE_UPDATES, false), member("Expected", &EXPECTED_ATTRIBUTE_MAP, false), member("ConditionalOperator", &CONDITIONAL_OPERATOR, false), member("ReturnValues", &RETURN_VALUE, false), member("ReturnConsumedCapacity", &RETURN_CONSUMED_CAPACITY, false), member("ReturnItemCollectionMetrics", &RETURN_ITEM_COLLECTION_METRICS, false), member("UpdateExpression", &UPDATE_EXPRESSION, false), member("ConditionExpression", &CONDITION_EXPRESSION, false), member("ExpressionAttributeNames", &EXPRESSION_ATTRIBUTE_NAME_MAP, false), member("ExpressionAttributeValues", &EXPRESSION_ATTRIBUTE_VALUE_MAP, false), member("ReturnValuesOnConditionCheckFailure", &RETURN_VALUES_ON_CONDITION_CHECK_FAILURE, false)] };
static UPDATE_KINESIS_STREAMING_CONFIGURATION: Shape = Shape::Structure { name: "UpdateKinesisStreamingConfiguration", members: &[member("ApproximateCreationDateTimePrecision", &APPROXIMATE_CREATION_DATE_TIME_PRECISION, false)] };
static UPDATE_KINESIS_STREAMING_DESTINATION_INPUT: Shape = Shape::Structure { name: "UpdateKinesisStreamingDestinationInput", members: &[member("TableName", &TABLE_ARN, true), member("StreamArn", &STREAM_ARN, true), member("UpdateKinesisStreamingConfiguration", &UPDATE_KINESIS_STREAMING_CONFIGURATION, false)] };
static UPDATE_REPLICATION_GROUP_MEMBER_ACTION: Shape = Shape::Structure { name: "UpdateReplicationGroupMemberAction", members: &[member("RegionName", &REGION_NAME, true), member("KMSMasterKeyId", &KMS_MASTER_KEY_ID, false), member("ProvisionedThroughputOverride", &PROVISIONED_THROUGHPUT_OVERRIDE, false), member("OnDemandThroughputOverride", &ON_DEMAND_THROUGHPUT_OVERRIDE, false), member("GlobalSecondaryIndexes", &REPLICA_GLOBAL_SECONDARY_INDEX_LIST, false), member("TableClassOverride", &TABLE_CLASS, false)] };
static UPDATE_TABLE_INPUT: Shape = Shape::Structure { name: "UpdateTableInput", members: &[member("AttributeDefinitions", &ATTRIBUTE_DEFINITIONS, false), member("TableName", &TABLE_ARN, true), member("BillingMode", &BILLING_MODE, false), member("ProvisionedThroughput", &PROVISIONED_THROUGHPUT, false), member("GlobalSecondaryIndexUpdates", &GLOBAL_SECONDARY_INDEX_UPDATE_LIST, false), member("StreamSpecification", &STREAM_SPECIFICATION, false), member("SSESpecification", &SSE_SPECIFICATION, false), member("ReplicaUpdates", &REPLICATION_GROUP_UPDATE_LIST, false), member("TableClass", &TABLE_CLASS, false), member("DeletionProtectionEnabled", &DELETION_PROTECTION_ENABLED, false), member("MultiRegionConsistency", &MULTI_REGION_CONSISTENCY, false), member("GlobalTableWitnessUpdates", &GLOBAL_TABLE_WITNESS_GROUP_UPDATE_LIST, false), member("OnDemandThroughput", &ON_DEMAND_THROUGHPUT, false), member("WarmThroughput", &WARM_THROUGHPUT, false), member("GlobalTableSettingsReplicationMode", &GLOBAL_TABLE_SETTINGS_REPLICATION_MODE, false), member("DisassociationProtectionEnabled", &DISASSOCIATION_PROTECTION_ENABLED, false), member("VectorIndexUpdates", &VECTOR_INDEX_UPDATE_LIST, false)] };
static UPDATE_TABLE_REPLICA_AUTO_SCALING_INPUT: Shape = Shape::Structure { name: "UpdateTableReplicaAutoScalingInput", members: &[member("GlobalSecondaryIndexUpdates", &GLOBAL_SECONDARY_INDEX_AUTO_SCALING_UPDATE_LIST, false), member("TableName", &TABLE_ARN, true), member("ProvisionedWriteCapacityAutoScalingUpdate", &AUTO_SCALING_SETTINGS_UPDATE, false), member("ReplicaUpdates", &REPLICA_AUTO_SCALING_UPDATE_LIST, false)] };
static UPDATE_TIME_TO_LIVE_INPUT: Shape = Shape::Structure { name: "UpdateTimeToLiveInput", members: &[member("TableName", &TABLE_ARN, true), member("TimeToLiveSpecification", &TIME_TO_LIVE_SPECIFICATION, true)] };
static VECTOR_ATTRIBUTE_DEFINITION: Shape = Shape::Structure { name: "VectorAttributeDefinition", members: &[member("AttributeName", &VECTOR_ATTRIBUTE_NAME, true)] };
static VECTOR_ATTRIBUTE_NAME: Shape = Shape::String { name: "VectorAttributeName", length: Bounds { min: Some(1), max: Some(255) }, pattern: None, values: &[] };
static VECTOR_DISTANCE_FUNCTION: Shape = Shape::String { name: "VectorDistanceFunction", length: ANY, pattern: None, values: &["COSINE", "DOT_PRODUCT", "EUCLIDEAN"] };
static VECTOR_INDEX: Shape = Shape::Structure { name: "VectorIndex", members: &[member("IndexName", &INDEX_NAME, true), member("VectorAttribute", &VECTOR_ATTRIBUTE_DEFINITION, true), member("SearchSchema", &SEARCH_SCHEMA, false), member("Projection", &PROJECTION, true), member("Dimensions", &POSITIVE_LONG_OBJECT, true), member("DistanceFunction", &VECTOR_DISTANCE_FUNCTION, true)] };
static VECTOR_INDEX_LIST: Shape = Shape::List { name: "VectorIndexList", element: &VECTOR_INDEX, length: ANY };
static VECTOR_INDEX_UPDATE: Shape = Shape::Structure { name: "VectorIndexUpdate", members: &[member("Create", &CREATE_VECTOR_INDEX_ACTION, false), member("Delete", &DELETE_VECTOR_INDEX_ACTION, false)] };
static VECTOR_INDEX_UPDATE_LIST: Shape = Shape::List { name: "VectorIndexUpdateList", element: &VECTOR_INDEX_UPDATE, length: ANY };
static WARM_THROUGHPUT: Shape = Shape::Structure { name: "WarmThroughput", members: &[member("ReadUnitsPerSecond", &LONG_OBJECT, false), member("WriteUnitsPerSecond", &LONG_OBJECT, false)] };
static WRITE_REQUEST: Shape = Shape::Structure { name: "WriteRequest", members: &[member("PutRequest", &PUT_REQUEST, false), member("DeleteRequest", &DELETE_REQUEST, false)] };
static WRITE_REQUESTS: Shape = Shape::List { name: "WriteRequests", element: &WRITE_REQUEST, length: Bounds { min: Some(1), max: Some(25) } };
static STREAMS_DESCRIBE_STREAM_INPUT: Shape = Shape::Structure { name: "DescribeStreamInput", members: &[member("StreamArn", &STREAMS_STREAM_ARN, true), member("Limit", &STREAMS_POSITIVE_INTEGER_OBJECT, false), member("ExclusiveStartShardId", &STREAMS_SHARD_ID, false), member("ShardFilter", &STREAMS_SHARD_FILTER, false)] };
static STREAMS_GET_RECORDS_INPUT: Shape = Shape::Structure { name: "GetRecordsInput", members: &[member("ShardIterator", &STREAMS_SHARD_ITERATOR, true), member("Limit", &STREAMS_POSITIVE_INTEGER_OBJECT, false)] };
static STREAMS_GET_SHARD_ITERATOR_INPUT: Shape = Shape::Structure { name: "GetShardIteratorInput", members: &[member("StreamArn", &STREAMS_STREAM_ARN, true), member("ShardId", &STREAMS_SHARD_ID, true), member("ShardIteratorType", &STREAMS_SHARD_ITERATOR_TYPE, true), member("SequenceNumber", &STREAMS_SEQUENCE_NUMBER, false), member("Timestamp", &STREAMS_TIMESTAMP, false)] };
static STREAMS_LIST_STREAMS_INPUT: Shape = Shape::Structure { name: "ListStreamsInput", members: &[member("TableName", &STREAMS_TABLE_NAME, false), member("Limit", &STREAMS_POSITIVE_INTEGER_OBJECT, false), member("ExclusiveStartStreamArn", &STREAMS_STREAM_ARN, false)] };
static STREAMS_POSITIVE_INTEGER_OBJECT: Shape = Shape::Integer { range: Bounds { min: Some(1), max: None } };
static STREAMS_SEQUENCE_NUMBER: Shape = Shape::String { name: "SequenceNumber", length: Bounds { min: Some(21), max: Some(40) }, pattern: None, values: &[] };
static STREAMS_SHARD_FILTER: Shape = Shape::Structure { name: "ShardFilter", members: &[member("Type", &STREAMS_SHARD_FILTER_TYPE, false), member("ShardId", &STREAMS_SHARD_ID, false)] };
static STREAMS_SHARD_FILTER_TYPE: Shape = Shape::String { name: "ShardFilterType", length: ANY, pattern: None, values: &["CHILD_SHARDS"] };
static STREAMS_SHARD_ID: Shape = Shape::String { name: "ShardId", length: Bounds { min: Some(28), max: Some(65) }, pattern: None, values: &[] };
static STREAMS_SHARD_ITERATOR: Shape = Shape::String { name: "ShardIterator", length: Bounds { min: Some(1), max: Some(2048) }, pattern: None, values: &[] };
static STREAMS_SHARD_ITERATOR_TYPE: Shape = Shape::String { name: "ShardIteratorType", length: ANY, pattern: None, values: &["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER", "AT_TIMESTAMP"] };
static STREAMS_STREAM_ARN: Shape = Shape::String { name: "StreamArn", length: Bounds { min: Some(37), max: Some(1024) }, pattern: None, values: &[] };
static STREAMS_TABLE_NAME: Shape = Shape::String { name: "TableName", length: Bounds { min: Some(3), max: Some(255) }, pattern: Some("[a-zA-Z0-9_.-]+"), values: &[] };
static STREAMS_TIMESTAMP: Shape = Shape::Timestamp;

pub(super) static OPERATIONS: &[Operation] = &[
    Operation { name: "BatchExecuteStatement", service: Service::DynamoDb, input: &BATCH_EXECUTE_STATEMENT_INPUT, built: true },
    Operation { name: "BatchGetItem", service: Service::DynamoDb, input: &BATCH_GET_ITEM_INPUT, built: true },
    Operation { name: "BatchWriteItem", service: Service::DynamoDb, input: &BATCH_WRITE_ITEM_INPUT, built: true },
    Operation { name: "CancelBulkOperation", service: Service::DynamoDb, input: &CANCEL_BULK_OPERATION_INPUT, built: true },
    Operation { name: "CreateBackup", service: Service::DynamoDb, input: &CREATE_BACKUP_INPUT, built: true },
    Operation { name: "CreateGlobalTable", service: Service::DynamoDb, input: &CREATE_GLOBAL_TABLE_INPUT, built: true },
    Operation { name: "CreateTable", service: Service::DynamoDb, input: &CREATE_TABLE_INPUT, built: true },
    Operation { name: "DeleteBackup", service: Service::DynamoDb, input: &DELETE_BACKUP_INPUT, built: true },
    Operation { name: "DeleteItem", service: Service::DynamoDb, input: &DELETE_ITEM_INPUT, built: true },
    Operation { name: "DeleteResourcePolicy", service: Service::DynamoDb, input: &DELETE_RESOURCE_POLICY_INPUT, built: true },
    Operation { name: "DeleteTable", service: Service::DynamoDb, input: &DELETE_TABLE_INPUT, built: true },
    Operation { name: "DescribeBackup", service: Service::DynamoDb, input: &DESCRIBE_BACKUP_INPUT, built: true },
    Operation { name: "DescribeBulkOperation", service: Service::DynamoDb, input: &DESCRIBE_BULK_OPERATION_INPUT, built: true },
    Operation { name: "DescribeContinuousBackups", service: Service::DynamoDb, input: &DESCRIBE_CONTINUOUS_BACKUPS_INPUT, built: true },
    Operation { name: "DescribeContributorInsights", service: Service::DynamoDb, input: &DESCRIBE_CONTRIBUTOR_INSIGHTS_INPUT, built: true },
    Operation { name: "DescribeEndpoints", service: Service::DynamoDb, input: &DESCRIBE_ENDPOINTS_REQUEST, built: true },
    Operation { name: "DescribeExport", service: Service::DynamoDb, input: &DESCRIBE_EXPORT_INPUT, built: true },
    Operation { name: "DescribeGlobalTable", service: Service::DynamoDb, input: &DESCRIBE_GLOBAL_TABLE_INPUT, built: true },
    Operation { name: "DescribeGlobalTableSettings", service: Service::DynamoDb, input: &DESCRIBE_GLOBAL_TABLE_SETTINGS_INPUT, built: true },
    Operation { name: "DescribeImport", service: Service::DynamoDb, input: &DESCRIBE_IMPORT_INPUT, built: true },
    Operation { name: "DescribeKinesisStreamingDestination", service: Service::DynamoDb, input: &DESCRIBE_KINESIS_STREAMING_DESTINATION_INPUT, built: true },
    Operation { name: "DescribeLimits", service: Service::DynamoDb, input: &DESCRIBE_LIMITS_INPUT, built: true },
    Operation { name: "DescribeStream", service: Service::Streams, input: &STREAMS_DESCRIBE_STREAM_INPUT, built: true },
    Operation { name: "DescribeTable", service: Service::DynamoDb, input: &DESCRIBE_TABLE_INPUT, built: true },
    Operation { name: "DescribeTableReplicaAutoScaling", service: Service::DynamoDb, input: &DESCRIBE_TABLE_REPLICA_AUTO_SCALING_INPUT, built: true },
    Operation { name: "DescribeTimeToLive", service: Service::DynamoDb, input: &DESCRIBE_TIME_TO_LIVE_INPUT, built: true },
    Operation { name: "DisableKinesisStreamingDestination", service: Service::DynamoDb, input: &KINESIS_STREAMING_DESTINATION_INPUT, built: false },
    Operation { name: "EnableKinesisStreamingDestination", service: Service::DynamoDb, input: &KINESIS_STREAMING_DESTINATION_INPUT, built: false },
    Operation { name: "ExecuteStatement", service: Service::DynamoDb, input: &EXECUTE_STATEMENT_INPUT, built: true },
    Operation { name: "ExecuteTransaction", service: Service::DynamoDb, input: &EXECUTE_TRANSACTION_INPUT, built: true },
    Operation { name: "ExportTableToPointInTime", service: Service::DynamoDb, input: &EXPORT_TABLE_TO_POINT_IN_TIME_INPUT, built: true },
    Operation { name: "GetItem", service: Service::DynamoDb, input: &GET_ITEM_INPUT, built: true },
    Operation { name: "GetRecords", service: Service::Streams, input: &STREAMS_GET_RECORDS_INPUT, built: true },
    Operation { name: "GetResourcePolicy", service: Service::DynamoDb, input: &GET_RESOURCE_POLICY_INPUT, built: true },
    Operation { name: "GetShardIterator", service: Service::Streams, input: &STREAMS_GET_SHARD_ITERATOR_INPUT, built: true },
    Operation { name: "ImportTable", service: Service::DynamoDb, input: &IMPORT_TABLE_INPUT, built: true },
    Operation { name: "ListBackups", service: Service::DynamoDb, input: &LIST_BACKUPS_INPUT, built: true },
    Operation { name: "ListBulkOperations", service: Service::DynamoDb, input: &LIST_BULK_OPERATIONS_INPUT, built: true },
    Operation { name: "ListContributorInsights", service: Service::DynamoDb, input: &LIST_CONTRIBUTOR_INSIGHTS_INPUT, built: true },
    Operation { name: "ListExports", service: Service::DynamoDb, input: &LIST_EXPORTS_INPUT, built: true },
    Operation { name: "ListGlobalTables", service: Service::DynamoDb, input: &LIST_GLOBAL_TABLES_INPUT, built: true },
    Operation { name: "ListImports", service: Service::DynamoDb, input: &LIST_IMPORTS_INPUT, built: true },
    Operation { name: "ListStreams", service: Service::Streams, input: &STREAMS_LIST_STREAMS_INPUT, built: true },
    Operation { name: "ListTables", service: Service::DynamoDb, input: &LIST_TABLES_INPUT, built: true },
    Operation { name: "ListTagsOfResource", service: Service::DynamoDb, input: &LIST_TAGS_OF_RESOURCE_INPUT, built: true },
    Operation { name: "PutItem", service: Service::DynamoDb, input: &PUT_ITEM_INPUT, built: true },
    Operation { name: "PutResourcePolicy", service: Service::DynamoDb, input: &PUT_RESOURCE_POLICY_INPUT, built: true },
    Operation { name: "Query", service: Service::DynamoDb, input: &QUERY_INPUT, built: true },
    Operation { name: "RestoreTableFromBackup", service: Service::DynamoDb, input: &RESTORE_TABLE_FROM_BACKUP_INPUT, built: true },
    Operation { name: "RestoreTableToPointInTime", service: Service::DynamoDb, input: &RESTORE_TABLE_TO_POINT_IN_TIME_INPUT, built: true },
    Operation { name: "Scan", service: Service::DynamoDb, input: &SCAN_INPUT, built: true },
    Operation { name: "SearchVectors", service: Service::DynamoDb, input: &SEARCH_VECTORS_INPUT, built: true },
    Operation { name: "StartBulkPutItems", service: Service::DynamoDb, input: &START_BULK_PUT_ITEMS_INPUT, built: true },
    Operation { name: "TagResource", service: Service::DynamoDb, input: &TAG_RESOURCE_INPUT, built: true },
    Operation { name: "TransactGetItems", service: Service::DynamoDb, input: &TRANSACT_GET_ITEMS_INPUT, built: true },
    Operation { name: "TransactWriteItems", service: Service::DynamoDb, input: &TRANSACT_WRITE_ITEMS_INPUT, built: true },
    Operation { name: "UntagResource", service: Service::DynamoDb, input: &UNTAG_RESOURCE_INPUT, built: true },
    Operation { name: "UpdateContinuousBackups", service: Service::DynamoDb, input: &UPDATE_CONTINUOUS_BACKUPS_INPUT, built: true },
    Operation { name: "UpdateContributorInsights", service: Service::DynamoDb, input: &UPDATE_CONTRIBUTOR_INSIGHTS_INPUT, built: true },
    Operation { name: "UpdateGlobalTable", service: Service::DynamoDb, input: &UPDATE_GLOBAL_TABLE_INPUT, built: true },
    Operation { name: "UpdateGlobalTableSettings", service: Service::DynamoDb, input: &UPDATE_GLOBAL_TABLE_SETTINGS_INPUT, built: true },
    Operation { name: "UpdateItem", service: Service::DynamoDb, input: &UPDATE_ITEM_INPUT, built: true },
    Operation { name: "UpdateKinesisStreamingDestination", service: Service::DynamoDb, input: &UPDATE_KINESIS_STREAMING_DESTINATION_INPUT, built: false },
    Operation { name: "UpdateTable", service: Service::DynamoDb, input: &UPDATE_TABLE_INPUT, built: true },
    Operation { name: "UpdateTableReplicaAutoScaling", service: Service::DynamoDb, input: &UPDATE_TABLE_REPLICA_AUTO_SCALING_INPUT, built: true },
    Operation { name: "UpdateTimeToLive", service: Service::DynamoDb, input: &UPDATE_TIME_TO_LIVE_INPUT, built: true },
];
