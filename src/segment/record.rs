//! Records: the changes that a WAL frame or a segment holds, in the order they happened.
//! Replaying them on an empty database gives the database back.

use crate::error::{Error, Result};
use crate::store::compact::{self, Form};
use crate::store::{Body, DocId, LabelSet, Location, ObjectWrite, TenantStatus, VectorWrite};
use crate::value::{Reader, Value, write_text, write_varint};

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// A collection's schema in normal form: made, or put in place of the one before.
    PutClass(Value),
    /// A collection is gone, objects and all.
    DropClass(String),
    /// An alias points to a collection.
    PutAlias {
        /// The alias.
        alias: String,
        /// Its target.
        class: String,
    },
    /// An alias is gone.
    DropAlias(String),
    /// A tenant exists, in this state.
    PutTenant {
        /// The collection.
        class: String,
        /// The tenant.
        tenant: String,
        /// Its state.
        status: TenantStatus,
    },
    /// A tenant is gone, objects and all.
    DropTenant {
        /// The collection.
        class: String,
        /// The tenant.
        tenant: String,
    },
    /// A collection's shard takes writes, or does not.
    SetReadOnly {
        /// The collection.
        class: String,
        /// Whether it refuses writes.
        read_only: bool,
    },
    /// An object version.
    PutObject {
        /// The collection.
        class: String,
        /// The tenant; empty without tenancy.
        tenant: String,
        /// The object.
        object: ObjectWrite,
    },
    /// An object is gone.
    DropObject {
        /// The collection.
        class: String,
        /// The tenant; empty without tenancy.
        tenant: String,
        /// Its id.
        uuid: [u8; 16],
    },
}

/// Bytes of a record beside vectors and labels, about.
const OTHER_BYTES: usize = 256;

impl Record {
    /// Appends the record's bytes: a tag, then its fields. An object learns where in `out` its parts stand.
    pub fn encode(&mut self, out: &mut Vec<u8>) {
        match self {
            Record::PutClass(rest) => {
                out.push(1);
                rest.encode(out);
            }
            Record::DropClass(class) => {
                out.push(2);
                write_text(out, class);
            }
            Record::PutAlias { alias, class } => {
                out.push(3);
                write_text(out, alias);
                write_text(out, class);
            }
            Record::DropAlias(alias) => {
                out.push(4);
                write_text(out, alias);
            }
            Record::PutTenant { class, tenant, status } => {
                out.push(5);
                write_text(out, class);
                write_text(out, tenant);
                write_text(out, status.name());
            }
            Record::DropTenant { class, tenant } => {
                out.push(6);
                write_text(out, class);
                write_text(out, tenant);
            }
            Record::SetReadOnly { class, read_only } => {
                out.push(7);
                write_text(out, class);
                out.push(u8::from(*read_only));
            }
            Record::PutObject { class, tenant, object } => {
                out.push(11);
                write_text(out, class);
                write_text(out, tenant);
                encode_object(object, out);
            }
            Record::DropObject { class, tenant, uuid } => {
                out.push(9);
                write_text(out, class);
                write_text(out, tenant);
                out.extend_from_slice(uuid);
            }
        }
    }

    /// About as many bytes as [`Record::encode`] appends, or more: vectors count as if none had a shorter form.
    pub fn expected_bytes(&self) -> usize {
        let Record::PutObject { object, .. } = self else { return OTHER_BYTES };
        let vectors = object.vectors.iter().map(|(_, vector)| match vector {
            VectorWrite::Keep => 0,
            VectorWrite::Values { values, .. } => size_of_val(values.as_slice()),
        });
        OTHER_BYTES + object.body.labels.bytes().len() + vectors.sum::<usize>()
    }

    /// The record knows that it stands at `base` in the payload of the stored value `value`.
    pub fn locate(&mut self, value: u32, base: u32) {
        if let Record::PutObject { object, .. } = self {
            object.body_at = object.body_at.within(value, base);
            for (_, vector) in &mut object.vectors {
                if let VectorWrite::Values { at, .. } = vector {
                    *at = at.within(value, base);
                }
            }
        }
    }

    /// Bytes that its vectors take in memory beyond those they take in its encoding.
    pub fn compacted(&self) -> usize {
        let Record::PutObject { object, .. } = self else { return 0 };
        let compacted = |vector: &VectorWrite| match vector {
            VectorWrite::Values { values, at, .. } => size_of_val(&values[..]) - at.length as usize,
            VectorWrite::Keep => 0,
        };
        object.vectors.iter().map(|(_, vector)| compacted(vector)).sum()
    }

    /// Reads one record. An object learns where in the reader's bytes its parts stand.
    pub fn decode(reader: &mut Reader<'_>) -> Result<Record> {
        Ok(match reader.byte()? {
            1 => Record::PutClass(Value::decode(reader)?),
            2 => Record::DropClass(text(reader)?),
            3 => Record::PutAlias { alias: text(reader)?, class: text(reader)? },
            4 => Record::DropAlias(text(reader)?),
            5 => Record::PutTenant {
                class: text(reader)?,
                tenant: text(reader)?,
                status: TenantStatus::from_name(reader.text()?)
                    .ok_or_else(|| Error::corrupt("unknown tenant status"))?,
            },
            6 => Record::DropTenant { class: text(reader)?, tenant: text(reader)? },
            7 => Record::SetReadOnly { class: text(reader)?, read_only: reader.byte()? == 1 },
            // the objects of format versions 1 and 2, of 3 where they have labels, and of today
            tag @ (8 | 10 | 11) => {
                let (class, tenant) = (text(reader)?, text(reader)?);
                let labels = if tag == 8 { 0 } else { reader.count()? };
                Record::PutObject { class, tenant, object: decode_object(reader, labels, tag == 11)? }
            }
            9 => Record::DropObject { class: text(reader)?, tenant: text(reader)?, uuid: reader.array()? },
            tag => return Err(Error::corrupt(format!("unknown record tag {tag}"))),
        })
    }
}

