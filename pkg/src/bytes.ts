/** Runs of bytes. */

/** Whether a stored value satisfies a commit's expectation: it starts with `prefix`, or both are absent. */
export function startsWith(value: Uint8Array | undefined, prefix: Uint8Array | undefined): boolean {
  if (!value || !prefix) return value === prefix;
  return value.length >= prefix.length && prefix.every((byte, i) => value[i] === byte);
}

/** Two digits for each byte. */
export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Parts as one run of bytes; a single part is returned as it is. */
export function concat(parts: Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
