import { describe, expect, it } from 'vitest';
import { Background } from '../../pkg/src/engine/background.js';

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Work of so many slices. */
function work(slices: number) {
  let done = 0;
  const background = new Background(() => ++done < slices);
  return { background, done: () => done };
}

describe('work in the background', () => {
  it('waits for a turn, and takes turns until all is done', async () => {
    const own = work(3);
    own.background.begin();
    own.background.begin();
    await Promise.resolve();
    expect(own.done()).toBe(0);
    await expect.poll(own.done).toBe(3);
    await turn();
    expect(own.done()).toBe(3);
  });

  it('is done at once when it is urgent and had no turn', () => {
    const own = work(3);
    own.background.urge();
    expect(own.done()).toBe(0);
    own.background.begin();
    for (let i = 0; i < 5; i++) own.background.urge();
    expect(own.done()).toBe(3);
  });

  it('goes on after new work', async () => {
    const own = work(1);
    own.background.begin();
    await expect.poll(own.done).toBe(1);
    own.background.begin();
    await expect.poll(own.done).toBe(2);
  });

  it('ends', async () => {
    const own = work(3);
    own.background.begin();
    own.background.end();
    own.background.urge();
    await turn();
    expect(own.done()).toBe(0);
  });
});
