//! Commands of the services beside `DynamoDB`.

use console::{Action, Context, parse_script};

fn action(text: &str) -> Result<Action, String> {
    let script = parse_script(text, &Context { files: &|_| None });
    let command = script.commands.first().map(|command| command.action.clone()).expect("a command");
    command.map_err(|fault| fault.message)
}

#[track_caller]
fn check(text: &str, operation: &str, input: &str) {
    match action(text) {
        Ok(Action::Aws(call)) => {
            assert_eq!((call.operation, call.input.as_str()), (operation, input), "{text}");
        }
        other => panic!("{text}\n{other:?}"),
    }
    if let Err(error) = api::parse(operation, input.as_bytes()) {
        panic!("{text}: {error}");
    }
}

#[test]
fn lambda_is_typed_as_the_cli_takes_it() {
    check(
        "aws lambda create-function --function-name totals --code Do=aggregate,Table=Totals,By=artist,Sum=plays",
        "lambda:CreateFunction",
        r#"{"FunctionName":"totals","Code":{"Do":"aggregate","Table":"Totals","By":"artist","Sum":"plays"}}"#,
    );
    check(
        "aws lambda create-event-source-mapping --function-name f --starting-position LATEST --batch-size 10 \
         --event-source-arn arn:aws:dynamodb:eu-west-2:123456789012:table/T/stream/2026-11-20T09:00:00.000 \
         --bisect-batch-on-function-error --function-response-types ReportBatchItemFailures \
         --filter-criteria '{\"Filters\":[{\"Pattern\":\"{\\\"eventName\\\":[\\\"REMOVE\\\"]}\"}]}'",
        "lambda:CreateEventSourceMapping",
        r#"{"EventSourceArn":"arn:aws:dynamodb:eu-west-2:123456789012:table/T/stream/2026-11-20T09:00:00.000","FunctionName":"f","BatchSize":10,"FilterCriteria":{"Filters":[{"Pattern":"{\"eventName\":[\"REMOVE\"]}"}]},"StartingPosition":"LATEST","BisectBatchOnFunctionError":true,"FunctionResponseTypes":["ReportBatchItemFailures"]}"#,
    );
    check("aws lambda list-functions", "lambda:ListFunctions", "{}");
    let message = action("aws lambda get-function").expect_err("a name is needed");
    assert!(message.contains("the following arguments are required: --function-name"), "{message}");
    let message = action("aws lambda create-functions").expect_err("no such operation");
    assert!(message.contains("create-function"), "{message}");
}

#[test]
fn cloudwatch_is_typed_as_the_cli_takes_it() {
    check(
        "aws cloudwatch get-metric-statistics --namespace AWS/DynamoDB --metric-name ConsumedReadCapacityUnits \
         --dimensions Name=TableName,Value=Music --start-time 2026-11-20T09:00:00Z --end-time 2026-11-20T10:00:00Z \
         --period 60 --statistics Sum Maximum",
        "cloudwatch:GetMetricStatistics",
        r#"{"Namespace":"AWS/DynamoDB","MetricName":"ConsumedReadCapacityUnits","Dimensions":[{"Name":"TableName","Value":"Music"}],"StartTime":1795165200,"EndTime":1795168800,"Period":60,"Statistics":["Sum","Maximum"]}"#,
    );
    check(
        "aws cloudwatch put-metric-alarm --alarm-name busy --namespace AWS/DynamoDB --metric-name \
         ConsumedReadCapacityUnits --dimensions Name=TableName,Value=Music --statistic Sum --period 60 --threshold 240 \
         --comparison-operator GreaterThanOrEqualToThreshold --evaluation-periods 1",
        "cloudwatch:PutMetricAlarm",
        r#"{"AlarmName":"busy","MetricName":"ConsumedReadCapacityUnits","Namespace":"AWS/DynamoDB","Statistic":"Sum","Dimensions":[{"Name":"TableName","Value":"Music"}],"Period":60,"EvaluationPeriods":1,"Threshold":240.0,"ComparisonOperator":"GreaterThanOrEqualToThreshold"}"#,
    );
    check(
        "aws cloudwatch list-metrics --namespace AWS/DynamoDB",
        "cloudwatch:ListMetrics",
        r#"{"Namespace":"AWS/DynamoDB"}"#,
    );
    let message = action("aws cloudwatch put-metric-alarm --alarm-name a").expect_err("more is needed");
    assert!(message.contains("--evaluation-periods"), "{message}");
}
