/** The reference of every export is made, without a warning. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

it('makes the reference', () => {
  const printed = execFileSync(join(ROOT, 'scripts/api.sh'), { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  expect(printed).not.toMatch(/warning/i);
  for (const page of ['index.html', 'functions/weavelet.connectToLocal.html']) {
    expect(existsSync(join(ROOT, 'target/api', page)), page).toBe(true);
  }
}, 300_000);
