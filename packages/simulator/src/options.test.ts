import { benchmarkNames, readOptions } from './options.ts';

test('runs everything in full size without a word', () => {
  const options = readOptions([]);
  expect(options).toMatchObject({ names: benchmarkNames, isJson: false });
  expect(options.sizes).toMatchObject({ rounds: 5, certificates: 5_000 });
});

test('runs what is named, in its own order', () => {
  const { names } = readOptions(['--only', 'start-up', '--only=handshake']);
  expect(names).toEqual(['handshake', 'start-up']);
});

test('does less with --quick, and prints JSON with --json', () => {
  const options = readOptions(['--quick', '--json']);
  expect(options.isJson).toBe(true);
  expect(options.sizes.certificates).toBeLessThan(5_000);
});

test('takes another number of rounds with --rounds', () => {
  expect(readOptions(['--rounds', '2']).sizes.rounds).toBe(2);
  expect(readOptions(['--quick', '--rounds=99']).sizes.rounds).toBe(99);
  for (const text of ['0', '-1', '1.5', '100', ''])
    expect(() => readOptions([`--rounds=${text}`])).toThrow('--rounds takes a number');
});

test('refuses what it does not know', () => {
  expect(() => readOptions(['--only', 'everything'])).toThrow('there is no benchmark "everything"');
  expect(() => readOptions(['--fast'])).toThrow(/--fast/);
});
