/** Where the program of a browser is; it is installed first where that is possible. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../scripts/browser.sh', import.meta.url));

export type EngineName = 'chromium' | 'firefox' | 'webkit';

export const programOf = (engine: EngineName): string =>
  execFileSync(SCRIPT, [engine], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
