/** The similarities of all query tokens to all document tokens, on a canvas: whole, or the best of each row only. */
import type { TargetExplanation } from 'weavelet';
import { h } from '../app/dom.js';
import { pick } from '../app/language.js';
import { noteParams, param } from '../app/router.js';
import { readable } from './spans.js';
import { TEXTS } from './texts.js';

const ROW = 22;
const NARROWEST = 9;

export class MatrixView {
  readonly #canvas = h('canvas', { tabindex: 0, role: 'img', class: 'matrix' });
  readonly #readout = h('p', { class: 'readout', 'aria-live': 'polite' });
  readonly #target: TargetExplanation;
  readonly element: HTMLElement;
  #cell: [row: number, column: number] = [-1, -1];
  #row: number | undefined;
  #whole = true;

  constructor(target: TargetExplanation) {
    const texts = pick(TEXTS);
    this.#target = target;
    this.#canvas.setAttribute('aria-label', texts.matrix);
    this.#readout.textContent = texts.hint;
    this.#canvas.addEventListener('click', (event) => this.#pick(event));
    this.#canvas.addEventListener('keydown', (event) => this.#move(event));
    this.element = h('div', {}, h('div', { class: 'scroll' }, this.#rows()), this.#readout);
    const asked = param('cell')?.match(/^(\d+)-(\d+)$/);
    if (asked) this.#select(Number(asked[1]), Number(asked[2]));
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  get #shape(): [number, number] {
    return this.#target.matrix?.shape ?? [0, 0];
  }

  /** Labels of the rows beside the canvas. */
  #rows(): HTMLElement {
    const labels = h('ol', { class: 'matrix-rows', 'aria-hidden': 'true' });
    for (const { label, index } of this.#target.tokens ?? []) labels.append(h('li', {}, readable(label, index)));
    const [rows, columns] = this.#shape;
    this.#canvas.style.height = `${rows * ROW}px`;
    this.#canvas.style.minWidth = `${columns * NARROWEST}px`;
    return h('div', { class: 'matrix-frame' }, labels, this.#canvas);
  }

  /** The whole matrix, or the maximum of each row. */
  show(whole: boolean): void {
    this.#whole = whole;
    this.#draw();
  }

  /** Puts one query token's row forward. */
  light(row: number | undefined): void {
    this.#row = row;
    this.#draw();
  }

  #pick(event: MouseEvent): void {
    const box = this.#canvas.getBoundingClientRect();
    const [rows, columns] = this.#shape;
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
    this.#select(row, Math.floor(((event.clientX - box.left) / box.width) * columns));
  }

  #move(event: KeyboardEvent): void {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#select(Math.max(0, this.#cell[0]) + (step[0] ?? 0), Math.max(0, this.#cell[1]) + (step[1] ?? 0));
  }

  #select(row: number, column: number): void {
    const [rows, columns] = this.#shape;
    const at: [number, number] = [Math.max(0, Math.min(rows - 1, row)), Math.max(0, Math.min(columns - 1, column))];
    this.#cell = at;
    noteParams({ cell: at.join('-') });
    const value = this.#target.matrix?.values[at[0] * columns + at[1]] ?? 0;
    const query = readable(this.#target.tokens?.[at[0]]?.label, at[0]);
    const document = readable(this.#target.matrix?.labels?.[at[1]], at[1]);
    this.#readout.textContent = pick(TEXTS).cell(query, document, value);
    this.#draw();
  }

  #draw(): void {
    const { matrix, tokens } = this.#target;
    const box = this.#canvas.getBoundingClientRect();
    const context = this.#canvas.getContext('2d');
    if (!matrix || !context || box.width === 0) return;
    const scale = devicePixelRatio;
    this.#canvas.width = Math.round(box.width * scale);
    this.#canvas.height = Math.round(box.height * scale);
    context.scale(scale, scale);
    const colour = (name: string) => getComputedStyle(this.#canvas).getPropertyValue(name);
    const [warp, weft, ink] = [colour('--warp'), colour('--weft'), colour('--ink')];
    const [rows, columns] = matrix.shape;
    const [width, height] = [box.width / columns, box.height / rows];
    const gap = width > 6 ? 1 : 0.5;
    for (let row = 0; row < rows; row++) {
      const best = tokens?.[row]?.match.index;
      const fade = this.#row === undefined || this.#row === row ? 1 : 0.25;
      for (let column = 0; column < columns; column++) {
        const isBest = column === best;
        if (!this.#whole && !isBest) continue;
        const value = Math.max(0, matrix.values[row * columns + column] ?? 0);
        context.globalAlpha = fade * (isBest ? 1 : 0.04 + 0.7 * value ** 1.5);
        context.fillStyle = isBest ? weft : warp;
        context.fillRect(column * width, row * height, width - gap, height - gap);
      }
    }
    context.globalAlpha = 1;
    const [row, column] = this.#cell;
    if (row < 0) return;
    context.strokeStyle = ink;
    context.lineWidth = 2;
    context.strokeRect(column * width, row * height, width - gap, height - gap);
  }
}
