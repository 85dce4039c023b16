//! Aliases: second names of collections.

use super::{Engine, Prepared};
use crate::error::{Error, Result};
use crate::schema::names;
use crate::segment::Record;
use crate::value::Value;

fn shown(alias: &str, class: &str) -> Value {
    Value::from_pairs([("alias", alias.into()), ("class", class.into())])
}

impl Engine {
    fn target(&self, name: &str) -> Result<String> {
        let name = names::upper_first(name);
        if self.database.collections.contains_key(&name) {
            return Ok(name);
        }
        Err(Error::unprocessable(format!("validation: target class {name:?} does not exist")))
    }

    /// Makes an alias.
    pub fn create_alias(&self, alias: &str, class: &str) -> Result<Prepared> {
        self.pending.require_none()?;
        let alias = names::upper_first(alias);
        names::check_alias(&alias)?;
        let class = self.target(class)?;
        if let Some(similar) = self.database.similar(&alias) {
            let text = format!("updating schema: TYPE_CREATE_ALIAS: create alias: {similar}, alias already exists");
            return Err(if self.database.collections.contains_key(similar) {
                Error::internal(format!(
                    "updating schema: TYPE_CREATE_ALIAS: create alias: class {similar} already exists"
                ))
            } else {
                Error::unprocessable(format!("validation: {text}"))
            });
        }
        let reply = shown(&alias, &class);
        Ok(Prepared { records: vec![Record::PutAlias { alias, class }], reply })
    }

    /// Aliases, of one collection or all.
    pub fn list_aliases(&self, class: Option<&str>) -> Value {
        let class = class.map(names::upper_first);
        let wanted = |target: &str| class.as_deref().is_none_or(|c| c == target);
        let all = self.database.aliases.iter().filter(|(_, target)| wanted(target));
        Value::List(all.map(|(alias, target)| shown(alias, target)).collect())
    }

    /// One alias.
    pub fn get_alias(&self, alias: &str) -> Result<Value> {
        let alias = names::upper_first(alias);
        let target = self.database.aliases.get(&alias).ok_or_else(Error::not_found)?;
        Ok(shown(&alias, target))
    }

    /// Points an alias to another collection.
    pub fn update_alias(&self, alias: &str, class: &str) -> Result<Prepared> {
        self.pending.require_none()?;
        let alias = names::upper_first(alias);
        if !self.database.aliases.contains_key(&alias) {
            return Err(Error::not_found());
        }
        let class = self.target(class)?;
        let reply = shown(&alias, &class);
        Ok(Prepared { records: vec![Record::PutAlias { alias, class }], reply })
    }

    /// Removes an alias.
    pub fn delete_alias(&self, alias: &str) -> Result<Prepared> {
        self.pending.require_none()?;
        let alias = names::upper_first(alias);
        if !self.database.aliases.contains_key(&alias) {
            return Err(Error::not_found());
        }
        Ok(Prepared { records: vec![Record::DropAlias(alias)], reply: Value::Null })
    }
}
