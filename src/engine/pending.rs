//! What staged writes touch. A write that meets one of them is told to come back after it.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorKind, Result};
use crate::schema::Uuid;
use crate::segment::Record;
use crate::store::{Shard, VectorWrite};

/// Names of what is in the air.
#[derive(Debug, Default)]
pub struct Pending {
    schema: bool,
    any: bool,
    objects: BTreeSet<(String, String, Uuid)>,
    /// Few: one per shard and target.
    vectors: Vec<(String, String, String)>,
}

impl Pending {
    /// Adds what these records touch.
    pub fn add<'a>(&mut self, records: impl Iterator<Item = &'a Record>) {
        for record in records {
            self.any = true;
            match record {
                Record::PutObject { class, tenant, object } => {
                    self.objects.insert((class.clone(), tenant.clone(), object.uuid));
                    for (name, vector) in &object.vectors {
                        if matches!(vector, VectorWrite::Values { .. }) {
                            let touched = (class.clone(), tenant.clone(), name.clone());
                            if !self.vectors.contains(&touched) {
                                self.vectors.push(touched);
                            }
                        }
                    }
                }
                Record::DropObject { class, tenant, uuid } => {
                    self.objects.insert((class.clone(), tenant.clone(), *uuid));
                }
                _ => self.schema = true,
            }
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Pending::default();
    }

    fn busy<T>(what: &str) -> Result<T> {
        Err(Error::new(ErrorKind::Busy, format!("an unfinished write touches {what}")))
    }

    /// For writes that need everything settled: schema, tenants, deletes by filter, references.
    pub fn require_none(&self) -> Result<()> {
        if self.any { Self::busy("the database") } else { Ok(()) }
    }

    /// For a write of these objects.
    pub fn require_objects<'a>(
        &self,
        class: &str,
        tenant: &str,
        mut ids: impl Iterator<Item = &'a Uuid>,
    ) -> Result<()> {
        if self.schema {
            return Self::busy("the schema");
        }
        if !self.any {
            return Ok(());
        }
        let touched = ids.any(|id| self.objects.contains(&(class.to_owned(), tenant.to_owned(), *id)));
        if touched { Self::busy("the object") } else { Ok(()) }
    }

    /// For a write of a vector whose dimensions an unfinished write is about to fix.
    pub fn require_dimensions(&self, class: &str, tenant: &str, name: &str, shard: &Shard) -> Result<()> {
        let fixed = shard.vectors.get(name).is_some_and(|c| c.dimensions() > 0);
        let key = (class.to_owned(), tenant.to_owned(), name.to_owned());
        if !fixed && self.vectors.contains(&key) { Self::busy("the vector's dimensions") } else { Ok(()) }
    }
}
