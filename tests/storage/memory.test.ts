import { describe, it } from 'vitest';
import { MemoryStorage } from '../../pkg/src/storage/memory.js';
import { contract } from './contract.js';

describe('memory storage', () => {
  for (const { name, run } of contract) {
    it(name, () => run({ adapter: () => new MemoryStorage(), persistent: false }));
  }
});
