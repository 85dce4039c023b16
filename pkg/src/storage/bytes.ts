/** Whether a stored value satisfies a commit's expectation: it starts with `prefix`, or both are absent. */
export function startsWith(value: Uint8Array | undefined, prefix: Uint8Array | undefined): boolean {
  if (!value || !prefix) return value === prefix;
  return value.length >= prefix.length && prefix.every((byte, i) => value[i] === byte);
}
