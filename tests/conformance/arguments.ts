/** Arguments of a recorded call: JSON with a few forms for what JSON cannot say. */

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
type Link = [path: string, args?: Value[]];

/** Where arguments find builders: the module's exports, the collection at hand, files of data by name. */
export type Scope = { module: object; target: object; data: Record<string, Value[]> };

/** Walks a dotted path; the owner is what a method is called on. */
export function member(root: object, path: string): { owner: unknown; value: unknown } {
  let owner: unknown = root;
  let value: unknown = root;
  for (const key of path.split('.')) {
    owner = value;
    value = (value as Record<string, unknown> | null | undefined)?.[key];
    if (value === undefined) throw new Error(`${path} does not exist (stopped at ${key})`);
  }
  return { owner, value };
}

/** The forms by their mark; each gets the object that carries it. */
const FORMS: Record<string, (form: { [key: string]: Value }, scope: Scope) => unknown> = {
  // { $: 'configure.vectors.selfProvided', args }: an export of the module, called
  $: (form, scope) => call(scope.module, [form.$ as string, form.args as Value[]], scope),
  // { $col: 'sort.byProperty', args }: the same on the collection
  $col: (form, scope) => call(scope.target, [form.$col as string, form.args as Value[]], scope),
  // { $chain: [[path, args], …] }: from the collection, one call after the other; $static: from the module
  $chain: (form, scope) => chain(scope.target, form.$chain as Link[], scope),
  $static: (form, scope) => chain(scope.module, form.$static as Link[], scope),
  $date: (form) => new Date(form.$date as string),
  $f32: (form) => new Float32Array(form.$f32 as number[]),
  $undefined: () => undefined,
  // { $repeat: [value, n] }: a list of n equal values
  $repeat: (form, scope) => {
    const [value, times] = form.$repeat as [Value, number];
    return Array.from({ length: times }, () => build(value, scope));
  },
  // { $data: 'file.json', from, to }: a slice of a file
  $data: (form, scope) => {
    const list = scope.data[form.$data as string];
    if (!list) throw new Error(`no data file ${form.$data}`);
    return list
      .slice((form.from as number | undefined) ?? 0, form.to as number | undefined)
      .map((item) => build(item, scope));
  },
};

/** A value ready to be passed. */
export function build(value: Value, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => build(item, scope));
  if (value === null || typeof value !== 'object') return value;
  const mark = Object.keys(value).find((key) => key in FORMS);
  if (mark !== undefined) return FORMS[mark]?.(value, scope);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, build(item, scope)]));
}

function call(root: object, [path, args]: Link, scope: Scope): unknown {
  const { owner, value } = member(root, path);
  if (typeof value !== 'function') return value;
  return value.apply(
    owner,
    (args ?? []).map((arg) => build(arg, scope)),
  );
}

const chain = (root: object, links: Link[], scope: Scope): unknown =>
  links.reduce((result: unknown, link) => call(result as object, link, scope), root);
