//! Grouping the hits of a search by a property.

use super::request::GroupBy;
use super::search::Candidate;
use crate::error::{Error, Result};
use crate::schema::validate::json_number;
use crate::schema::{Class, names};
use crate::store::Shard;
use crate::value::Value;

/// A group: members are positions in the list of hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The value they share, as text.
    pub name: String,
    /// Smallest distance.
    pub min_distance: f32,
    /// Largest distance.
    pub max_distance: f32,
    /// Its hits, best first.
    pub members: Vec<Candidate>,
}

/// Groups hits in their order. Keyword and hybrid searches only group by text, vector searches by
/// anything, a missing value being a group of its own.
pub fn group(
    request: &GroupBy,
    class: &Class,
    shard: &Shard,
    hits: &[Candidate],
    vector_search: bool,
) -> Result<Vec<Group>> {
    let name = names::lower_first(&request.property);
    if class.property(&name).is_none() {
        return Err(class.no_such_property(&name));
    }
    let mut groups: Vec<Group> = Vec::new();
    for hit in hits {
        let distance = hit.distance.unwrap_or(0.0);
        for key in keys(&shard.rows.property(hit.row, &name), vector_search) {
            let position = groups.iter().position(|g| g.name == key);
            let group = match position {
                Some(at) => &mut groups[at],
                None if groups.len() < request.number_of_groups => {
                    groups.push(Group {
                        name: key,
                        min_distance: distance,
                        max_distance: distance,
                        members: Vec::new(),
                    });
                    groups.last_mut().ok_or_else(|| Error::internal("a group was just pushed"))?
                }
                // one group too many: the hit is left out of its other groups as well
                None => break,
            };
            if group.members.len() < request.objects_per_group {
                if vector_search {
                    group.max_distance = distance;
                }
                group.members.push(hit.clone());
            }
        }
    }
    Ok(groups)
}

fn keys(value: &Value, any_type: bool) -> Vec<String> {
    let one = |v: &Value| match v {
        Value::Text(text) => Some(text.clone()),
        Value::Number(n) if any_type => Some(json_number(*n)),
        Value::Bool(b) if any_type => Some(b.to_string()),
        _ => None,
    };
    match value {
        Value::Null => any_type.then(String::new).into_iter().collect(),
        Value::List(items) if items.is_empty() => any_type.then(String::new).into_iter().collect(),
        Value::List(items) => items.iter().filter_map(one).collect(),
        scalar => one(scalar).into_iter().collect(),
    }
}
