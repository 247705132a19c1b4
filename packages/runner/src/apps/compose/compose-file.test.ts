import { readComposeFile } from './compose-file.ts';

const read = (text: string) => readComposeFile(Buffer.from(text));

test.each([
  ['keys in keys', `services: {web: {image: a}}\nx:\n  ${'? '.repeat(600)}a`, /no plain text/],
  ['a service twice', 'services: {web: {image: a}, web: {image: b}}', /a key twice/],
  ['an image twice', 'services: {web: {image: a, image: b}}', /a key twice/],
  ['folders without end', '['.repeat(100_000), /no YAML/],
  [
    'references to each of many',
    Array.from({ length: 5_000 }, (_one, index) => `- &a${index} v\n- *a${index}`).join('\n'),
    /too many references/,
  ],
])('says soon what is wrong with %s', (_what, text, words) => {
  const startedMs = performance.now();
  expect(() => read(text)).toThrow(words);
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test('what a service takes over from another one counts', () => {
  const { services, pin } = read('services:\n  a: &a\n    image: one\n  b:\n    <<: *a\n');
  expect(services.map(({ name, image }) => [name, image])).toEqual([
    ['a', 'one'],
    ['b', 'one'],
  ]);
  expect(pin(new Map(services.map(({ name }) => [name, `hub/${name}@sha256:1`])))).toMatch(
    /image: hub\/b@sha256:1/,
  );
});
