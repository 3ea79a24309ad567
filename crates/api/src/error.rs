//! Errors with the service's names and words.

use std::fmt;

use value::Item;

/// An error as the service answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// What kind.
    pub code: ErrorCode,
    /// The service's sentence; empty for the errors that carry none.
    pub message: String,
    /// `ConditionalCheckFailedException` with `ReturnValuesOnConditionCheckFailure=ALL_OLD`: the stored item.
    pub item: Option<Box<Item>>,
    /// `TransactionCanceledException`: one reason an action, in request order.
    pub reasons: Vec<CancellationReason>,
    /// Why a request was throttled, where it was.
    pub throttling: Vec<ThrottlingReason>,
    /// Who answers it: two operations have a letter of their own.
    pub speaker: Speaker,
}

/// Which operation answers an error, where that shows in the name of its message's member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speaker {
    /// As the kind of error has it: [`ErrorCode::message_key`].
    #[default]
    Any,
    /// `ExecuteStatement`: of an error with an item it has a capital.
    ExecuteStatement,
    /// `SearchVectors`: it is small.
    SearchVectors,
}

/// Why a request was throttled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThrottlingReason {
    /// One of sixteen, such as `TableWriteProvisionedThroughputExceeded`.
    pub reason: String,
    /// The ARN of the table or index whose limit it was.
    pub resource: String,
}

