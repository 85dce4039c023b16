//! Tenants: making, listing, switching and removing them.

use super::{Engine, Prepared};
use crate::error::{Error, Result};
use crate::schema::names;
use crate::segment::Record;
use crate::store::{Collection, TenantStatus};
use crate::value::Value;

fn shown(name: &str, status: TenantStatus) -> Value {
    Value::from_pairs([("name", name.into()), ("activityStatus", status.name().into())])
}

impl Engine {
    fn tenant_collection(&self, name: &str, path: &str) -> Result<&Collection> {
        let Some(collection) = self.find(name) else {
            return Err(Error::unprocessable(format!("{path}class not found")));
        };
        if !collection.class.multi_tenant {
            return Err(Error::unprocessable(format!(
                "{path}multi-tenancy is not enabled for class {:?}",
                collection.class.name
            )));
        }
        Ok(collection)
    }

    /// Makes tenants; ones that exist stay as they are.
    pub fn create_tenants(&self, class: &str, tenants: &[Value]) -> Result<Prepared> {
        self.pending.require_none()?;
        for (index, tenant) in tenants.iter().enumerate() {
            names::check_tenant(tenant.get("name").as_text().unwrap_or(""), index)?;
        }
        let collection = self.tenant_collection(class, "updating schema: TYPE_ADD_TENANT: ")?;
        let mut records = Vec::new();
        let mut reply = Vec::new();
        for tenant in tenants {
            let name = tenant.get("name").as_text().unwrap_or("");
            let status = status_of(tenant)?;
            reply.push(shown(name, status));
            if !collection.tenants.contains_key(name) {
                let class = collection.class.name.clone();
                records.push(Record::PutTenant { class, tenant: name.to_owned(), status });
            }
        }
        Ok(Prepared { records, reply: Value::List(reply) })
    }

    /// Tenants, all or those named.
    pub fn get_tenants(&self, class: &str, wanted: Option<&[String]>) -> Result<Value> {
        if wanted.is_some_and(<[String]>::is_empty) {
            return Err(Error::unprocessable("must specify at least one tenant name"));
        }
        let path = "failed to execute query: could not get tenants: could not get tenants: ";
        let collection = self.tenant_collection(class, path)?;
        let all = collection.tenants.iter().filter(|(name, _)| wanted.is_none_or(|w| w.contains(name)));
        Ok(Value::List(all.map(|(name, tenant)| shown(name, tenant.status)).collect()))
    }

    /// Switches tenants: all of them or, if one is unknown, none.
    pub fn update_tenants(&self, class: &str, tenants: &[Value]) -> Result<Prepared> {
        self.pending.require_none()?;
        let path = "updating schema: TYPE_UPDATE_TENANT: ";
        let collection = self.tenant_collection(class, path)?;
        let mut records = Vec::new();
        let mut reply = Vec::new();
        for tenant in tenants {
            let name = tenant.get("name").as_text().unwrap_or("");
            if !collection.tenants.contains_key(name) {
                return Err(Error::unprocessable(format!("{path}shard not found: {name}")));
            }
            let status = status_of(tenant)?;
            reply.push(shown(name, status));
            let class = collection.class.name.clone();
            records.push(Record::PutTenant { class, tenant: name.to_owned(), status });
        }
        Ok(Prepared { records, reply: Value::List(reply) })
    }

    /// Removes tenants with their objects; unknown ones are no error.
    pub fn delete_tenants(&self, class: &str, wanted: &[String]) -> Result<Prepared> {
        self.pending.require_none()?;
        let collection = self.tenant_collection(class, "updating schema: TYPE_DELETE_TENANT: ")?;
        let known = wanted.iter().filter(|name| collection.tenants.contains_key(*name));
        let drop = |name: &String| Record::DropTenant { class: collection.class.name.clone(), tenant: name.clone() };
        Ok(Prepared { records: known.map(drop).collect(), reply: Value::Null })
    }

    /// Records that a use of this tenant brings with it: creation on a write, activation on any use,
    /// where the collection asks for that.
    pub fn touch_tenant(&self, class: &str, tenant: &str, write: bool) -> Result<Prepared> {
        let Some(collection) = self.find(class).filter(|c| c.class.multi_tenant && !tenant.is_empty()) else {
            return Ok(Prepared::default());
        };
        let status = match collection.tenants.get(tenant) {
            None if write && collection.class.auto_tenant_creation => None,
            Some(known) if known.status == TenantStatus::Cold && collection.class.auto_tenant_activation => {
                Some(known.status)
            }
            _ => return Ok(Prepared::default()),
        };
        self.pending.require_none()?;
        if status.is_none() {
            names::check_tenant(tenant, 0).map_err(|e| {
                e.prefixed(&format!("auto-tenant: add tenants to collection {:?}: ", collection.class.name))
            })?;
        }
        let record = Record::PutTenant {
            class: collection.class.name.clone(),
            tenant: tenant.to_owned(),
            status: TenantStatus::Hot,
        };
        Ok(Prepared { records: vec![record], reply: Value::Null })
    }
}

fn status_of(tenant: &Value) -> Result<TenantStatus> {
    let given = tenant.get("activityStatus").as_text().unwrap_or("");
    TenantStatus::from_name(given)
        .ok_or_else(|| Error::unprocessable(format!("invalid activity status {given:?}: want HOT, COLD or FROZEN")))
}
