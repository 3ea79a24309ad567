//! What a command means.

use api::shapes::{Operation, Service};

use crate::cli::{ApiCall, Wait};
use crate::configure::Configure;
use crate::lab::LabCommand;

/// What a command means.
#[derive(Clone, Debug)]
pub enum Action {
    /// A call of the service.
    Aws(Box<ApiCall>),
    /// `aws dynamodb wait …`.
    Wait(Box<Wait>),
    /// `aws configure …`.
    Configure(Configure),
    /// `lab …`.
    Lab(LabCommand),
    /// `aws help`, `aws dynamodb put-item help`: [`crate::help()`] prints it.
    Help(HelpTopic),
    /// Not the call, but the template of its answer ([`crate::sample`]), printed as the call says.
    Sample(Box<ApiCall>),
    /// `wait`: what was sent with `&` has come to its answers before anything else is done.
    Gather,
    /// Nothing to do but to print this.
    Note(String),
    /// `aws --version`: [`crate::VERSION`] is printed.
    Version,
}

/// What help is wanted about.
#[derive(Clone, Copy, Debug)]
pub enum HelpTopic {
    /// `aws help`.
    All,
    /// `aws dynamodb help`.
    Service(Service),
    /// `aws dynamodb put-item help`.
    Operation(&'static Operation),
    /// `aws ddb help`.
    Ddb,
    /// `aws dynamodb wait help`.
    Wait,
    /// `lab help`.
    Lab,
    /// `lab help workload`.
    LabCommand(&'static str),
}