/// Why one action of a transaction could not be carried out; no code (`None` on the wire) when it could.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CancellationReason {
    /// `ConditionalCheckFailed`, `ValidationError` …; absent when this action was no reason.
    pub code: Option<&'static str>,
    /// The sentence.
    pub message: Option<String>,
    /// The stored item, when it was asked for.
    pub item: Option<Item>,
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// The kinds of error that Dynamarium answers so far.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
        }

        impl ErrorCode {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name on the wire, without prefix.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

error_codes! {
    /// A fault in the request.
    ValidationException,
    /// No such table or index, or not active yet.
    ResourceNotFoundException,
    /// The table is busy, or exists already.
    ResourceInUseException,
    /// The condition did not hold.
    ConditionalCheckFailedException,
    /// Too many of something.
    LimitExceededException,
    /// The JSON does not fit the operation's shape.
    SerializationException,
    /// No such operation, or none yet.
    UnknownOperationException,
    /// Unsigned request.
    MissingAuthenticationTokenException,
    /// Badly signed request.
    IncompleteSignatureException,
    /// Signed twice.
    InvalidSignatureException,
    /// A transaction was cancelled; the reasons say why.
    TransactionCanceledException,
    /// Another transaction is at the item.
    TransactionConflictException,
    /// A transaction with this token is still running.
    TransactionInProgressException,
    /// The token was used with other parameters.
    IdempotentParameterMismatchException,
    /// `INSERT` of an item that exists.
    DuplicateItemException,
    /// An item collection would exceed 10 GB.
    ItemCollectionSizeLimitExceededException,
    /// More than the provisioned capacity.
    ProvisionedThroughputExceededException,
    /// More than the service can give at once, or control operations that come too fast.
    ThrottlingException,
    /// More than the account may use.
    RequestLimitExceeded,
    /// The caller may not.
    AccessDeniedException,
    /// An unknown access key.
    UnrecognizedClientException,
    /// The shard iterator is older than 15 minutes.
    ExpiredIteratorException,
    /// The records asked for are older than a day.
    TrimmedDataAccessException,
    /// No such table, in the words of backups.
    TableNotFoundException,
    /// There is a table of that name, in the words of backups.
    TableAlreadyExistsException,
    /// The table is busy, in the words of backups.
    TableInUseException,
    /// The backup is busy.
    BackupInUseException,
    /// No such backup.
    BackupNotFoundException,
    /// Continuous backups are not on yet.
    ContinuousBackupsUnavailableException,
    /// Point-in-time recovery is off.
    PointInTimeRecoveryUnavailableException,
    /// Point-in-time recovery doesn't reach that time.
    InvalidRestoreTimeException,
    /// No such global table (version 2017.11.29).
    GlobalTableNotFoundException,
    /// No resource policy.
    PolicyNotFoundException,
    /// No such export.
    ExportNotFoundException,
    /// No such import.
    ImportNotFoundException,
    /// The export's token was used with other parameters.
    ExportConflictException,
    /// The import's token was used with other parameters.
    ImportConflictException,
    /// Point-in-time recovery doesn't reach the time of the export.
    InvalidExportTimeException,
    /// There is one of that name, in Lambda's words.
    ResourceConflictException,
    /// A parameter that Lambda can't take.
    InvalidParameterValueException,
    /// A parameter that `CloudWatch` can't take.
    InvalidParameterValue,
    /// Parameters that `CloudWatch` can't take together.
    InvalidParameterCombination,
    /// A parameter that `CloudWatch` needs.
    MissingParameter,
    /// A fault in a request to `CloudWatch`.
    ValidationError,
    /// `CloudWatch` has nothing of that name.
    ResourceNotFound,
    /// No such DAX cluster.
    ClusterNotFoundFault,
    /// There is a DAX cluster of that name.
    ClusterAlreadyExistsFault,
    /// The DAX cluster is busy.
    InvalidClusterStateFault,
    /// No such node of a DAX cluster.
    NodeNotFoundFault,
    /// More nodes than a DAX cluster may have.
    NodeQuotaForClusterExceededFault,
    /// No such parameter group.
    ParameterGroupNotFoundFault,
    /// There is a parameter group of that name.
    ParameterGroupAlreadyExistsFault,
    /// A parameter group that is in use can't be changed.
    InvalidParameterGroupStateFault,
    /// Parameters that don't go together.
    InvalidParameterCombinationException,
    /// No node of a DAX cluster can be reached: its client says so itself.
    NoRouteException,
    /// The caller may not, in the words of IAM and STS.
    AccessDenied,
    /// The session is over.
    ExpiredTokenException,
    /// IAM has nothing of that name.
    NoSuchEntity,
    /// IAM has one of that name.
    EntityAlreadyExists,
    /// A policy that IAM can't read.
    MalformedPolicyDocument,
    /// Something still hangs on it.
    DeleteConflict,
    /// More than IAM allows.
    LimitExceeded,
    /// A parameter that IAM can't take.
    InvalidInput,
    /// A token that no identity provider gave.
    InvalidIdentityToken,
    /// A fault of the service.
    InternalServerError,
    /// The service can't serve now.
    ServiceUnavailable,
    /// Organizations can't have so many, or so few.
    ConstraintViolationException,
    /// Organizations has a policy of that name.
    DuplicatePolicyException,
    /// The policy is attached there already.
    DuplicatePolicyAttachmentException,
    /// A policy that Organizations can't read.
    MalformedPolicyDocumentException,
    /// The policy is attached to something.
    PolicyInUseException,
    /// The policy isn't attached there.
    PolicyNotAttachedException,
    /// Organizations has no such account.
    TargetNotFoundException,
}

impl ErrorCode {
    /// The kind called `name` (without prefix), if Dynamarium answers it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The HTTP status that goes with it.
    pub const fn http_status(self) -> u16 {
        match self {
            Self::InternalServerError => 500,
            Self::ServiceUnavailable => 503,
            _ => 400,
        }
    }

    /// What stands before the name in `__type`, up to and including `#`.
    pub const fn type_prefix(self) -> &'static str {
        match self {
            Self::ValidationException => "com.amazon.coral.validate#",
            Self::SerializationException
            | Self::UnknownOperationException
            | Self::MissingAuthenticationTokenException
            | Self::IncompleteSignatureException
            | Self::InvalidSignatureException
            | Self::UnrecognizedClientException
            | Self::AccessDeniedException
            | Self::ExpiredTokenException
            | Self::ServiceUnavailable
            | Self::ThrottlingException => "com.amazon.coral.service#",
            _ => "com.amazonaws.dynamodb.v20120810#",
        }
    }

    /// The JSON key of the message: most errors write it small, some with a capital.
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::SerializationException
            | Self::AccessDeniedException
            | Self::TransactionCanceledException
            | Self::IdempotentParameterMismatchException
            | Self::TransactionInProgressException => "Message",
            _ => "message",
        }
    }
}

