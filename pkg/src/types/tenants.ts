export type TenantBase = { name: string };
export type TenantCreate = TenantBase & { activityStatus?: 'ACTIVE' | 'INACTIVE' };
export type TenantUpdate = TenantBase & { activityStatus: 'ACTIVE' | 'INACTIVE' | 'OFFLOADED' };
/** A tenant with the status names of older servers. */
export type TenantBC = TenantBase & { activityStatus?: 'HOT' | 'COLD' | 'FROZEN' };
export type Tenant = TenantBase & {
  activityStatus: 'ACTIVE' | 'INACTIVE' | 'OFFLOADED' | 'OFFLOADING' | 'ONLOADING';
};

/** The tenants of a collection: each holds its own objects and its own statistics. */
export interface Tenants {
  create(tenants: TenantBC | TenantCreate | (TenantBC | TenantCreate)[]): Promise<Tenant[]>;
  get(): Promise<Record<string, Tenant>>;
  getByNames<T extends TenantBase>(names: (string | T)[]): Promise<Record<string, Tenant>>;
  getByName<T extends TenantBase>(name: string | T): Promise<Tenant | null>;
  remove<T extends TenantBase>(tenants: string | T | (string | T)[]): Promise<void>;
  update(tenants: TenantBC | TenantUpdate | (TenantBC | TenantUpdate)[]): Promise<Tenant[]>;
  activate(tenants: string | TenantBase | (string | TenantBase)[]): Promise<Tenant[]>;
  deactivate(tenants: string | TenantBase | (string | TenantBase)[]): Promise<Tenant[]>;
  offload(tenants: string | TenantBase | (string | TenantBase)[]): Promise<Tenant[]>;
}
