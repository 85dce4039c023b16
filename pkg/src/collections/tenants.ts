import type { TenantRecord } from '../engine/protocol.js';
import { WeaviateInvalidInputError, WeaviateTenantsGetError, WeaviateUnexpectedStatusCodeError } from '../errors.js';
import type { Tenant, TenantBase, Tenants } from '../types/tenants.js';
import { input, send, type Target } from './session.js';

/** How many tenants go into one request. */
const CHUNK = 100;

type Named = string | TenantBase;
type Status = Tenant['activityStatus'];
type Input = TenantBase & { activityStatus?: string };

/** The status names of the schema, from those of the client and of older servers. */
const STORED: Record<string, string> = {
  ACTIVE: 'HOT',
  HOT: 'HOT',
  INACTIVE: 'COLD',
  COLD: 'COLD',
  OFFLOADED: 'FROZEN',
  FROZEN: 'FROZEN',
};
const SHOWN: Record<string, Status> = {
  HOT: 'ACTIVE',
  COLD: 'INACTIVE',
  FROZEN: 'OFFLOADED',
  FREEZING: 'OFFLOADING',
  UNFREEZING: 'ONLOADING',
};

const nameOf = (tenant: Named) => (typeof tenant === 'string' ? tenant : tenant.name);

const shown = ({ name, activityStatus }: TenantRecord): Tenant => ({
  name,
  activityStatus: SHOWN[activityStatus] ?? (activityStatus as Status),
});

function stored({ name, activityStatus }: Input, allowed: string[]): TenantRecord {
  if (!allowed.includes(activityStatus ?? '')) {
    const names = allowed.filter((status) => status !== 'FROZEN').join(', ');
    throw new WeaviateInvalidInputError(`Invalid activity status. Please provide one of the following: ${names}.`);
  }
  return { name, activityStatus: STORED[activityStatus!]! };
}

const CREATE = ['ACTIVE', 'INACTIVE', 'HOT', 'COLD'];
const UPDATE = ['ACTIVE', 'INACTIVE', 'HOT', 'COLD', 'OFFLOADED', 'FROZEN'];

/** The tenants of a collection. */
export function tenants({ session, collection }: Target): Tenants {
  const get = async (names?: string[]) => {
    const records = await send(session, 'tenants.get', { collection, names });
    return Object.fromEntries(records.map((record) => [record.name, shown(record)]));
  };
  const update = async (tenants: Input | Input[]) => {
    const records = input(() => [tenants].flat().map((tenant) => stored(tenant, UPDATE)));
    const updated: Tenant[] = [];
    for (let at = 0; at < records.length; at += CHUNK) {
      const chunk = records.slice(at, at + CHUNK);
      updated.push(...(await send(session, 'tenants.update', { collection, tenants: chunk })).map(shown));
    }
    return updated;
  };
  const updateTo = (activityStatus: string) => async (tenants: Named | Named[]) =>
    update(input(() => [tenants].flat().map((tenant) => ({ name: nameOf(tenant), activityStatus }))));
  return {
    // Refuses a bad status at once, not by a rejection.
    create(tenants) {
      const active = (tenant: Input) => ({ ...tenant, activityStatus: tenant.activityStatus ?? 'ACTIVE' });
      const records = input(() => [tenants].flat().map((tenant) => stored(active(tenant), CREATE)));
      return send(session, 'tenants.create', { collection, tenants: records }).then((created) => created.map(shown));
    },
    get: () => get(),
    async getByNames(names) {
      const list = input(() => names.map(nameOf));
      if (list.length > 0) return get(list);
      const message = 'get tenants: must specify at least one tenant name';
      throw new WeaviateTenantsGetError(`/weaviate.v1.Weaviate/TenantsGet UNKNOWN: ${message}`);
    },
    async getByName(tenant) {
      const name = input(() => nameOf(tenant));
      try {
        const records = await send(session, 'tenants.get', { collection, names: [name] }, { rest: true });
        const record = records.find((one) => one.name === name);
        return record ? shown(record) : null;
      } catch (error) {
        if (error instanceof WeaviateUnexpectedStatusCodeError && error.code === 404) return null;
        throw error;
      }
    },
    async remove(tenants) {
      await send(session, 'tenants.delete', () => ({ collection, names: [tenants].flat().map(nameOf) }));
    },
    update,
    activate: updateTo('ACTIVE'),
    deactivate: updateTo('INACTIVE'),
    offload: updateTo('OFFLOADED'),
  };
}
