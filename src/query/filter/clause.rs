//! From the filter as it was sent to typed clauses: names looked up, values made to fit their property.
//! What is refused here a server refuses before it searches.

use crate::error::{Error, Result};
use crate::schema::validate::json_number;
use crate::schema::{Class, DataType, names};
use crate::store::Database;
use crate::value::Value;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// The same value; for text: has all its tokens.
    Equal,
    /// Everything without the value.
    NotEqual,
    /// Above.
    GreaterThan,
    /// Above or equal.
    GreaterThanEqual,
    /// Below.
    LessThan,
    /// Below or equal.
    LessThanEqual,
    /// Token pattern with `?` and `*`.
    Like,
    /// One of several values.
    ContainsAny,
    /// All of several values.
    ContainsAll,
    /// None of several values.
    ContainsNone,
    /// Missing, or not.
    IsNull,
    /// Within a distance on the globe.
    WithinGeoRange,
}

impl Operator {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "Equal" => Operator::Equal,
            "NotEqual" => Operator::NotEqual,
            "GreaterThan" => Operator::GreaterThan,
            "GreaterThanEqual" => Operator::GreaterThanEqual,
            "LessThan" => Operator::LessThan,
            "LessThanEqual" => Operator::LessThanEqual,
            "Like" => Operator::Like,
            "ContainsAny" => Operator::ContainsAny,
            "ContainsAll" => Operator::ContainsAll,
            "ContainsNone" => Operator::ContainsNone,
            "IsNull" => Operator::IsNull,
            "WithinGeoRange" => Operator::WithinGeoRange,
            _ => return None,
        })
    }
}

/// A column that every object has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The object's id, as canonical text.
    Id,
    /// Creation time, as decimal milliseconds.
    Created,
    /// Time of the last write, as decimal milliseconds.
    Updated,
}

/// A filter with names looked up and values typed.
#[derive(Clone, Debug)]
pub enum Clause {
    /// All of them.
    And(Vec<Clause>),
    /// Any of them.
    Or(Vec<Clause>),
    /// Not it.
    Not(Vec<Clause>),
    /// A property compared with a value.
    Property {
        /// Position in the class.
        index: usize,
        /// How.
        operator: Operator,
        /// With what.
        value: Value,
    },
    /// A property's length, or the number of references.
    Length {
        /// Position in the class.
        index: usize,
        /// How.
        operator: Operator,
        /// With what.
        value: i64,
    },
    /// An id or a time.
    Column {
        /// Which.
        column: Column,
        /// How.
        operator: Operator,
        /// With what.
        value: Value,
    },
    /// A clause about an object that is referred to.
    Reference {
        /// Position of the reference property in the class.
        index: usize,
        /// Collection of the object.
        target: String,
        /// The clause.
        inner: Box<Clause>,
    },
}

/// Types a filter for a class.
pub fn parse(node: &Value, class: &Class, database: &Database) -> Result<Clause> {
    let name = node.get("operator").as_text().unwrap_or("");
    if matches!(name, "And" | "Or" | "Not") {
        let parts = node.get("filters").items().iter().map(|f| parse(f, class, database));
        let parts = parts.collect::<Result<Vec<_>>>()?;
        return Ok(match name {
            "And" => Clause::And(parts),
            "Or" => Clause::Or(parts),
            _ => Clause::Not(parts),
        });
    }
    let operator =
        Operator::from_name(name).ok_or_else(|| Error::unprocessable(format!("unknown filter operator {name:?}")))?;
    parse_target(node.get("target"), operator, node.get("value"), class, database)
}

fn parse_target(
    target: &Value,
    operator: Operator,
    value: &Value,
    class: &Class,
    database: &Database,
) -> Result<Clause> {
    if let Some(name) = target.get("property").as_text() {
        return parse_property(name, operator, value, class);
    }
    let count = target.get("count");
    if !count.is_null() {
        let name = names::lower_first(count.get("on").as_text().unwrap_or(""));
        let index = find(class, &name)?;
        let property = &class.properties[index];
        if property.data_type != DataType::Reference {
            let kind = property.type_name();
            return Err(Error::unprocessable(format!(
                "data type filter cannot use \"valueInt\" on type {kind:?}, use {:?} instead",
                value_key_of(property.data_type)
            )));
        }
        let value = value.as_number().unwrap_or(0.0) as i64;
        return Ok(Clause::Length { index, operator, value });
    }
    let (link, multi) = match target.get("single") {
        Value::Null => (target.get("multi"), true),
        single => (single, false),
    };
    let index = find(class, &names::lower_first(link.get("on").as_text().unwrap_or("")))?;
    let property = &class.properties[index];
    if property.data_type != DataType::Reference {
        return Err(Error::unprocessable(format!("could not find class {} in schema", property.type_name())));
    }
    let target = match multi {
        true => names::upper_first(link.get("collection").as_text().unwrap_or("")),
        false if property.targets.len() == 1 => property.targets[0].clone(),
        false => {
            return Err(Error::unprocessable(format!(
                "property {} has more than one target collection {:?}: name the one to filter on (byRefMultiTarget)",
                property.name, property.targets
            )));
        }
    };
    let Some(other) = database.collections.get(&target) else {
        return Err(Error::unprocessable(format!("could not find class {target} in schema")));
    };
    let to = |operator: Operator, value: &Value| -> Result<Clause> {
        let inner = parse_target(link.get("target"), operator, value, &other.class, database)?;
        Ok(Clause::Reference { index, target: target.clone(), inner: Box::new(inner) })
    };
    // each value is looked for by itself: all of them may be met by different objects, none of them includes
    // objects that refer to nothing
    let each = || value.items().iter().map(|one| to(Operator::Equal, one)).collect::<Result<Vec<_>>>();
    match operator {
        Operator::ContainsAll => Ok(Clause::And(each()?)),
        Operator::ContainsNone => Ok(Clause::Not(vec![to(Operator::ContainsAny, value)?])),
        _ => to(operator, value),
    }
}

