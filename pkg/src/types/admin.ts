import type { Stopwords, TextAnalyzerConfig, Tokenization } from './config.js';

// Aliases and tokenizers

export type Alias = { collection: string; alias: string };
export type CreateAliasArgs = { collection: string; alias: string };
export type UpdateAliasArgs = { newTargetCollection: string; alias: string };
export type AliasListAllOptions = { collection?: string };
/** Second names of collections, that can be moved from one to another. */
export interface Aliases {
  create(args: CreateAliasArgs): Promise<void>;
  listAll(opts?: AliasListAllOptions): Promise<Alias[] | undefined>;
  get(alias: string): Promise<Alias>;
  update(args: UpdateAliasArgs): Promise<void>;
  delete(alias: string): Promise<void>;
}
export type TokenizeResult = { indexed: string[]; query: string[] };
/** Shows the tokens that a text gives. */
export interface Tokenize {
  text(
    text: string,
    tokenization: Tokenization,
    opts?: {
      analyzerConfig?: TextAnalyzerConfig;
      stopwords?: Partial<Stopwords>;
      stopwordPresets?: { [presetName: string]: string[] };
    },
  ): Promise<TokenizeResult>;
  forProperty(collection: string, property: string, text: string): Promise<TokenizeResult>;
}

// Backups

export type Backend = 'filesystem' | 's3' | 'gcs' | 'azure';
export type BackupStatus =
  | 'STARTED'
  | 'TRANSFERRING'
  | 'TRANSFERRED'
  | 'FINALIZING'
  | 'SUCCESS'
  | 'FAILED'
  | 'CANCELLING'
  | 'CANCELED';
export type BackupCompressionLevel =
  | 'DefaultCompression'
  | 'BestSpeed'
  | 'BestCompression'
  | 'ZstdBestSpeed'
  | 'ZstdDefaultCompression'
  | 'ZstdBestCompression'
  | 'NoCompression';
export type BackupStatusReturn = { id: string; error?: string; path: string; status: BackupStatus; size?: number };
export type BackupReturn = BackupStatusReturn & {
  backend: Backend;
  collections: string[];
  startedAt?: Date;
  completedAt?: Date;
};
export type BackupConfigCreate = {
  chunkSize?: number;
  compressionLevel?: BackupCompressionLevel;
  cpuPercentage?: number;
  incrementalBaseBackupId?: string;
};
export type BackupConfigRestore = { cpuPercentage?: number; overwriteAlias?: boolean };
export type BackupStatusArgs = { backupId: string; backend: Backend };
export type BackupCollectionArgs = BackupStatusArgs & { waitForCompletion?: boolean };
export type BackupArgs<C extends BackupConfigCreate | BackupConfigRestore> = BackupCollectionArgs & {
  includeCollections?: string[];
  excludeCollections?: string[];
  config?: C;
};
export type BackupCancelArgs = BackupStatusArgs & { operation?: 'create' | 'restore' };
export type ListBackupOptions = { startedAtAsc?: boolean };
export interface Backup {
  cancel(args: BackupCancelArgs): Promise<boolean>;
  create(args: BackupArgs<BackupConfigCreate>): Promise<BackupReturn>;
  getCreateStatus(args: BackupStatusArgs): Promise<BackupStatusReturn>;
  getRestoreStatus(args: BackupStatusArgs): Promise<BackupStatusReturn>;
  restore(args: BackupArgs<BackupConfigRestore>): Promise<BackupReturn>;
  list(backend: Backend, opts?: ListBackupOptions): Promise<BackupReturn[]>;
}
export interface BackupCollection {
  create(args: BackupCollectionArgs): Promise<BackupReturn>;
  getCreateStatus(args: BackupStatusArgs): Promise<BackupStatusReturn>;
  getRestoreStatus(args: BackupStatusArgs): Promise<BackupStatusReturn>;
  restore(args: BackupCollectionArgs): Promise<BackupReturn>;
}

// Cluster

