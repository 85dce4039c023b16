/** English or Japanese: as asked for in the address, as chosen before, as the browser prefers. */
import { param, setParams } from './router.js';

export type Language = 'en' | 'ja';
/** The texts of one panel in both languages; those with gaps are functions. */
export type Texts<T> = Record<Language, T>;

const KEY = 'weavelet-language';

/** Storage may be refused; then the choice lasts as long as the page. */
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function language(): Language {
  const asked = param('lang') ?? remembered();
  if (asked === 'en' || asked === 'ja') return asked;
  return navigator.language.startsWith('ja') ? 'ja' : 'en';
}

export function setLanguage(chosen: Language): void {
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Then the address alone keeps it.
  }
  setParams({ lang: chosen });
}

export const pick = <T>(texts: Texts<T>): T => texts[language()];

/** A whole number as both languages write it: `Intl` would hold the page up for 50 ms and more when it is used first. */
export const count = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** A size in the unit that fits. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(bytes < 1e4 ? 1 : 0)} KB`;
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}