impl ApiError {
    /// An error of this kind with this sentence (which may be empty).
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            item: None,
            reasons: Vec::new(),
            throttling: Vec::new(),
            speaker: Speaker::Any,
        }
    }

    /// `ValidationException`.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ValidationException, message)
    }

    /// The `ValidationException` of a name that is none of the table's indexes.
    pub fn no_index(name: &str) -> Self {
        Self::validation(format!("The table does not have the specified index: {name}"))
    }

    /// `SerializationException`; without a sentence when the body is no JSON at all.
    pub fn serialization(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::SerializationException, message)
    }

    /// The name on the wire, without prefix.
    pub const fn name(&self) -> &'static str {
        self.code.name()
    }

    /// The HTTP status that goes with it.
    pub const fn http_status(&self) -> u16 {
        self.code.http_status()
    }

    /// What stands before the name in `__type`, up to and including `#`.
    pub const fn type_prefix(&self) -> &'static str {
        self.code.type_prefix()
    }

    /// Appends the body of the answer: `{"__type":"<prefix><name>","message":"…"}`. An error without a sentence has
    /// no message member.
    pub fn write_json(&self, out: &mut String) {
        out.push_str("{\"__type\":\"");
        out.push_str(self.type_prefix());
        out.push_str(self.name());
        out.push('"');
        if !self.message.is_empty() {
            out.push_str(",\"");
            out.push_str(match self.speaker {
                Speaker::ExecuteStatement if self.item.is_some() => "Message",
                Speaker::SearchVectors => "message",
                Speaker::Any | Speaker::ExecuteStatement => self.code.message_key(),
            });
            out.push_str("\":");
            value::json::write_string(out, &self.message);
        }
        if let Some(item) = &self.item {
            out.push_str(",\"Item\":");
            item.write_json(out);
        }
        self.write_reasons(out);
        self.write_throttling(out);
        out.push('}');
    }

    /// The list has a small letter in `ThrottlingException`, as its shape says.
    fn write_throttling(&self, out: &mut String) {
        if self.throttling.is_empty() {
            return;
        }
        let small = self.code == ErrorCode::ThrottlingException;
        out.push_str(if small { ",\"throttlingReasons\":[" } else { ",\"ThrottlingReasons\":[" });
        for (at, ThrottlingReason { reason, resource }) in self.throttling.iter().enumerate() {
            out.push_str(if at == 0 { "{\"reason\":" } else { ",{\"reason\":" });
            value::json::write_string(out, reason);
            out.push_str(",\"resource\":");
            value::json::write_string(out, resource);
            out.push('}');
        }
        out.push(']');
    }
}

impl ApiError {
    /// The same as an error of one statement of `ExecuteTransaction`, counted from 0.
    #[must_use]
    pub fn in_transact_statement(mut self, place: usize) -> Self {
        if self.code == ErrorCode::ValidationException {
            self.message = format!("Validation failed in TransactStatements[{place}]: {}", self.message);
        }
        self
    }

    /// The code by which a member of `BatchExecuteStatement` tells this error: the name without `Exception`, with
    /// a few of its own.
    pub fn batch_code(&self) -> &'static str {
        match self.code {
            ErrorCode::ValidationException => "ValidationError",
            ErrorCode::ThrottlingException => "ThrottlingError",
            code => code.name().trim_end_matches("Exception"),
        }
    }

    fn write_reasons(&self, out: &mut String) {
        if self.reasons.is_empty() {
            return;
        }
        out.push_str(",\"CancellationReasons\":[");
        for (at, reason) in self.reasons.iter().enumerate() {
            out.push_str(if at == 0 { "{\"Code\":\"" } else { ",{\"Code\":\"" });
            out.push_str(reason.code.unwrap_or("None"));
            out.push('"');
            if let Some(item) = &reason.item {
                out.push_str(",\"Item\":");
                item.write_json(out);
            }
            if let Some(message) = &reason.message {
                out.push_str(",\"Message\":");
                value::json::write_string(out, message);
            }
            out.push('}');
        }
        out.push(']');
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        if self.message.is_empty() { Ok(()) } else { write!(f, ": {}", self.message) }
    }
}

impl std::error::Error for ApiError {}
