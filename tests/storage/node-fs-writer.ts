/** Writes commits of two files each for ever and prints a line after each: `writer FOLDER NAME`. */
import { writeSync } from 'node:fs';
import { NodeFsStorage } from '../../pkg/src/storage/node-fs.js';

const [root, name] = process.argv.slice(2);
const storage = new NodeFsStorage(root!);
await storage.open(name!);
for (let i = 0; ; i++) {
  const value = new Uint8Array(1000 + i).fill(i);
  await storage.commit(
    {
      puts: [
        [`wal/${i}`, value],
        [`copy/${i}`, value],
      ],
      deletes: [],
    },
    'strict',
  );
  writeSync(1, `${i}\n`);
  if (i === 0) process.send?.('written');
}
