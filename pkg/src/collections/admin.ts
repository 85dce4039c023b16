import { WeaviateUnsupportedFeatureError } from '../errors.js';
import type { Backup, BackupCollection, Cluster, Groups, Roles, Users } from '../types/admin.js';

/** The namespaces of a server's administration: there, so that a program starts, but refused with the reason. */
function refused<T>(namespace: string, why: string, methods: string[]): T {
  return Object.fromEntries(
    methods.map((method) => [
      method,
      async () => {
        throw new WeaviateUnsupportedFeatureError(`${namespace}.${method} is not supported: ${why}`);
      },
    ]),
  ) as T;
}

const NO_SERVER = 'the engine runs inside this program; there is no cluster of servers';
const NO_USERS =
  'the engine runs inside this program, with the rights of whoever runs it; there are no users to manage';
const NO_BACKUP = 'there is no server that would write backups; copy the storage, or export the collection instead';

const STATUS = ['create', 'restore', 'getCreateStatus', 'getRestoreStatus'];

export const backup = () => refused<Backup>('backup', NO_BACKUP, [...STATUS, 'cancel', 'list']);
export const backupOf = () => refused<BackupCollection>('collection.backup', NO_BACKUP, STATUS);

export const cluster = (): Cluster => ({
  ...refused<Omit<Cluster, 'replications'>>('cluster', NO_SERVER, ['nodes', 'queryShardingState', 'replicate']),
  replications: refused('cluster.replications', NO_SERVER, ['cancel', 'delete', 'deleteAll', 'get', 'query']),
});

export const roles = () =>
  refused<Roles>('roles', NO_USERS, [
    'listAll',
    'byName',
    'assignedUserIds',
    'userAssignments',
    'delete',
    'create',
    'exists',
    'addPermissions',
    'removePermissions',
    'hasPermissions',
    'getGroupAssignments',
  ]);

const ROLES = ['assignRoles', 'revokeRoles', 'getAssignedRoles'];

export const users = (): Users => ({
  ...refused<Omit<Users, 'db' | 'oidc'>>('users', NO_USERS, [...ROLES, 'getMyUser']),
  db: refused('users.db', NO_USERS, [
    ...ROLES,
    'create',
    'delete',
    'rotateKey',
    'activate',
    'deactivate',
    'byName',
    'listAll',
  ]),
  oidc: refused('users.oidc', NO_USERS, ROLES),
});

export const groups = (): Groups => ({ oidc: refused('groups.oidc', NO_USERS, [...ROLES, 'getKnownGroupNames']) });
