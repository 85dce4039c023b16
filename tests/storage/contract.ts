/**
 * What every storage adapter must do. The same list runs in Node, in a browser page and inside a Durable Object.
 */
import { commits } from './contract/commits.js';
import { stores } from './contract/stores.js';
import { values } from './contract/values.js';

export type { ContractCase, Medium } from './contract/kit.js';

export const contract = [...values, ...commits, ...stores];
