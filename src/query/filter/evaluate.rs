//! From clauses to rows. Each clause becomes a bitmap, built from the indexes of its property.

use super::clause::{Clause, Column, Operator};
use super::geo;
use super::source::{Source, compares};
use crate::error::{Error, Result};
use crate::index::filterable::integer_key;
use crate::schema::{Class, DataType, Date, Property, uuid};
use crate::store::field::value_key;
use crate::store::{Database, RowSet, Shard};
use crate::text::like_match;
use crate::value::Value;

/// Where a filter runs.
pub struct Scope<'a> {
    /// All collections, for filters along references.
    pub database: &'a Database,
    /// The collection's schema.
    pub class: &'a Class,
    /// The shard.
    pub shard: &'a Shard,
    /// Its tenant; empty without tenancy. References stay within it.
    pub tenant: &'a str,
}

pub(super) fn refuse<T>(message: impl Into<String>) -> Result<T> {
    Err(Error::unprocessable(message))
}

impl Scope<'_> {
    /// Live rows that match.
    pub fn evaluate(&self, clause: &Clause) -> Result<RowSet> {
        self.check(clause).map_err(|e| match clause {
            Clause::And(_) | Clause::Or(_) | Clause::Not(_) => e.prefixed("nested query: "),
            _ => e,
        })?;
        self.rows(clause)
    }

    fn none(&self) -> RowSet {
        RowSet::empty(self.shard.rows.len())
    }

    fn live(&self, mut rows: RowSet) -> RowSet {
        rows.and(self.shard.rows.alive());
        rows
    }

    fn without(&self, mut rows: RowSet) -> RowSet {
        rows.invert();
        self.live(rows)
    }

    fn property(&self, index: usize) -> (&Property, Source<'_>) {
        let property = &self.class.properties[index];
        (property, Source::of(self.shard.fields.get(&property.name)))
    }

    pub(super) fn text_keys(&self, index: usize, operator: Operator, text: &str) -> Vec<String> {
        let analyzer = self.class.analyzer(index);
        match operator {
            Operator::Like => analyzer.wildcard_tokens(text),
            _ => analyzer.query_tokens(text),
        }
    }

    fn rows(&self, clause: &Clause) -> Result<RowSet> {
        match clause {
            Clause::And(parts) => self.combine(parts, "And"),
            Clause::Or(parts) => self.combine(parts, "Or"),
            Clause::Not(parts) => match parts.as_slice() {
                [one] => Ok(self.without(self.rows(one)?)),
                [] => refuse("no children for operator \"Not\""),
                more => refuse(format!("too many children for operator \"Not\". Expected 1, given {}", more.len())),
            },
            Clause::Property { index, operator, value } => self.property_rows(*index, *operator, value),
            Clause::Length { index, operator, value } => self.length_rows(*index, *operator, *value),
            Clause::Column { column, operator, value } => self.column_rows(*column, *operator, value),
            Clause::Reference { index, target, inner } => self.reference_rows(*index, target, inner),
        }
    }

    fn combine(&self, parts: &[Clause], name: &str) -> Result<RowSet> {
        let mut each = parts.iter().map(|p| self.rows(p));
        let Some(first) = each.next() else {
            return refuse(format!("resolve doc ids for prop/value pair: no children for operator {name:?}"));
        };
        let mut rows = first?;
        for more in each {
            if name == "And" { rows.and(&more?) } else { rows.or(&more?) }
        }
        Ok(rows)
    }

    fn property_rows(&self, index: usize, operator: Operator, value: &Value) -> Result<RowSet> {
        match operator {
            Operator::IsNull => self.null_rows(index, value.as_bool() == Some(true)),
            Operator::ContainsAny | Operator::ContainsAll | Operator::ContainsNone => {
                self.contains_rows(index, operator, value.items())
            }
            Operator::WithinGeoRange => Ok(self.geo_rows(index, value)),
            _ => Ok(self.compare_rows(index, operator, value)),
        }
    }

    fn compare_rows(&self, index: usize, operator: Operator, value: &Value) -> RowSet {
        let (property, source) = self.property(index);
        let keys: Vec<Vec<u8>> = match value {
            Value::Text(text) if property.data_type == DataType::Text => {
                self.text_keys(index, operator, text).into_iter().map(String::into_bytes).collect()
            }
            other => value_key(property.data_type, other).into_iter().collect(),
        };
        let mut rows: Option<RowSet> = None;
        for key in &keys {
            let mut of_key = self.none();
            match operator {
                Operator::Equal | Operator::NotEqual => source.add(key, &mut of_key),
                Operator::Like => {
                    let pattern = std::str::from_utf8(key).unwrap_or("");
                    let like = |k: &[u8]| std::str::from_utf8(k).is_ok_and(|token| like_match(pattern, token));
                    source.scan(like, &mut of_key);
                }
                _ => source.compare(operator, key, &mut of_key),
            }
            if operator == Operator::NotEqual {
                of_key.invert();
            }
            match &mut rows {
                None => rows = Some(of_key),
                Some(rows) => rows.and(&of_key),
            }
        }
        self.live(rows.unwrap_or_else(|| self.none()))
    }

    fn contains_rows(&self, index: usize, operator: Operator, values: &[Value]) -> Result<RowSet> {
        let usable = values.iter().filter(|v| {
            operator != Operator::ContainsAny
                || self.check_value(index, self.class.properties[index].data_type, operator, v).is_ok()
        });
        let mut each = usable.map(|v| self.compare_rows(index, Operator::Equal, v));
        let Some(mut rows) = each.next() else {
            return match operator {
                Operator::ContainsAll => {
                    refuse("resolve doc ids for prop/value pair: no children for operator \"And\"")
                }
                _ => refuse("resolve doc ids for prop/value pair: nested NOT query: no children for operator \"Or\""),
            };
        };
        for more in each {
            if operator == Operator::ContainsAll { rows.and(&more) } else { rows.or(&more) }
        }
        Ok(if operator == Operator::ContainsNone { self.without(rows) } else { rows })
    }

    fn null_rows(&self, index: usize, wanted: bool) -> Result<RowSet> {
        if !self.class.index_null_state {
            return refuse(
                "resolve doc ids for prop/value pair: Nullstate must be indexed to be filterable! Add `indexNullState: true` to the invertedIndexConfig",
            );
        }
        let mut present = self.none();
        let field = self.shard.fields.get(&self.class.properties[index].name);
        // coordinates have no null index: neither question finds anything
        let Some(rows) = field.and_then(|f| f.present.as_deref()) else { return Ok(present) };
        rows.iter().for_each(|r| present.insert(*r));
        Ok(if wanted { self.without(present) } else { self.live(present) })
    }

    fn length_rows(&self, index: usize, operator: Operator, value: i64) -> Result<RowSet> {
        let property = &self.class.properties[index];
        let reference = property.data_type == DataType::Reference;
        if !self.class.index_property_length && !reference {
            return refuse(format!(
                "resolve doc ids for prop/value pair: Property length must be indexed to be filterable! add `IndexPropertyLength: true` to the invertedIndexConfig in {}.  Geo-coordinates, phone numbers and data blobs are not supported by property length.",
                self.class.name
            ));
        }
        let mut rows = self.none();
        if let Some(lengths) = self.shard.fields.get(&property.name).and_then(|f| f.lengths.as_ref()) {
            let key = integer_key(value);
            if operator == Operator::NotEqual {
                Source::Values(lengths).add(&key, &mut rows);
                return Ok(self.without(rows));
            }
            Source::Values(lengths).compare(operator, &key, &mut rows);
        }
        Ok(self.live(rows))
    }

    fn geo_rows(&self, index: usize, value: &Value) -> RowSet {
        let number = |key| value.get(key).as_number().unwrap_or(0.0) as f32;
        let (latitude, longitude, distance) = (number("latitude"), number("longitude"), number("distance"));
        let mut rows = self.none();
        if let Some(field) = self.shard.fields.get(&self.class.properties[index].name) {
            for (row, lat, lon) in &field.places {
                if geo::distance(latitude, longitude, *lat, *lon) <= distance {
                    rows.insert(*row);
                }
            }
        }
        self.live(rows)
    }

    fn column_rows(&self, column: Column, operator: Operator, value: &Value) -> Result<RowSet> {
        if column != Column::Id && !self.class.index_timestamps {
            return refuse(format!(
                "resolve doc ids for prop/value pair: Timestamps must be indexed to be filterable! Add `IndexTimestamps: true` to the InvertedIndexConfig in {}",
                self.class.name
            ));
        }
        let table = &self.shard.rows;
        let cell = |row: u32| match column {
            Column::Id => uuid::format(table.uuid(row)),
            Column::Created => table.created(row).to_string(),
            Column::Updated => table.updated(row).to_string(),
        };
        let normal = |v: &Value| -> Result<String> {
            let Some(text) = v.as_text() else {
                let name = ["_id", "_creationTimeUnix", "_lastUpdateTimeUnix"][column as usize];
                return refuse(match column {
                    Column::Id => {
                        format!("using [{name:?}] to filter by uuid: must use \"valueText\" to specify the id")
                    }
                    _ => format!("using [{name:?}] to filter by timestamp: must use \"valueText\" or \"valueDate\""),
                });
            };
            Ok(match column {
                Column::Id => uuid::parse(text).map_or_else(|| text.to_owned(), |id| uuid::format(&id)),
                _ => Date::parse(text).map_or_else(|| text.to_owned(), |d| d.millis().to_string()),
            })
        };
        let mut rows = self.none();
        let mut add = |passes: &dyn Fn(&str) -> bool| {
            table.alive().iter().filter(|r| passes(&cell(*r))).for_each(|r| rows.insert(r));
        };
        match operator {
            Operator::ContainsAny | Operator::ContainsAll | Operator::ContainsNone => {
                let wanted = value.items().iter().map(normal).collect::<Result<Vec<_>>>()?;
                add(&|c| match operator {
                    Operator::ContainsAny => wanted.iter().any(|w| w == c),
                    Operator::ContainsAll => wanted.iter().all(|w| w == c),
                    _ => !wanted.iter().any(|w| w == c),
                });
            }
            Operator::Like => {
                let pattern = value.as_text().unwrap_or("").to_owned();
                add(&|c| like_match(&pattern, c));
            }
            Operator::Equal if column == Column::Id => {
                let found = uuid::parse(&normal(value)?).and_then(|id| table.find(&id));
                found.into_iter().for_each(|row| rows.insert(row));
            }
            _ => {
                let wanted = normal(value)?;
                add(&|c| compares(operator, c, &wanted));
            }
        }
        Ok(rows)
    }

    fn reference_rows(&self, index: usize, target: &str, inner: &Clause) -> Result<RowSet> {
        let property = &self.class.properties[index];
        let mut rows = self.none();
        let Some(other) = self.database.collections.get(target) else {
            return Ok(rows);
        };
        let shard = match other.class.multi_tenant {
            true => other.tenants.get(self.tenant).map(|t| &t.shard),
            false => Some(&other.single),
        };
        let Some(shard) = shard else { return Ok(rows) };
        let scope = Scope { database: self.database, class: &other.class, shard, tenant: self.tenant };
        let matching = scope.evaluate(inner)?;
        let index = self.shard.fields.get(&property.name).and_then(|f| f.values.as_ref());
        for row in matching.iter() {
            let key = format!("{target}/{}", uuid::format(shard.rows.uuid(row)));
            index.map_or(&[][..], |i| i.get(key.as_bytes())).iter().for_each(|r| rows.insert(*r));
        }
        Ok(self.live(rows))
    }
}
