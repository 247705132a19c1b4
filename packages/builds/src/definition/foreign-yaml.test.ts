import { parseForeignYaml } from './foreign-yaml.ts';

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_one, index) => line(index)).join('\n');

const hostile: readonly (readonly [string, string])[] = [
  ['keys in keys', `${'? '.repeat(600)}a`],
  ['lists as keys', `${'['.repeat(300)}a${']: 1'.repeat(300)}`],
  ['maps as keys by reference', 'a: &a {b: c}\n*a : d'],
  ['a folder of folders', '['.repeat(100_000)],
  ['a list of nothing', `[${','.repeat(100_000)}]`],
  ['an anchor on an anchor', `a: ${'&x '.repeat(40_000)}`],
  ['references to each of many', many(5_000, (index) => `- &a${index} v\n- *a${index}`)],
  ['a key twice', 'a: {b: 1, c: 2, b: 3}'],
  ['a number and its text as keys', '{1: a, "1": b}'],
];

test.each(hostile)('%s ends in a sentence, and soon', (_what, text) => {
  const startedMs = performance.now();
  expect(() => parseForeignYaml(text)).toThrow(/^It (has|is) .*\.$|call stack/);
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test('many keys are read in a time that grows with their number alone', () => {
  const keys = 20_000;
  const startedMs = performance.now();
  const value = parseForeignYaml(many(keys, (index) => `key-${index}: value`));
  expect(Object.keys(value as object)).toHaveLength(keys);
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test('what people write is read as it was', () => {
  const text = 'a: &a {b: [1, true, null, x]}\nc: *a\n"d e": |\n  f\n  g\n? h\n: i\n';
  expect(parseForeignYaml(text)).toEqual({
    ...{ a: { b: [1, true, null, 'x'] }, c: { b: [1, true, null, 'x'] } },
    ...{ 'd e': 'f\ng\n', h: 'i' },
  });
  expect(parseForeignYaml('')).toBeNull();
  expect(() => parseForeignYaml('a: 1\nb: [')).toThrow('It is no YAML in line 2.');
});
