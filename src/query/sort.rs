//! Sorting a list by properties, ids or times.

use std::cmp::Ordering;

use super::request::SortKey;
use crate::error::{Error, Result};
use crate::order;
use crate::schema::{Class, DataType, Date, names};
use crate::store::Shard;
use crate::value::Value;

enum Key {
    Id,
    Created,
    Updated,
    Property { name: String, data_type: DataType },
}

/// A checked sort.
pub struct Sorter {
    keys: Vec<(Key, bool)>,
}

impl Sorter {
    /// Looks the keys up.
    pub fn new(sort: &[SortKey], class: &Class) -> Result<Sorter> {
        let each = sort.iter().enumerate().map(|(position, key)| {
            let refuse = |why: String| {
                Err(Error::unprocessable(format!(
                    "invalid 'sort' parameter: sort parameter at position {position}: {why}"
                )))
            };
            let found = match key.property.as_str() {
                "" => return refuse("path parameter cannot be empty".to_owned()),
                "_id" | "id" => Key::Id,
                "_creationTimeUnix" => Key::Created,
                "_lastUpdateTimeUnix" => Key::Updated,
                name => {
                    let name = names::lower_first(name);
                    let Some(property) = class.property(&name) else {
                        return refuse(class.no_such_property(&name).message);
                    };
                    match property.data_type {
                        DataType::Uuid => {
                            return refuse(format!(
                                "prop {name:?} is of type uuid/uuid[]: sorting by uuid is currently not supported - if you believe it should be, please open a feature request on github.com/weaviate/weaviate"
                            ));
                        }
                        DataType::Reference => {
                            return refuse(format!(
                                "sorting by reference not supported, property {name:?} is a ref prop to the class {:?}",
                                property.targets.first().map_or("", String::as_str)
                            ));
                        }
                        data_type => Key::Property { name, data_type },
                    }
                }
            };
            Ok((found, key.ascending))
        });
        Ok(Sorter { keys: each.collect::<Result<_>>()? })
    }

    /// Sorts rows; rows that compare equal keep their order.
    pub fn sort(&self, rows: &mut [u32], shard: &Shard) {
        let mut keyed: Vec<(Vec<Comparable>, u32)> = rows.iter().map(|row| (self.cells(*row, shard), *row)).collect();
        order::sort_by(&mut keyed, |a, b| {
            let each = a.0.iter().zip(&b.0).zip(&self.keys).map(|((x, y), (_, ascending))| {
                let order = x.compare(y);
                if *ascending { order } else { order.reverse() }
            });
            each.fold(Ordering::Equal, Ordering::then)
        });
        rows.iter_mut().zip(keyed).for_each(|(slot, (_, row))| *slot = row);
    }

    fn cells(&self, row: u32, shard: &Shard) -> Vec<Comparable> {
        let each = self.keys.iter().map(|(key, _)| match key {
            Key::Id => Comparable::Bytes(shard.rows.uuid(row).to_vec()),
            Key::Created => Comparable::Numbers(vec![shard.rows.created(row) as f64]),
            Key::Updated => Comparable::Numbers(vec![shard.rows.updated(row) as f64]),
            Key::Property { name, data_type } => comparable(*data_type, &shard.rows.property(row, name)),
        });
        each.collect()
    }
}

/// A value in the form it is compared in. Missing values and empty lists are lowest.
enum Comparable {
    Missing,
    Numbers(Vec<f64>),
    Instants(Vec<i128>),
    Texts(Vec<String>),
    Bytes(Vec<u8>),
    /// Objects compare equal to each other.
    Same,
}

impl Comparable {
    fn rank(&self) -> u8 {
        u8::from(!matches!(self, Comparable::Missing))
    }

    fn compare(&self, other: &Comparable) -> Ordering {
        match (self, other) {
            (Comparable::Numbers(a), Comparable::Numbers(b)) => {
                let pairs = a.iter().zip(b).map(|(x, y)| x.total_cmp(y));
                pairs.fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
            }
            (Comparable::Instants(a), Comparable::Instants(b)) => a.cmp(b),
            (Comparable::Texts(a), Comparable::Texts(b)) => a.cmp(b),
            (Comparable::Bytes(a), Comparable::Bytes(b)) => a.cmp(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

fn comparable(data_type: DataType, value: &Value) -> Comparable {
    let items: Vec<&Value> = match value {
        Value::Null => return Comparable::Missing,
        Value::List(items) if items.is_empty() => return Comparable::Missing,
        Value::List(items) => items.iter().collect(),
        one => vec![one],
    };
    let number = |v: &Value, key: &str| v.get(key).as_number().unwrap_or(0.0);
    match data_type {
        DataType::Int | DataType::Number => Comparable::Numbers(items.iter().filter_map(|v| v.as_number()).collect()),
        DataType::Boolean => {
            Comparable::Numbers(items.iter().map(|v| f64::from(u8::from(v.as_bool() == Some(true)))).collect())
        }
        DataType::Date => {
            let instants = items.iter().filter_map(|v| v.as_text().and_then(Date::parse));
            Comparable::Instants(
                instants.map(|d| i128::from(d.seconds) * 1_000_000_000 + i128::from(d.nanos)).collect(),
            )
        }
        DataType::GeoCoordinates => {
            Comparable::Numbers(items.iter().flat_map(|v| [number(v, "longitude"), number(v, "latitude")]).collect())
        }
        DataType::PhoneNumber => {
            Comparable::Numbers(items.iter().flat_map(|v| [number(v, "countryCode"), number(v, "national")]).collect())
        }
        DataType::Object => Comparable::Same,
        _ => Comparable::Texts(items.iter().filter_map(|v| v.as_text()).map(str::to_lowercase).collect()),
    }
}
