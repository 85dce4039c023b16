//! The kinds of object writes, and the words in which a server refuses each.

use crate::error::{Error, ErrorKind, Result};
use crate::schema::validate::Origin;
use crate::schema::{Class, Uuid, uuid};
use crate::value::Value;

/// How one object is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A new object: POST.
    Insert,
    /// One of many.
    Batch,
    /// A part of an object: PATCH.
    Merge,
    /// A whole object in place of another: PUT.
    Replace,
}

impl Mode {
    /// How the write arrived, for texts that depend on it.
    pub fn origin(self) -> Origin {
        match self {
            Mode::Insert | Mode::Replace => Origin::Rest,
            Mode::Batch => Origin::Batch,
            Mode::Merge => Origin::Merge,
        }
    }

    /// What stands before a refusal of the object.
    pub fn invalid(self, error: Error) -> Error {
        match self {
            Mode::Insert | Mode::Replace => error.prefixed("invalid object: "),
            Mode::Batch => error,
            Mode::Merge if error.kind == ErrorKind::Internal => error,
            Mode::Merge => error.prefixed("msg:bad request code:400 err:"),
        }
    }

    /// What stands before a refusal by the vector index.
    pub fn index_path(self, class: &Class, error: Error, id: &Uuid) -> Error {
        let lower = class.name.to_lowercase();
        match self {
            Mode::Batch => error,
            Mode::Merge => {
                let text = error.message.split_once(": ").map_or("", |(_, rest)| rest).to_owned();
                let target = error.message.split(' ').nth(3).unwrap_or("").to_owned();
                Error::internal(format!(
                    "msg:repo.merge code:500 err:merge into index {lower}: update local object: shard={:?}: validate vector index for update of {} for target vector {target}: {text}",
                    class.shard_name(),
                    uuid::format(id)
                ))
            }
            _ => error.prefixed(&format!(
                "put object: import into index {lower}: put local object: shard={:?}: store object in LSM store: ",
                class.shard_name()
            )),
        }
    }
}

/// Reads an id; `place` is where the request has it.
pub fn parse_id(given: &Value, place: &str) -> Result<Uuid> {
    let text = match given {
        Value::Text(text) => text,
        other => {
            let kind = if other.as_number().is_some() { "number" } else { "object" };
            return Err(Error::new(
                ErrorKind::BadRequest,
                format!(
                    "parsing body body from \"\" failed, because json: cannot unmarshal {kind} into Go struct field Object.id of type string"
                ),
            ));
        }
    };
    uuid::parse(text)
        .ok_or_else(|| Error::new(ErrorKind::Schema, format!("id in {place} must be of type uuid: {text:?}")))
}

/// The refusal of an object that could not be embedded.
pub fn vectorize_error(target: &str, why: String, mode: Mode) -> Error {
    let text = match target {
        "" => format!("update vector: {why}"),
        name => format!("vectorize target vector {name}: update vector: {why}"),
    };
    match mode {
        Mode::Batch => Error::internal(why),
        Mode::Merge => Error::internal(format!("msg:vectorize merged code:500 err:{text}")),
        _ => Error::internal(text),
    }
}
