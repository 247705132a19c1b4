import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolCheck } from './tool-check.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tool-check-'));
  writeFileSync(
    join(root, 'tool.cjs'),
    'console.log("to out"); console.error("to err"); process.exit(Number(process.argv[2]));',
  );
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

const complaintWithExitCode = (code: number): Promise<string> =>
  toolCheck(root, { name: 'tool', script: 'tool.cjs', args: [String(code)] }).run();

test('a tool that ends with 0 has nothing to complain about', async () => {
  expect(await complaintWithExitCode(0)).toBe('');
});

test('the complaint of a tool that fails is all that it printed', async () => {
  const complaint = await complaintWithExitCode(3);
  expect(complaint).toContain('to out');
  expect(complaint).toContain('to err');
  expect(complaint).toContain('ended with 3');
});
