/** Trees of processes that a harness started, and their end. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

type Process = { name: string; state: string; parent: number };

function look(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    const [state = '', parent = ''] = stat.slice(end + 2).split(' ');
    return { name: stat.slice(stat.indexOf('(') + 1, end), state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

const alive = (pid: number): boolean => (look(pid)?.state ?? 'Z') !== 'Z';

/** Processes below one, with their names. */
export function descendants(root: number): { pid: number; name: string }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const process = look(Number(name));
      return process ? [{ pid: Number(name), ...process }] : [];
    });
  const found: { pid: number; name: string }[] = [];
  const below = (parent: number): void => {
    for (const { pid, name } of all.filter((process) => process.parent === parent)) {
      found.push({ pid, name });
      below(pid);
    }
  };
  below(root);
  return found;
}

/** How long a killed process may take to be gone, in ms. */
const GONE = 10_000;

/** Kills processes by their ids and waits until they are gone. */
export async function kill(pids: number[]): Promise<void> {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // gone already
    }
  }
  const deadline = Date.now() + GONE;
  while (pids.some(alive)) {
    if (Date.now() > deadline) throw new Error(`processes ${pids.filter(alive).join(' ')} do not die`);
    await sleep(5);
  }
}

/** Kills a process and all below it. */
export const killTree = (root: number): Promise<void> => kill([root, ...descendants(root).map(({ pid }) => pid)]);