export type Output = 'minimal' | 'verbose' | undefined;
export type NodesOptions<O extends Output> = { collection?: string; output: O };
export type QueryShardingStateOptions = { shard?: string };
export type ReplicateArgs = {
  collection: string;
  shard: string;
  sourceNode: string;
  targetNode: string;
  replicationType: 'COPY' | 'MOVE';
};
export type ShardingState = { collection: string; shards: { shard: string; replicas: string[] }[] };
type ReplicationState = {
  state: 'REGISTERED' | 'HYDRATING' | 'FINALIZING' | 'INTEGRATING' | 'DEHYDRATING' | 'READY' | 'CANCELLED';
  whenStartedUnixMs: number;
  errors: { message: string; whenErroredUnixMs: number }[];
};
export type ReplicationOperation = {
  id: string;
  shard: string;
  collection: string;
  sourceNode: string;
  targetNode: string;
  type: 'COPY' | 'MOVE';
  uncancelable: boolean;
  scheduledForCancel: boolean;
  scheduledForDelete: boolean;
  status: ReplicationState;
  statusHistory: ReplicationState[];
  whenStartedUnixMs: number;
};
export type QueryReplicationOpsOptions = {
  collection?: string;
  shard?: string;
  targetNode?: string;
  includeHistory?: boolean;
};
export type GetReplicationOpOptions = { includeHistory?: boolean };
type NodeShard = {
  name: string;
  class: string;
  objectCount: number;
  vectorIndexingStatus: string;
  compressed: boolean;
  vectorQueueLength: number;
  loaded: boolean;
  asyncReplicationStatus: { objectsPropagated?: number; startDiffTimeUnixMillis?: number; targetNode?: string }[];
  numberOfReplicas: unknown;
  replicationFactor: unknown;
};
type Verbose<O, Yes, No> = O extends 'minimal' | undefined ? No : Yes;
export type Node<O extends Output> = {
  name: string;
  status: 'HEALTHY' | 'UNHEALTHY' | 'UNAVAILABLE';
  version: string;
  gitHash: string;
  stats: Verbose<O, { shardCount: number; objectCount: number }, undefined>;
  batchStats: { queueLength: number; ratePerSecond: number };
  shards: Verbose<O, NodeShard[], null>;
};
export interface Cluster {
  nodes<O extends Output = undefined>(opts?: NodesOptions<O>): Promise<Node<O>[]>;
  queryShardingState(collection: string, opts?: QueryShardingStateOptions): Promise<ShardingState>;
  replicate(args: ReplicateArgs): Promise<string>;
  replications: Replications;
}
export interface Replications {
  cancel(id: string): Promise<void>;
  delete(id: string): Promise<void>;
  deleteAll(): Promise<void>;
  get(id: string, opts?: GetReplicationOpOptions): Promise<ReplicationOperation | null>;
  query(opts?: QueryReplicationOpsOptions): Promise<ReplicationOperation[]>;
}

// Roles, users, groups

type Crud<K extends string, D extends string> = `${'create' | 'read' | 'update' | D}_${K}`;
export type AliasAction = Crud<'aliases', 'delete'>;
export type BackupsAction = 'manage_backups';
export type McpAction = 'create_mcp' | 'read_mcp' | 'update_mcp';
export type ClusterAction = 'read_cluster';
export type CollectionsAction = Crud<'collections', 'delete'>;
export type DataAction = Crud<'data', 'delete'>;
export type GroupsAction = 'read_groups' | 'assign_and_revoke_groups';
export type NodesAction = 'read_nodes';
export type ReplicateAction = Crud<'replicate', 'delete'>;
export type RolesAction = Crud<'roles', 'delete'>;
export type TenantsAction = Crud<'tenants', 'delete'>;
export type UsersAction = 'read_users' | 'assign_and_revoke_users';
export type UserAssignment = { id: string; userType: 'db_user' | 'db_env_user' | 'oidc' };
export type GroupAssignment = { groupID: string; groupType: 'oidc' };
export type AliasPermission = { alias: string; collection: string; actions: AliasAction[] };
export type BackupsPermission = { collection: string; actions: BackupsAction[] };
export type McpPermission = { actions: McpAction[] };
export type ClusterPermission = { actions: ClusterAction[] };
export type CollectionsPermission = { collection: string; actions: CollectionsAction[] };
export type DataPermission = { collection: string; tenant: string; actions: DataAction[] };
export type GroupsPermission = { groupID: string; groupType: 'oidc'; actions: GroupsAction[] };
export type NodesPermission = { collection: string; verbosity: 'verbose' | 'minimal'; actions: NodesAction[] };
export type ReplicatePermission = { collection: string; shard: string; actions: ReplicateAction[] };
export type RolesPermission = { role: string; actions: RolesAction[] };
export type TenantsPermission = { collection: string; tenant: string; actions: TenantsAction[] };
export type UsersPermission = { users: string; actions: UsersAction[] };
export type Permission =
  | AliasPermission
  | BackupsPermission
  | ClusterPermission
  | CollectionsPermission
  | DataPermission
  | GroupsPermission
  | McpPermission
  | NodesPermission
  | ReplicatePermission
  | RolesPermission
  | TenantsPermission
  | UsersPermission;