/// Where bytes stand in an encoding that has no place in a stored value yet.
fn unplaced(from: usize, to: usize) -> Location {
    Location { offset: from as u32, length: (to - from) as u32, ..Location::NOWHERE }
}

fn text(reader: &mut Reader<'_>) -> Result<String> {
    reader.text().map(str::to_owned)
}

fn encode_object(object: &mut ObjectWrite, out: &mut Vec<u8>) {
    write_varint(out, object.body.labels.bytes().len() as u64);
    out.extend_from_slice(&object.uuid);
    out.extend_from_slice(&object.created.to_le_bytes());
    out.extend_from_slice(&object.updated.to_le_bytes());
    match object.doc_id {
        DocId::New => write_varint(out, 0),
        DocId::Keep => write_varint(out, 1),
        DocId::At(id) => write_varint(out, id + 2),
    }
    let start = out.len();
    object.body.properties.encode(out);
    object.body.references.encode(out);
    out.extend_from_slice(object.body.labels.bytes());
    object.body_at = unplaced(start, out.len());
    write_varint(out, object.vectors.len() as u64);
    for (name, vector) in &mut object.vectors {
        write_text(out, name);
        match vector {
            VectorWrite::Keep => write_varint(out, 0),
            VectorWrite::Values { dimensions, values, at } => {
                write_varint(out, *dimensions as u64);
                write_varint(out, values.len() as u64);
                let form = Form::of(values, *dimensions);
                write_varint(out, form.bytes(values.len()) as u64);
                let start = out.len();
                form.encode(values, *dimensions, out);
                *at = unplaced(start, out.len());
            }
        }
    }
}

/// `labels`: bytes of the labels; `sized`: whether each vector says how many bytes it has, as of format version 4.
fn decode_object(reader: &mut Reader<'_>, labels: usize, sized: bool) -> Result<ObjectWrite> {
    let uuid = reader.array()?;
    let created = i64::from_le_bytes(reader.array()?);
    let updated = i64::from_le_bytes(reader.array()?);
    let doc_id = match reader.varint()? {
        0 => DocId::New,
        1 => DocId::Keep,
        id => DocId::At(id - 2),
    };
    let start = reader.position();
    let (properties, references) = (Value::decode(reader)?, Value::decode(reader)?);
    let body = Body { properties, references, labels: LabelSet::from_bytes(reader.take(labels)?) };
    let body_at = unplaced(start, reader.position());
    let mut vectors = Vec::new();
    for _ in 0..reader.count()? {
        let name = text(reader)?;
        let dimensions = reader.varint()? as usize;
        if dimensions == 0 {
            vectors.push((name, VectorWrite::Keep));
            continue;
        }
        let count = reader.count()?;
        if count == 0 || !count.is_multiple_of(dimensions) {
            return Err(Error::corrupt("a vector is not a whole number of tokens"));
        }
        let bytes = if sized { Some(reader.count()?) } else { count.checked_mul(size_of::<f32>()) };
        let start = reader.position();
        let bytes = reader.take(bytes.ok_or_else(|| Error::corrupt("vector too long"))?)?;
        let values = compact::decode(bytes, count, dimensions)?;
        let at = unplaced(start, reader.position());
        vectors.push((name, VectorWrite::Values { dimensions, values, at }));
    }
    Ok(ObjectWrite { uuid, created, updated, doc_id, body, body_at, vectors })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Labels;

    #[test]
    fn records_survive_their_bytes() {
        let values = vec![1.0, 2.0, 3.0, 4.0];
        let object = ObjectWrite {
            uuid: [7; 16],
            created: 1,
            updated: -2,
            doc_id: DocId::At(300),
            body: Body {
                properties: Value::from_pairs([("a", "x".into())]),
                references: Value::map(),
                labels: LabelSet::default(),
            },
            body_at: Location::NOWHERE,
            vectors: vec![
                ("m".to_owned(), VectorWrite::Values { dimensions: 2, values, at: Location::NOWHERE }),
                ("k".to_owned(), VectorWrite::Keep),
            ],
        };
        let mut labelled = object.clone();
        labelled.body.labels.add("m", &Labels { tokens: vec!["a".into(), "b".into()], ..Labels::default() });
        let mut records = [
            Record::PutObject { class: "A".into(), tenant: String::new(), object: labelled },
            Record::PutClass(Value::from_pairs([("class", "A".into())])),
            Record::PutTenant { class: "A".into(), tenant: "t".into(), status: TenantStatus::Cold },
            Record::PutObject { class: "A".into(), tenant: String::new(), object },
            Record::DropObject { class: "A".into(), tenant: String::new(), uuid: [1; 16] },
        ];
        let mut bytes = Vec::new();
        records.iter_mut().for_each(|r| r.encode(&mut bytes));
        let mut reader = Reader::new(&bytes);
        for record in &records {
            assert_eq!(&Record::decode(&mut reader).unwrap(), record);
        }
        assert!(reader.rest().is_empty());
    }
}
