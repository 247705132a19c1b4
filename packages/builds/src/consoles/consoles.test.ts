import { type BuildGround, openBuildGround } from '../test-support/build-ground.ts';
import { completeRun } from '../runs/keep-lease.ts';
import { appendConsole } from './append-console.ts';
import { cleanText } from './clean-text.ts';

const consoleBytesMax = 1_000;
let ground: BuildGround;
let held: Awaited<ReturnType<BuildGround['take']>>;
beforeEach(async () => {
  ground = await openBuildGround({ consoleBytesMax });
  await ground.build();
  held = await ground.take(await ground.addRunner());
});
afterEach(() => ground.close());

const append = (offset: number, content: string | Buffer) =>
  appendConsole(ground.ctx, ground.services.limits, {
    lease: held.lease,
    piece: { offset, content: Buffer.from(content as string) },
  });
const text = async (): Promise<string> => ground.consoleOf(await ground.run(1, 'only'));
const misplaced = (storedBytes: number): unknown =>
  expect.objectContaining({
    code: 'run_console_misplaced',
    details: expect.objectContaining({ storedBytes }) as unknown,
  });

test('pieces follow each other, and a piece that comes again changes nothing', async () => {
  expect(await append(0, 'one\n')).toEqual({ bytes: 4, cancel: false });
  expect(await append(4, 'two\n')).toEqual({ bytes: 8, cancel: false });
  expect(await append(0, 'one\n')).toEqual({ bytes: 8, cancel: false });
  expect(await append(2, 'e\ntw')).toEqual({ bytes: 8, cancel: false });
  expect(await append(8, '')).toEqual({ bytes: 8, cancel: false });
  expect(await text()).toBe('one\ntwo\n');
});

test('a piece that begins elsewhere, or says otherwise what is there, is refused with how much is stored', async () => {
  await append(0, 'one\n');
  await expect(append(5, 'x')).rejects.toEqual(misplaced(4));
  await expect(append(0, 'two\n')).rejects.toEqual(misplaced(4));
  await expect(append(0, 'one\ntwo\n')).rejects.toEqual(misplaced(4));
  expect(await text()).toBe('one\n');
});

test('of two who write at once at one place, one is stored and the other is told so', async () => {
  for (let round = 0; round < 5; round += 1) {
    const offset = round * 4;
    const outcomes = await Promise.allSettled([append(offset, 'aaa\n'), append(offset, 'bbb\n')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  }
  expect(await text()).toMatch(/^((aaa|bbb)\n){5}$/);
});

test('what is beyond the limit is not stored, one line says so, and the end is still told', async () => {
  await append(0, 'x'.repeat(990));
  const full: unknown = expect.objectContaining({ code: 'run_console_full' });
  await expect(append(990, 'y'.repeat(500))).rejects.toEqual(full);
  await expect(append(1_490, 'z')).rejects.toEqual(full);
  await expect(append(990, 'y')).rejects.toEqual(full);
  const expected = `${'x'.repeat(990)}${'y'.repeat(10)}\n== The console is full after 1000 bytes.\n`;
  expect(await text()).toBe(expected);
  await completeRun(ground.ctx, held.lease, { status: 'PASSED' });
  expect(await ground.statusOf(1)).toBe('PASSED');
});

test('a console that ends exactly at the limit is full with the next byte', async () => {
  await append(0, 'x'.repeat(1_000));
  const full: unknown = expect.objectContaining({ code: 'run_console_full' });
  await expect(append(1_000, 'y')).rejects.toEqual(full);
  expect(await text()).toBe(`${'x'.repeat(1_000)}\n== The console is full after 1000 bytes.\n`);
  await completeRun(ground.ctx, held.lease, { status: 'PASSED' });
});

test('steers no terminal', async () => {
  await append(0, '\u001b]0;title\u0007\u001b[31mred\u001b[0m \u001b[2J\u0008\u009b31m\ttab\r\n');
  expect(await text()).toBe('?]0;title?\u001b[31mred\u001b[0m ?[2J???31m\ttab\r\n');
});

test('text that is clean stays as it is, and no text changes its length', () => {
  const clean = Buffer.from('grüße © 2026 — 日本語 \u001b[1;32mok\u001b[m\n');
  expect(cleanText(clean)).toEqual(clean);
  const noise = Buffer.from(Array.from({ length: 4_096 }, (_one, index) => (index * 7_919) % 256));
  const cleaned = cleanText(noise);
  expect(cleaned).toHaveLength(noise.length);
  expect(cleaned.toString('latin1').replaceAll(/\u001b\[[\d;]*m/g, '')).not.toMatch(
    /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/,
  );
});
