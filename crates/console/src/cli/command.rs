//! `aws …`: global options, service, operation.

use api::shapes::{Operation, Service};

use super::arguments::{self, Found, invalid_choice};
use super::call::{ApiCall, Output};
use super::context::Context;
use super::globals::GLOBALS;
use super::names::{operation_of, operations_of, service_of};
use super::operation::{Read, Settings, read};
use super::wait::wait;
use crate::action::{Action, HelpTopic};
use crate::configure;
use crate::ddb;
use crate::fault::{Fault, GENERAL, USAGE};
use crate::place::Place;
use crate::print::ErrorFormat;
use crate::query::Query;
use crate::shell::Word;

/// A command line, read, with what colouring needs.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) action: Result<Action, Fault>,
    /// Places of program, service, operation.
    pub(crate) commands: Vec<Place>,
    /// Places of option names.
    pub(crate) options: Vec<Place>,
}

/// Services that this engine answers.
const HERE: &[&str] = &[
    "dynamodb",
    "dynamodbstreams",
    "lambda",
    "cloudwatch",
    "dax",
    "ddb",
    "configure",
    "iam",
    "organizations",
    "sts",
    "help",
];
/// Services that exist, but not here.
const ELSEWHERE: &[&str] = &[
    "accessanalyzer",
    "apigateway",
    "application-autoscaling",
    "athena",
    "autoscaling",
    "backup",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cognito-idp",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "elasticache",
    "events",
    "firehose",
    "glue",
    "kinesis",
    "kms",
    "logs",
    "opensearch",
    "rds",
    "redshift",
    "route53",
    "s3",
    "s3api",
    "secretsmanager",
    "ses",
    "sns",
    "sqs",
    "ssm",
    "sso",
    "stepfunctions",
    "xray",
];

/// Reads the words of a command that begins with `aws`. `region` is what the environment says.
pub(crate) fn parse(words: &[Word], region: Option<String>, context: &Context<'_>) -> Parsed {
    let mut parsed = Parsed { action: Ok(Action::Version), commands: Vec::new(), options: Vec::new() };
    parsed.action = command(words, region, context, &mut parsed.commands, &mut parsed.options);
    parsed
}

/// What the global options say besides [`Settings`].
#[derive(Default)]
struct Globals {
    settings: Settings,
    region: Option<String>,
    via: Option<String>,
    profile: Option<String>,
    output: Option<Output>,
    output_at: Option<Place>,
    query: Option<String>,
    errors: ErrorFormat,
    version: bool,
}

impl Globals {
    /// Gives a call what was said of it.
    fn tell(self, call: ApiCall) -> Box<ApiCall> {
        let Self { region, via, profile, output, query, errors, .. } = self;
        Box::new(ApiCall { region, via, profile, output, query, errors, ..call })
    }
}

fn command(
    words: &[Word],
    region: Option<String>,
    context: &Context<'_>,
    commands: &mut Vec<Place>,
    options: &mut Vec<Place>,
) -> Result<Action, Fault> {
    let Some(program) = words.first() else { return Ok(Action::Note(String::new())) };
    commands.push(program.at);
    let indices: Vec<usize> = (1..words.len()).collect();
    let found = arguments::find(words, &indices, GLOBALS)?;
    options.extend(found.names.iter().map(|index| words[*index].at));
    let globals = globals(&found, region)?;
    if globals.version {
        return Ok(Action::Version);
    }
    let plain = |rest: &[usize]| rest.iter().position(|index| !words[*index].text.starts_with('-'));
    let mut rest = found.rest.clone();
    let Some(at) = plain(&rest) else {
        return Err(Fault::usage("the following arguments are required: command")
            .at(program.at)
            .hint("Write a service and an operation, for example `aws dynamodb list-tables`."));
    };
    let service = &words[rest.remove(at)];
    commands.push(service.at);
    let head = program.at.join(service.at);
    match service.text.as_str() {
        "configure" => {
            let words: Vec<&Word> = rest.iter().map(|index| &words[*index]).collect();
            return configure::parse(&words, head, commands).map(Action::Configure);
        }
        "ddb" => {
            let settings = ddb::Settings {
                region: globals.region,
                output: globals.output.zip(globals.output_at),
                query: globals.query,
                errors: globals.errors,
                no_paginate: globals.settings.no_paginate,
            };
            return ddb::parse(words, &rest, head, &settings, context, commands, options);
        }
        "help" => return Ok(Action::Help(HelpTopic::All)),
        _ => {}
    }
    let Some(which) = service_of(&service.text) else { return Err(no_service(service)) };
    let Some(at) = plain(&rest) else {
        return Err(Fault::usage("the following arguments are required: operation").at(head).hint(format!(
            "Write an operation, for example `aws {} {}`.",
            service.text,
            match which {
                Service::DynamoDb => "list-tables",
                Service::Streams => "list-streams",
                Service::Lambda => "list-event-source-mappings",
                Service::CloudWatch => "list-metrics",
                Service::Dax => "describe-clusters",
                Service::Iam => "list-users",
                Service::Organizations => "list-policies",
                Service::Sts => "get-caller-identity",
            }
        )));
    };
    let word = &words[rest.remove(at)];
    if word.text == "help" {
        return Ok(Action::Help(HelpTopic::Service(which)));
    }
    let waits = matches!(which, Service::DynamoDb | Service::Streams);
    if word.text == "wait" && waits {
        commands.push(word.at);
        let wait = wait(words, &rest, head.join(word.at), &globals.settings, context, commands, options)?;
        return Ok(wait.map_or(Action::Help(HelpTopic::Wait), |mut wait| {
            wait.call.region = globals.region;
            Action::Wait(Box::new(wait))
        }));
    }
    let Some(operation) = operation_of(which, &word.text) else {
        let names: Vec<String> =
            operations_of(which).map(|(name, _)| name).chain(waits.then(|| "wait".to_owned())).collect();
        return Err(invalid_choice("operation", word, names.iter().map(String::as_str)));
    };
    commands.push(word.at);
    finish(operation, words, &rest, head.join(word.at), globals, context, options)
}

