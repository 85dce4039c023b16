/**
 * A visitor of the page, in any browser: each act is the events that hands and keys make, raised in the page, since
 * nothing drives WebKitGTK from outside. What needs a driver (an emulated dark screen, real presses of a pointer) is
 * tried in Chromium alone, in `demo.test.ts`.
 */
import { expect } from 'vitest';
import type { Tab } from './engines/browser.js';

export class Visitor {
  readonly tab: Tab;

  constructor(tab: Tab) {
    this.tab = tab;
  }

  /** The texts of all elements that a selector finds. */
  texts(selector: string): Promise<string[]> {
    return this.tab.evaluate(
      (query) => [...document.querySelectorAll(query)].map((one) => one.textContent ?? ''),
      selector,
    );
  }

  async text(selector: string): Promise<string | undefined> {
    return (await this.texts(selector))[0];
  }

  attributes(selector: string, name: string): Promise<(string | null)[]> {
    return this.tab.evaluate(
      ([query, attribute]) => [...document.querySelectorAll(query)].map((one) => one.getAttribute(attribute)),
      [selector, name] as const,
    );
  }

  /** Waits until a selector finds something. */
  async sees(selector: string): Promise<void> {
    await expect.poll(async () => (await this.texts(selector)).length, { message: selector }).toBeGreaterThan(0);
  }

  /** Goes to another screen, or another state of one. */
  go(hash: string): Promise<void> {
    return this.tab.evaluate((to) => {
      location.hash = to;
    }, hash);
  }

  address(): Promise<string> {
    return this.tab.evaluate(() => location.hash);
  }

  /** Clicks the element at a place among those that a selector finds, or the first with such a text, once it is there. */
  async click(selector: string, which: number | string = 0): Promise<void> {
    const click = () =>
      this.tab.evaluate(
        ([query, one]) => {
          const all = [...document.querySelectorAll<HTMLElement>(query)];
          const found = typeof one === 'number' ? all[one] : all.find(({ textContent }) => textContent?.includes(one));
          found?.focus();
          found?.click();
          return found !== undefined;
        },
        [selector, which] as const,
      );
    await expect.poll(click, { message: `${selector} ${which}` }).toBe(true);
  }

  /** Types a text letter by letter, or sets a slider. */
  async type(selector: string, value: string): Promise<void> {
    await this.sees(selector);
    await this.tab.evaluate(
      ([query, text]) => {
        const input = document.querySelector(query) as HTMLInputElement;
        input.focus();
        for (let end = input.type === 'range' ? text.length : 1; end <= text.length; end++) {
          input.value = text.slice(0, end);
          input.dispatchEvent(new Event('input', { bubbles: true }));
        }
        input.dispatchEvent(new Event('change', { bubbles: true }));
      },
      [selector, value] as const,
    );
  }

  /** Moves the pointer over the first element with such a text. */
  point(selector: string, label: string): Promise<void> {
    return this.tab.evaluate(
      ([query, text]) => {
        const found = [...document.querySelectorAll(query)].find(({ textContent }) => textContent?.includes(text));
        found?.dispatchEvent(new PointerEvent('pointerenter'));
      },
      [selector, label] as const,
    );
  }

  /** Presses a key on what has the focus, after giving it to what a selector finds. */
  press(key: string, selector?: string): Promise<void> {
    return this.tab.evaluate(
      ([name, query]) => {
        if (query) document.querySelector<HTMLElement>(query)?.focus();
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
      },
      [key, selector] as const,
    );
  }

  /** Drops files on an element. */
  drop(selector: string, files: { name: string; content: string }[]): Promise<void> {
    return this.tab.evaluate(
      ([query, list]) => {
        const dataTransfer = new DataTransfer();
        for (const { name, content } of list) dataTransfer.items.add(new File([content], name));
        const event = new DragEvent('drop', { bubbles: true, cancelable: true });
        // put in its place afterwards: Firefox hides the files of a drag that no hand made
        Object.defineProperty(event, 'dataTransfer', { value: dataTransfer });
        document.querySelector(query)?.dispatchEvent(event);
      },
      [selector, files] as const,
    );
  }

  /** What serious faults of accessibility axe finds. It is a file beside the page, since the policy allows no others. */
  faults(): Promise<string[]> {
    return this.tab.evaluate(async () => {
      type Axe = { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
      const scope = globalThis as unknown as { axe?: Axe };
      if (!scope.axe) {
        const script = document.createElement('script');
        script.src = './axe.min.js';
        await new Promise((resolve, reject) => {
          script.onload = resolve;
          script.onerror = reject;
          document.head.append(script);
        });
      }
      // what is still fading in has little contrast
      for (const animation of document.getAnimations()) animation.finish();
      const { violations } = await scope.axe!.run();
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
  }

  /** How many pixels a screen is wider than a phone of this width, seen in a frame: a window has no such size everywhere. */
  widerThan(width: number, hash: string): Promise<number> {
    return this.tab.evaluate(
      async ([pixels, to]) => {
        const frame = document.createElement('iframe');
        frame.style.setProperty('width', `${pixels}px`);
        frame.style.setProperty('height', '760px');
        frame.style.setProperty('border', '0');
        frame.src = `./index.html${to}`;
        document.body.append(frame);
        const inside = () => frame.contentDocument;
        const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
        for (let i = 0; i < 300 && !inside()?.querySelector('main h1'); i++) await wait(50);
        if (!inside()?.querySelector('main h1')) throw new Error(`the screen ${to} did not come`);
        // until nothing arrives any more
        for (let before = -1; before !== inside()!.body.textContent!.length; ) {
          before = inside()!.body.textContent!.length;
          await wait(300);
        }
        const wider = inside()!.documentElement.scrollWidth - frame.clientWidth;
        frame.remove();
        return wider;
      },
      [width, hash] as const,
    );
  }
}
