import fc from 'fast-check';
import { readNameGlob } from './name-glob.ts';

const matches = (glob: string, name: string): boolean =>
  new RegExp(readNameGlob(glob).pattern).test(name);

test.each([
  ['pump-*', ['pump-', 'pump-07'], ['pump', 'a-pump-1']],
  ['pump-0?', ['pump-07'], ['pump-0', 'pump-077']],
  ['*', ['a', 'a.b'], []],
  ['[a-c]1', ['a1', 'c1'], ['d1', '-1']],
  ['[!a-c]1', ['d1'], ['a1', 'c1']],
  ['[^a]', ['b'], ['a']],
  ['x[.-]y', ['x.y', 'x-y'], ['x_y']],
  ['a.b', ['a.b'], ['axb']],
  ['[', [], ['[', 'a']],
  ['[]', [], ['a']],
  ['[z-a]', [], ['a', 'z', '-']],
  ['(a|b)+$', [], ['a', 'b']],
  ['a\\b', [], ['ab', 'a']],
])('%s matches whole names', (glob, names, others) => {
  for (const name of names) expect([glob, name, matches(glob, name)]).toEqual([glob, name, true]);
  for (const name of others) expect([glob, name, matches(glob, name)]).toEqual([glob, name, false]);
});

test('what a pattern begins with is known where it can be the beginning of a name', () => {
  expect(readNameGlob('pump-*7').begins).toBe('pump-');
  expect(readNameGlob('pump').begins).toBe('pump');
  for (const glob of ['*pump', '?a', '.*', '']) expect(readNameGlob(glob).begins).toBeUndefined();
});

test('every text is a pattern, and a name is a pattern of itself', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (glob) => {
      expect(() => new RegExp(readNameGlob(glob).pattern)).not.toThrow();
    }),
  );
  const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/);
  fc.assert(fc.property(name, (text) => expect(matches(text, text)).toBe(true)));
});
