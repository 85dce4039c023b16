import type {
  AliasPermission,
  BackupsPermission,
  ClusterPermission,
  CollectionsPermission,
  DataPermission,
  GroupsPermission,
  McpPermission,
  NodesPermission,
  ReplicatePermission,
  RolesPermission,
  TenantsPermission,
  UsersPermission,
} from '../types/admin.js';

type Names = string | string[];
type Flags = { [flag: string]: boolean | Names | undefined };
type Crud = { create?: boolean; read?: boolean; update?: boolean; delete?: boolean };

/** One permission for every combination of the names in `over`, with the actions whose flags are set. */
function permissions<P>(over: Record<string, Names>, args: Flags, actions: Record<string, string>): P[] {
  const chosen = Object.entries(actions).flatMap(([flag, action]) => (args[flag] ? [action] : []));
  const combined = Object.entries(over).reduce<object[]>(
    (list, [key, names]) => list.flatMap((one) => [names].flat().map((name) => ({ ...one, [key]: name }))),
    [{}],
  );
  return combined.map((one) => ({ ...one, actions: [...chosen] })) as P[];
}

const crud = (what: string) =>
  Object.fromEntries(['create', 'read', 'update', 'delete'].map((verb) => [verb, `${verb}_${what}`]));

/** Plain objects that describe permissions. There is nobody here to give them to. */
const builders = {
  aliases: (args: { alias: Names; collection: Names } & Crud) =>
    permissions<AliasPermission>({ alias: args.alias, collection: args.collection }, args, crud('aliases')),
  backup: (args: { collection: Names; manage?: boolean }) =>
    permissions<BackupsPermission>({ collection: args.collection }, args, { manage: 'manage_backups' }),
  mcp: (args: Omit<Crud, 'delete'>) =>
    permissions<McpPermission>({}, args, { create: 'create_mcp', read: 'read_mcp', update: 'update_mcp' }),
  cluster: (args: { read?: boolean }) => permissions<ClusterPermission>({}, args, { read: 'read_cluster' }),
  collections: (args: {
    collection: Names;
    create_collection?: boolean;
    read_config?: boolean;
    update_config?: boolean;
    delete_collection?: boolean;
  }) =>
    permissions<CollectionsPermission>({ collection: args.collection }, args, {
      create_collection: 'create_collections',
      read_config: 'read_collections',
      update_config: 'update_collections',
      delete_collection: 'delete_collections',
    }),
  data: (args: { collection: Names; tenant?: Names } & Crud) =>
    permissions<DataPermission>({ collection: args.collection, tenant: args.tenant ?? '*' }, args, crud('data')),
  groups: {
    oidc: (args: { groupID: Names; read?: boolean; assignAndRevoke?: boolean }) =>
      permissions<GroupsPermission>({ groupID: args.groupID, groupType: 'oidc' }, args, {
        read: 'read_groups',
        assignAndRevoke: 'assign_and_revoke_groups',
      }),
  },
  nodes: {
    minimal: (args: { read?: boolean }) =>
      permissions<NodesPermission>({ collection: '*', verbosity: 'minimal' }, args, { read: 'read_nodes' }),
    verbose: (args: { collection: Names; read?: boolean }) =>
      permissions<NodesPermission>({ collection: args.collection, verbosity: 'verbose' }, args, { read: 'read_nodes' }),
  },
  replicate: (args: { collection: Names; shard: Names } & Crud) =>
    permissions<ReplicatePermission>({ collection: args.collection, shard: args.shard }, args, crud('replicate')),
  roles: (args: { role: Names } & Crud) => permissions<RolesPermission>({ role: args.role }, args, crud('roles')),
  tenants: (args: { collection: Names; tenant?: Names } & Crud) =>
    permissions<TenantsPermission>({ collection: args.collection, tenant: args.tenant ?? '*' }, args, crud('tenants')),
  users: (args: { user: Names; assignAndRevoke?: boolean; read?: boolean }) =>
    permissions<UsersPermission>({ users: args.user }, args, {
      assignAndRevoke: 'assign_and_revoke_users',
      read: 'read_users',
    }),
};

export { builders as permissions };
