/** Elements in one call: no markup is ever parsed, so nothing that is shown can become markup. */
type Child = Node | string | undefined | false;
type Handlers = { [E in keyof HTMLElementEventMap as `on${E}`]?: (event: HTMLElementEventMap[E]) => void };
type Attributes = Handlers & Record<string, unknown>;

/** `on…` members are listeners, `true` is an attribute without value, `false` and `undefined` none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number> = {},
  ...children: Node[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

export function link(href: string, text: string): HTMLAnchorElement {
  return h('a', { href, rel: 'noreferrer', target: '_blank' }, text);
}

/** One choice of a few, as radio buttons in a row. */
export function choice<T extends string>(
  label: string,
  options: readonly (readonly [value: T, text: string])[],
  chosen: T,
  choose: (value: T) => void,
): HTMLElement {
  // not a fieldset: where its legend goes in a row is another matter in each browser
  const title = h('span', { class: 'choice-title', 'aria-hidden': 'true' }, label);
  const group = h('div', { class: 'choice', role: 'radiogroup', 'aria-label': label }, title);
  const name = `choice-${++choices}`;
  for (const [value, text] of options) {
    const input = h('input', { type: 'radio', name, value, onchange: () => choose(value) });
    input.checked = value === chosen;
    group.append(h('label', {}, input, h('span', {}, text)));
  }
  return group;
}
let choices = 0;

/** Sets which option of a {@link choice} is on. */
export function choose(group: HTMLElement, value: string): void {
  for (const input of group.querySelectorAll('input')) input.checked = input.value === value;
}
