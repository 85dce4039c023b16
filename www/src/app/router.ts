/** Every state is an address: `#panel?name=value&…`. Nothing secret goes in here. */
type Params = Record<string, string | undefined>;

function read(): { panel: string; params: URLSearchParams } {
  const [panel = '', query = ''] = location.hash.slice(1).split('?');
  return { panel, params: new URLSearchParams(query) };
}

export const panelName = (): string => read().panel;
export const param = (name: string): string | undefined => read().params.get(name) ?? undefined;
/** A parameter that is a place in a list of so many, from 0. */
export function place(name: string, length: number): number | undefined {
  const asked = Number.parseInt(param(name) ?? '', 10);
  return asked >= 0 && asked < length ? asked : undefined;
}

const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
addEventListener('hashchange', tell);

/** Calls back after the address changed. */
export const onAddress = (listener: () => void): void => void listeners.add(listener);

/** The address of a panel with these parameters; the language stays. */
export function address(panel: string, params: Params = {}): string {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries({ lang: param('lang'), ...params })) if (value) out.set(name, value);
  return out.size > 0 ? `#${panel}?${out}` : `#${panel}`;
}

/** Changes parameters of the panel that is shown, without a step in the history. */
export function setParams(params: Params): void {
  if (noteParams(params)) tell();
}

/** The same for what the panel shows already: it is not called. Tells whether anything changed. */
export function noteParams(params: Params): boolean {
  const now = read();
  const before = Object.fromEntries(now.params);
  const next = address(now.panel, { ...before, ...params });
  if (next === location.hash) return false;
  history.replaceState(undefined, '', next);
  return true;
}
