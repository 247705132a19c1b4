/** Receives blobs until it is killed, several at a time; a line of a file stands for the row that a commit leaves. */
import { appendFileSync } from 'node:fs';
import { openBlobStore } from '../folder-store.ts';

const [folder, rowsFile] = process.argv.slice(2) as [string, string];
const atOnce = 4;
const piece = Buffer.alloc(10_000, 'b');

const pieces = async function* (count: number) {
  for (let sent = 0; sent < count; sent += 1) {
    await Promise.resolve();
    yield piece;
  }
};

const blobs = await openBlobStore(folder);
const receiveForever = async (): Promise<void> => {
  for (let count = 1; ; count = (count % 8) + 1) {
    await blobs.receive(pieces(count), async (blob) => {
      await blob.place();
      appendFileSync(rowsFile, `${blob.id} ${String(blob.bytes)}\n`);
    });
  }
};
process.stdout.write('ready\n');
await Promise.all(Array.from({ length: atOnce }, receiveForever));