export type PermissionsInput = Permission | Permission[] | Permission[][] | (Permission | Permission[])[];
export type Role = {
  name: string;
  aliasPermissions: AliasPermission[];
  backupsPermissions: BackupsPermission[];
  clusterPermissions: ClusterPermission[];
  collectionsPermissions: CollectionsPermission[];
  dataPermissions: DataPermission[];
  groupsPermissions: GroupsPermission[];
  mcpPermissions: McpPermission[];
  nodesPermissions: NodesPermission[];
  replicatePermissions: ReplicatePermission[];
  rolesPermissions: RolesPermission[];
  tenantsPermissions: TenantsPermission[];
  usersPermissions: UsersPermission[];
};
export interface Roles {
  listAll(): Promise<Record<string, Role>>;
  byName(roleName: string): Promise<Role | null>;
  assignedUserIds(roleName: string): Promise<string[]>;
  userAssignments(roleName: string): Promise<UserAssignment[]>;
  delete(roleName: string): Promise<void>;
  create(roleName: string, permissions?: PermissionsInput): Promise<Role>;
  exists(roleName: string): Promise<boolean>;
  addPermissions(roleName: string, permissions: PermissionsInput): Promise<void>;
  removePermissions(roleName: string, permissions: PermissionsInput): Promise<void>;
  hasPermissions(roleName: string, permission: Permission | Permission[]): Promise<boolean>;
  getGroupAssignments(roleName: string): Promise<GroupAssignment[]>;
}
export type User = { id: string; roles?: Role[] };
export type UserDB = {
  userType: 'db_user' | 'db_env_user';
  id: string;
  roleNames: string[];
  active: boolean;
  createdAt?: Date;
  lastUsedAt?: Date;
  apiKeyFirstLetters?: string;
};
type GetAssignedRoles = (userId: string, opts?: { includePermissions?: boolean }) => Promise<Record<string, Role>>;
interface RoleAssignment {
  assignRoles(roleNames: string | string[], userId: string): Promise<void>;
  revokeRoles(roleNames: string | string[], userId: string): Promise<void>;
}
export interface Users extends RoleAssignment {
  getMyUser(): Promise<User>;
  getAssignedRoles(userId: string): Promise<Record<string, Role>>;
  db: RoleAssignment & {
    getAssignedRoles: GetAssignedRoles;
    create(userId: string): Promise<string>;
    delete(userId: string): Promise<boolean>;
    rotateKey(userId: string): Promise<string>;
    activate(userId: string): Promise<boolean>;
    deactivate(userId: string, opts?: { revokeKey?: boolean }): Promise<boolean>;
    byName(userId: string, opts?: { includeLastUsedTime?: boolean }): Promise<UserDB>;
    listAll(opts?: { includeLastUsedTime?: boolean }): Promise<UserDB[]>;
  };
  oidc: RoleAssignment & { getAssignedRoles: GetAssignedRoles };
}
export interface Groups {
  oidc: {
    getAssignedRoles(groupID: string, includePermissions?: boolean): Promise<Record<string, Role>>;
    assignRoles(groupID: string, roles: string | string[]): Promise<void>;
    revokeRoles(groupID: string, roles: string | string[]): Promise<void>;
    getKnownGroupNames(): Promise<string[]>;
  };
}
