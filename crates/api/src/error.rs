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
    /// A fault of the service.
    InternalServerError,
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
            | Self::InvalidSignatureException => "com.amazon.coral.service#",
            _ => "com.amazonaws.dynamodb.v20120810#",
        }
    }

    /// The JSON key of the message: most errors write it small, some with a capital.
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::SerializationException => "Message",
            _ => "message",
        }
    }
}

impl ApiError {
    /// An error of this kind with this sentence (which may be empty).
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), item: None }
    }

    /// `ValidationException`.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::ValidationException, message)
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
            out.push_str(self.code.message_key());
            out.push_str("\":");
            value::json::write_string(out, &self.message);
        }
        if let Some(item) = &self.item {
            out.push_str(",\"Item\":");
            item.write_json(out);
        }
        out.push('}');
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        if self.message.is_empty() { Ok(()) } else { write!(f, ": {}", self.message) }
    }
}

impl std::error::Error for ApiError {}