fn find(class: &Class, name: &str) -> Result<usize> {
    class.property_index(name).ok_or_else(|| class.no_such_property(name))
}

fn value_key_of(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Int => "valueInt",
        DataType::Number => "valueNumber",
        DataType::Boolean => "valueBoolean",
        DataType::Date => "valueDate",
        DataType::GeoCoordinates => "valueGeoRange",
        _ => "valueText",
    }
}

fn parse_property(name: &str, operator: Operator, value: &Value, class: &Class) -> Result<Clause> {
    let column = match name {
        "_id" | "id" => Some(Column::Id),
        "_creationTimeUnix" => Some(Column::Created),
        "_lastUpdateTimeUnix" => Some(Column::Updated),
        _ => None,
    };
    if let Some(column) = column {
        return Ok(Clause::Column { column, operator, value: value.clone() });
    }
    if let Some(inner) = name.strip_prefix("len(").and_then(|n| n.strip_suffix(')')) {
        let index = find(class, &names::lower_first(inner))?;
        let n = value.as_number().filter(|n| n.fract() == 0.0).ok_or_else(|| {
            Error::unprocessable(format!(
                "Filtering for property length requires IntValue, got {:?} instead",
                super::check::go_kind(value)
            ))
        })?;
        use Operator::*;
        if !matches!(operator, Equal | NotEqual | GreaterThan | GreaterThanEqual | LessThan | LessThanEqual) {
            return Err(Error::unprocessable(format!(
                "Filtering for property length supports operators (not) equal and greater/less than (equal), got {operator:?} instead"
            )));
        }
        if n < 0.0 {
            return Err(Error::unprocessable(format!("Can only filter for positive property length got {n} instead")));
        }
        return Ok(Clause::Length { index, operator, value: n as i64 });
    }
    let index = find(class, &names::lower_first(name))?;
    let property = &class.properties[index];
    if operator == Operator::IsNull {
        return Ok(Clause::Property { index, operator, value: value.clone() });
    }
    let indexed = property.has_filter_index() || property.searchable;
    if !indexed {
        return Err(Error::unprocessable(format!(
            "Filtering by property '{0}' requires inverted index. Is `indexFilterable` option of property '{0}' enabled? Set it to `true` or leave empty",
            property.name
        )));
    }
    if property.data_type == DataType::Uuid && operator == Operator::Like {
        return Err(Error::unprocessable("operator \"Like\" cannot be used on uuid/uuid[] props"));
    }
    if property.data_type == DataType::Reference {
        return Err(Error::unprocessable(format!(
            "Property {:?} is a ref prop to the class {:?}. Only \"valueInt\" can be used on a ref prop directly to count the number of refs. Or did you mean to filter on a primitive prop of the referenced class? In this case make sure your path contains 3 elements in the form of [<propName>, <ClassNameOfReferencedClass>, <primitvePropOnClass>]",
            property.name,
            property.targets.first().map_or("", String::as_str)
        )));
    }
    Ok(Clause::Property { index, operator, value: coerce(property.data_type, value)? })
}

/// Makes a number property's value a number, element by element.
fn coerce(data_type: DataType, value: &Value) -> Result<Value> {
    if let Value::List(items) = value {
        return items.iter().map(|v| coerce(data_type, v)).collect::<Result<Vec<_>>>().map(Value::List);
    }
    match (data_type, value) {
        (DataType::Int, Value::Number(n)) => integer(*n),
        (DataType::Int, Value::Text(text)) => match text.parse::<f64>() {
            Ok(n) => integer(n),
            Err(_) => Err(Error::unprocessable(format!(
                "expected an integer value, but could not parse string '{text}' as int: strconv.ParseFloat: parsing {text:?}: invalid syntax"
            ))),
        },
        (DataType::Number, Value::Text(text)) => text.parse().map(Value::Number).map_err(|_| {
            Error::unprocessable(format!(
                "expected a number value, but could not parse string '{text}' as float: strconv.ParseFloat: parsing {text:?}: invalid syntax"
            ))
        }),
        _ => Ok(value.clone()),
    }
}

fn integer(n: f64) -> Result<Value> {
    if !n.is_finite() {
        return Err(Error::unprocessable(format!("filtering for integer, but received a non-finite number {n}")));
    }
    if n.fract() != 0.0 {
        return Err(Error::unprocessable(format!(
            "filtering for integer, but received a floating point number {}",
            json_number(n)
        )));
    }
    if n.abs() >= 9.3e18 {
        return Err(Error::unprocessable(format!("filtering for integer, but received a value out of range {n}")));
    }
    Ok(Value::Number(n))
}
