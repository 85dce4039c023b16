/** Puts the page together: head, the panel that the address names, foot; and again in another language. */
import { h } from './app/dom.js';
import { passages } from './app/engine.js';
import { footer } from './app/footer.js';
import { type Language, language, pick, setLanguage } from './app/language.js';
import type { Panel } from './app/panel.js';
import { address, onAddress, panelName } from './app/router.js';
import { TEXTS } from './app/texts.js';
import { register } from './offline/register.js';
import { PANELS } from './panels.js';

let built: Language | undefined;
let panels = new Map<string, Panel>();
const stage = h('main', { id: 'main', tabindex: -1 });
let tabs: HTMLAnchorElement[] = [];
let shown: string | undefined;

function build(): void {
  const texts = pick(TEXTS);
  built = language();
  document.documentElement.lang = built;
  document.title = texts.title;
  panels = new Map();
  shown = undefined;
  const languages = (['en', 'ja'] as const).map((one) =>
    h(
      'button',
      { type: 'button', lang: one, 'aria-pressed': String(one === built), onclick: () => setLanguage(one) },
      one === 'en' ? 'English' : '日本語',
    ),
  );
  tabs = PANELS.map(({ id, name }) => h('a', { href: address(id), 'data-panel': id }, pick(name)));
  document.body.replaceChildren(
    h(
      'a',
      {
        class: 'skip',
        href: '#main',
        onclick: (event) => {
          event.preventDefault();
          stage.focus();
        },
      },
      texts.skip,
    ),
    h(
      'header',
      { class: 'top' },
      h('a', { class: 'brand', href: address('search') }, 'weavelet'),
      h('nav', { 'aria-label': texts.panels }, ...tabs),
      h('div', { class: 'languages', role: 'group', 'aria-label': texts.language }, ...languages),
    ),
    stage,
    footer(),
  );
}

/** Says in the page what went wrong in it: nothing fails in silence. */
function report(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  stage.querySelector('.failure')?.remove();
  stage.prepend(h('p', { class: 'failure', role: 'alert' }, pick(TEXTS).failed(reason)));
}

/** Runs it when this thread has nothing else to do, or after 50 ms. WebKit does not tell. */
function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 50 });
  else setTimeout(run);
}

async function render(): Promise<void> {
  if (built !== language()) build();
  const chosen = PANELS.find(({ id }) => id === panelName()) ?? PANELS[0];
  if (!chosen) return;
  for (const tab of tabs) {
    if (tab.dataset.panel === chosen.id) {
      tab.setAttribute('aria-current', 'page');
      // on a phone the tabs are wider than the screen
      tab.parentElement?.scrollTo({ left: tab.offsetLeft - tab.parentElement.clientWidth / 2 });
    } else tab.removeAttribute('aria-current');
  }
  let panel = panels.get(chosen.id);
  if (!panel) {
    panel = (await chosen.load())();
    panels.set(chosen.id, panel);
  }
  if (shown !== chosen.id) {
    if (shown !== undefined) scrollTo(0, 0);
    shown = chosen.id;
    stage.dataset.screen = chosen.id;
    stage.replaceChildren(panel.element);
  }
  stage.querySelector('.failure')?.remove();
  await panel.show();
}

void passages().catch(report);
onAddress(() => void render().catch(report));
// the engine is told what to do before this thread is busy with the page
whenIdle(() => {
  // what is kept for later is fetched when the first answer is there
  void render().catch(report).finally(register);
});
