/** A heat map over a picture: boxes of tokens or cells of a grid, on one canvas. */
import type { HeatMap } from 'weavelet';

/** Where a value's place is, as fractions of the picture; none for what is not drawn. */
function place({ grid, boxes }: HeatMap, at: number): [number, number, number, number] | undefined {
  if (grid) {
    const [width, height] = [1 / grid.columns, 1 / grid.rows];
    return [(at % grid.columns) * width, Math.floor(at / grid.columns) * height, width, height];
  }
  const box = boxes?.subarray(at * 4, at * 4 + 4);
  if (!box?.[2] || !box[3]) return undefined;
  return [...box] as [number, number, number, number];
}

/** Similarities are seldom near 0: the least of a page is shown as none, its largest as all. */
export function draw(canvas: HTMLCanvasElement, map: HeatMap): void {
  const box = canvas.getBoundingClientRect();
  const context = canvas.getContext('2d');
  if (!context || box.width === 0) return;
  canvas.width = Math.round(box.width * devicePixelRatio);
  canvas.height = Math.round(box.height * devicePixelRatio);
  context.fillStyle = getComputedStyle(canvas).color;
  const most = map.values.reduce((max, value) => Math.max(max, value), 0);
  const least = map.values.reduce((min, value) => Math.min(min, value), most);
  for (const [at, value] of map.values.entries()) {
    const where = place(map, at);
    if (!where) continue;
    const [x, y, width, height] = where;
    context.globalAlpha = ((value - least) / Math.max(1e-6, most - least)) ** 2.5;
    // a little beyond the letters, which fill their boxes
    const margin = map.grid ? 0 : 0.15 * height;
    context.fillRect(
      x * canvas.width,
      (y - margin) * canvas.height,
      width * canvas.width,
      (height + 2 * margin) * canvas.height,
    );
  }
}