/// Why there is no such service.
#[inline(never)]
fn no_service(service: &Word) -> Fault {
    let name = service.text.as_str();
    if ELSEWHERE.contains(&name) {
        return Fault::plain(USAGE, format!("Dynamarium does not have `aws {name}`: it answers DynamoDB and what works with it."))
            .at(service.at)
            .hint("It knows `aws dynamodb`, `aws dynamodbstreams`, `aws lambda`, `aws cloudwatch`, `aws dax`, `aws iam`, `aws sts`, `aws ddb` and `aws configure`.");
    }
    let fault = invalid_choice("command", service, HERE.iter().copied());
    if super::names::is_operation(name) {
        return fault.hint("The service's name is missing.").fix(Some(format!("dynamodb {name}")));
    }
    fault
}

fn finish(
    operation: &'static Operation,
    words: &[Word],
    rest: &[usize],
    head: Place,
    globals: Globals,
    context: &Context<'_>,
    options: &mut Vec<Place>,
) -> Result<Action, Fault> {
    match read(operation, words, rest, head, &globals.settings, context, options)? {
        Read::Help => Ok(Action::Help(HelpTopic::Operation(operation))),
        Read::Skeleton { yaml } => Ok(Action::Note(crate::help::skeleton(operation.input, yaml))),
        Read::Call(call) => Ok(Action::Aws(globals.tell(*call))),
        Read::Sample(call) => Ok(Action::Sample(globals.tell(*call))),
    }
}

fn globals(found: &Found, region: Option<String>) -> Result<Globals, Fault> {
    let mut globals = Globals { settings: Settings::default(), region, ..Globals::default() };
    for (at, used) in &found.uses {
        let global = &GLOBALS[*at];
        let value = used.values.first();
        if let Some(value) = value
            && !global.choices.is_empty()
            && !global.choices.contains(&value.text.as_str())
        {
            return Err(invalid_choice(global.name, value, global.choices.iter().copied()));
        }
        match (global.name, value) {
            ("--region", Some(value)) => {
                if !is_region(&value.text) {
                    return Err(Fault::cli(format!(
                        "Provided region_name '{}' doesn't match a supported format.",
                        value.text
                    ))
                    .code(GENERAL)
                    .at(value.at)
                    .hint("A Region is written like eu-west-2."));
                }
                globals.region = Some(value.text.clone());
            }
            ("--output", Some(value)) => {
                globals.output = Output::named(&value.text);
                globals.output_at = Some(value.at);
            }
            ("--query", Some(value)) => {
                query(value)?;
                globals.query = Some(value.text.clone());
            }
            ("--cli-error-format", Some(value)) => {
                globals.errors = match (value.text.as_str(), Output::named(&value.text)) {
                    ("legacy", _) => ErrorFormat::Legacy,
                    (_, Some(output)) => ErrorFormat::As(output),
                    _ => ErrorFormat::Enhanced,
                };
            }
            ("--endpoint-url", Some(value)) if !value.text.contains("://") => {
                return Err(Fault::cli(format!(
                    "Bad value for --endpoint-url \"{}\": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/",
                    value.text
                ))
                .at(value.at)
                .fix(Some(format!("http://{}", value.text))));
            }
            ("--endpoint-url", Some(value)) => globals.via = cluster_of(&value.text),
            ("--profile", Some(value)) => globals.profile = Some(value.text.clone()),
            ("--cli-binary-format", Some(value)) => globals.settings.raw_binary = value.text != "base64",
            ("--no-paginate", _) => globals.settings.no_paginate = true,
            ("--version", _) => globals.version = true,
            _ => {}
        }
    }
    Ok(globals)
}

/// The DAX cluster that an endpoint names, as calls say it: `dax://music` and `dax://music.….amazonaws.com:8111` are
/// both `dax:music`. Every other endpoint is this service's own.
fn cluster_of(endpoint: &str) -> Option<String> {
    let host = endpoint.strip_prefix("dax://").or_else(|| endpoint.strip_prefix("daxs://"))?;
    let name = host.split(['.', ':', '/']).next().unwrap_or_default();
    Some(format!("dax:{name}"))
}

/// Refuses an expression that can't be read.
#[inline(never)]
fn query(value: &Word) -> Result<(), Fault> {
    let Err(message) = Query::new(&value.text) else { return Ok(()) };
    let length = value.text.len();
    let at =
        Query::fault(&value.text).map_or(value.at, |at| value.place(at.min(length), (at + 1).min(length)));
    Err(Fault::cli(format!("Bad value for --query {}: {message}", value.text))
        .at(at)
        .hint("`--query` takes a JMESPath expression, such as 'Items[].pk.S' or 'Table.TableStatus'."))
}

/// Whether botocore takes this for a Region's name: a label of a host's name.
pub(crate) fn is_region(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 63
        && !name.starts_with('-')
        && !name.ends_with('-')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
