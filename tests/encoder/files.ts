/** The encoder's files, as `scripts/encoder.sh` makes them. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Makes them if they are not there; gives their folder. */
export function encoderFolder(): string {
  return join(ROOT, execFileSync(join(ROOT, 'scripts/encoder.sh'), { encoding: 'utf8' }).trim());
}
