/** What a panel is to the page: an element, and what to do when the address names it. */
export type Panel = {
  element: HTMLElement;
  /** Called when the panel appears, and when its address changes while it is there. */
  show(): void | Promise<void>;
};
/** Makes a panel, in the language of the moment. */
export type MakePanel = () => Panel;

/** Lets only the last of several runs go on: `const current = latest(); … if (!current()) return`. */
export function turns(): () => () => boolean {
  let last = 0;
  return () => {
    const mine = ++last;
    return () => mine === last;
  };
}
