/** The package as it would be published. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PKG = fileURLToPath(new URL('../../../pkg/', import.meta.url));

export type Packed = { path: string; files: { path: string; size: number }[]; size: number };

/** Packs it into a folder of its own. */
export function pack(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'weavelet-tarball-'));
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: PKG, encoding: 'utf8' });
  const [{ filename, files, size }] = JSON.parse(output) as [Omit<Packed, 'path'> & { filename: string }];
  return { path: join(folder, filename), files, size };
}
