import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLineWriter } from './line-writer.ts';

const run = promisify(execFile);

/** Node, running `script` with a `writer` on its standard error. */
const nodeArguments = (script: string): string[] => [
  '--input-type=module',
  '--eval',
  `const { createLineWriter } = await import(${JSON.stringify(join(import.meta.dirname, 'line-writer.ts'))});\n${script}`,
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `line ${index}\n`);

test('lines come out whole and in order', async () => {
  const file = join(folder, 'lines');
  const writer = createLineWriter(openSync(file, 'w'));
  for (const line of numbered(10_000)) writer.write(line);
  const expected = numbered(10_000).join('');
  while (readFileSync(file, 'utf8').length < expected.length)
    await new Promise((resolve) => setImmediate(resolve));
  expect(readFileSync(file, 'utf8')).toBe(expected);
});

test('what waits at the end of the process is written', async () => {
  const script = `
    const writer = createLineWriter(2);
    for (let index = 0; index < 1_000; index++) writer.write(\`line \${index}\\n\`);
    process.exit();`;
  const { stderr } = await run(process.execPath, nodeArguments(script));
  // The piece that is under way then is written by a thread of its own, so it may come first or last.
  expect(stderr.split('\n').toSorted()).toEqual(numbered(1_000).join('').split('\n').toSorted());
});

const start = (script: string): ChildProcess =>
  spawn(process.execPath, nodeArguments(script), { stdio: ['pipe', 'pipe', 'pipe'] });

test('a reader that is gone is no error, and keeps no process from its end', async () => {
  const child = start(`
    const writer = createLineWriter(2);
    process.stdin.once('data', () => {
      writer.write('nobody reads this\\n');
      writer.write('nor this\\n');
      process.exit();
    });
    process.stdout.write('ready');`);
  await once(child.stdout!, 'data');
  child.stderr!.destroy();
  await once(child.stderr!, 'close');
  child.stdin!.write('go');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('for a reader that takes nothing no more is kept than the bound; what is left out is counted', async () => {
  const child = start(`
    const writer = createLineWriter(2, { waitingCharactersMax: 1_000_000 });
    const line = 'x'.repeat(999) + '\\n';
    for (let count = 0; count < 10_000; count++) writer.write(line);
    process.stdout.write('ready');`);
  await once(child.stdout!, 'data');
  let text = '';
  child.stderr!.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  await once(child, 'close');
  const lines = text.trimEnd().split('\n');
  expect(lines.length).toBeLessThan(1_100);
  const { count, msg } = JSON.parse(lines.at(-1)!) as { count: number; msg: string };
  expect(msg).toContain('left out');
  expect(count + lines.length - 1).toBe(10_000);
});
