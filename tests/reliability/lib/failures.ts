/** Which failures a program can act upon: those with a type and a reason, and no others. */

const KINDS = new Set(['corrupt', 'format-too-new', 'memory-limit']);
const FAILURES = new Set(['quota', 'conflict', 'lost', 'locked', 'corrupt', 'readOnly', 'unavailable', 'io']);

/** The reason behind an error of the client (`corrupt`, `lost`, `quota`…); undefined when it names none. */
export function reasonOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { failure, kind, name } = at as { failure?: unknown; kind?: unknown; name: string };
    if (typeof failure === 'string' && FAILURES.has(failure)) return failure;
    if (typeof kind === 'string' && KINDS.has(kind)) return kind;
    if (name === 'StorageLostError') return 'lost';
  }
  return undefined;
}

/** Whether the engine's module itself failed: never allowed. */
export function isTrap(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof WebAssembly.RuntimeError) return true;
  return false;
}

/** An error with everything behind it, in one line. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message}${error.cause === undefined ? '' : ` <- ${explain(error.cause)}`}`;
}
