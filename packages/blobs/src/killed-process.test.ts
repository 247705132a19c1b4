/** A process that is killed while it receives leaves no blob without its row, and no row without its whole blob. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { announceSeed, isSoak, seededRandom } from '@moorgate/testing';
import { openBlobStore } from './folder-store.ts';

const random = seededRandom(announceSeed('killed process'));
const delaysMs = Array.from({ length: isSoak() ? 200 : 6 }, () => random.below(60));
const program = join(import.meta.dirname, 'test-support', 'receive-forever.ts');

let folder: string;
let rowsFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-blobs-'));
  rowsFile = join(folder, 'rows');
  await writeFile(rowsFile, '');
});
afterEach(() => rm(folder, { recursive: true }));

const receiveUntilKilled = async (milliseconds: number): Promise<void> => {
  const child = spawn(process.execPath, [program, folder, rowsFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await delay(milliseconds);
  child.kill('SIGKILL');
  await once(child, 'exit');
};

/** The size of each blob that has a row, by its id. */
const readRows = async (): Promise<Map<string, number>> => {
  const lines = (await readFile(rowsFile, 'utf8')).split('\n').slice(0, -1);
  return new Map(lines.map((line) => line.split(' ') as [string, string]).map(toRow));
};
const toRow = ([id, bytes]: [string, string]): [string, number] => [id, Number(bytes)];

test.each(delaysMs)(
  'killed after %i ms, with a sweep that leaves exactly the blobs with rows',
  async (ms) => {
    await receiveUntilKilled(ms);
    const rows = await readRows();
    const blobs = await openBlobStore(folder);
    await blobs.sweep(0, (ids) => Promise.resolve(ids.filter((id) => rows.has(id))));
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    const ids = await readdir(join(folder, 'files'));
    expect(ids.sort()).toEqual([...rows.keys()].sort());
    for (const id of ids) expect((await stat(blobs.pathOf(id))).size).toBe(rows.get(id));
  },
);

test('a kill interrupts something, so that there is something to sweep', async () => {
  let interrupted = 0;
  for (let tries = 0; tries < 20 && interrupted === 0; tries += 1) {
    await receiveUntilKilled(random.below(60));
    interrupted = (await readdir(join(folder, 'incoming'))).length;
  }
  expect(interrupted).toBeGreaterThan(0);
});
