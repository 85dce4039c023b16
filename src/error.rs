//! One error type for the whole core. `kind` is a stable code shared with `pkg/src/errors.ts`;
//! the message is what a server would print after its transport's own prefix.

use std::fmt;

/// What kind of refusal an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A malformed request body (HTTP 400).
    BadRequest,
    /// The collection, object or alias is not there (HTTP 404).
    NotFound,
    /// A well-formed request that breaks a rule (HTTP 422).
    Unprocessable,
    /// Refused by the request's schema before any rule was looked at (HTTP 422).
    Schema,
    /// The server answers this with HTTP 500.
    Internal,
    /// The memory budget does not allow it.
    MemoryLimit,
    /// Stored bytes are damaged.
    Corrupt,
    /// Stored bytes were written by a newer version.
    FormatTooNew,
    /// The write touches what an unfinished write touches: try again after that one.
    Busy,
}

impl ErrorKind {
    /// Every kind, in declaration order.
    pub const ALL: [ErrorKind; 9] = [
        ErrorKind::BadRequest,
        ErrorKind::NotFound,
        ErrorKind::Unprocessable,
        ErrorKind::Schema,
        ErrorKind::Internal,
        ErrorKind::MemoryLimit,
        ErrorKind::Corrupt,
        ErrorKind::FormatTooNew,
        ErrorKind::Busy,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            ErrorKind::BadRequest => "bad-request",
            ErrorKind::NotFound => "not-found",
            ErrorKind::Unprocessable => "unprocessable",
            ErrorKind::Schema => "schema",
            ErrorKind::Internal => "internal",
            ErrorKind::MemoryLimit => "memory-limit",
            ErrorKind::Corrupt => "corrupt",
            ErrorKind::FormatTooNew => "format-too-new",
            ErrorKind::Busy => "busy",
        }
    }

    /// The HTTP status a server gives for it.
    pub fn status(self) -> u16 {
        match self {
            ErrorKind::BadRequest => 400,
            ErrorKind::NotFound => 404,
            ErrorKind::Unprocessable | ErrorKind::Schema => 422,
            ErrorKind::Busy => 409,
            ErrorKind::MemoryLimit => 507,
            ErrorKind::Internal | ErrorKind::Corrupt | ErrorKind::FormatTooNew => 500,
        }
    }
}

/// A refusal: what kind, and the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What kind of refusal this is.
    pub kind: ErrorKind,
    /// What to tell the caller.
    pub message: String,
}

/// Result with the core's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Makes an error.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into() }
    }

    /// A broken rule (HTTP 422).
    pub fn unprocessable(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Unprocessable, message)
    }

    /// Something that is not there (HTTP 404); the server's reply has no text.
    pub fn not_found() -> Self {
        Error::new(ErrorKind::NotFound, "")
    }

    /// The server's HTTP 500.
    pub fn internal(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Internal, message)
    }

    /// Damaged bytes.
    pub fn corrupt(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Corrupt, message)
    }

    /// The same error with `prefix` in front of its text.
    pub fn prefixed(mut self, prefix: &str) -> Self {
        self.message.insert_str(0, prefix);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
