/** What is open once in a process however many use it: the first opens it, the last one closes it. */
export class Shared<T extends { close(): Promise<void> }> {
  readonly #entries = new Map<string, { opened: Promise<T>; users: number }>();

  async acquire(key: string, open: () => Promise<T>): Promise<T> {
    const entry = this.#entries.get(key) ?? { opened: open(), users: 0 };
    this.#entries.set(key, entry);
    entry.users++;
    try {
      return await entry.opened;
    } catch (error) {
      await this.release(key);
      throw error;
    }
  }

  async release(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    if (!entry || --entry.users > 0) return;
    this.#entries.delete(key);
    await (await entry.opened.catch(() => undefined))?.close();
  }
}
