import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { driftCheck } from '../checks/drift-check.ts';
import { writeGenerated, type Generator } from './generator.ts';

const generator: Generator = {
  name: 'greeting',
  produce: () => Promise.resolve([{ path: 'docs/greeting.md', text: 'Hello.\n' }]),
};
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'generator-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

test('writing twice writes once', async () => {
  expect(await writeGenerated(root, generator)).toEqual(['docs/greeting.md']);
  expect(readFileSync(join(root, 'docs/greeting.md'), 'utf8')).toBe('Hello.\n');
  expect(await writeGenerated(root, generator)).toEqual([]);
});

test('the drift check names a file that is missing or was changed by hand', async () => {
  const check = driftCheck(root, generator);
  expect(await check.run()).toContain('docs/greeting.md');
  await writeGenerated(root, generator);
  expect(await check.run()).toBe('');
  writeFileSync(join(root, 'docs/greeting.md'), 'Good day.\n');
  expect(await check.run()).toContain('docs/greeting.md');
});
