import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openHeapTrim } from './trim-heap.ts';

const trim = openHeapTrim();
if (trim === null) process.stderr.write('skipped: freed memory is given back (needs glibc)\n');

/** Frees all but the last of many pieces, and prints what is resident before and after, in MiB. */
const program = `
  import { openHeapTrim } from './trim-heap.ts';
  const pieces = Array.from({ length: 2_000 }, () => Buffer.alloc(65_536, 1));
  const last = pieces.at(-1);
  const trim = openHeapTrim();
  const resident = () => Math.round(process.memoryUsage.rss() / 1_048_576);
  const before = resident();
  pieces.length = 0;
  let after = before;
  // What was collected is freed by a thread of its own, whenever that has its turn.
  for (let round = 0; round < 100 && before - after <= 80; round += 1) {
    gc();
    trim();
    after = resident();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  console.log(JSON.stringify({ before, after, last: last[0] }));
`;

(trim === null ? test.skip : test)(
  'freed memory goes back to the system, though what was allocated last is in use',
  async () => {
    const flags = ['--expose-gc', '--no-warnings', '--input-type=module-typescript'];
    const run = promisify(execFile)(process.execPath, [...flags, '--eval', program], {
      cwd: join(import.meta.dirname),
    });
    const { before, after } = JSON.parse((await run).stdout) as { before: number; after: number };
    expect(before - after).toBeGreaterThan(80);
  },
);
