import { canonicalBytes, foreignForms, type Json } from './canonical-json.ts';

const text = (value: Json): string => canonicalBytes(value).toString();

describe('canonicalBytes', () => {
  test('sorts members by their bytes at every depth, leaves no space, and keeps the order of lists', () => {
    const value = { b: [3, { z: 1, A: true }], a: null, B: 'x', 'a-b': -7, omitted: undefined };
    expect(text(value)).toBe('{"B":"x","a":null,"a-b":-7,"b":[3,{"A":true,"z":1}]}');
  });

  test('escapes quotation marks and backslashes alone: a slash, < and & stay as they are', () => {
    expect(text('a/b <&> "\\" ~')).toBe('"a/b <&> \\"\\\\\\" ~"');
  });

  test.each(['a\nb', 'tab\t', 'ü', '\u007f', '😀', '\u0000'])(
    'refuses %j, which agents write in different ways, also as a name',
    (odd) => {
      for (const value of [odd, { [odd]: 1 }, [{ deep: [odd] }]])
        expect(() => canonicalBytes(value)).toThrow('other than printable ASCII');
    },
  );

  test.each([1.5, Number.NaN, Infinity, 2 ** 53, -0])('refuses the number %d', (number) => {
    expect(() => canonicalBytes({ number })).toThrow('not a whole number');
  });
});

describe('foreignForms', () => {
  test('is one form for what would be signed here', () => {
    const value = { keys: { 'a"': '\\' }, n: 1 };
    expect(foreignForms(value)).toEqual([canonicalBytes(value)]);
  });

  test('is that of the OLPC and the compact one for text of several lines and beyond ASCII', () => {
    expect(foreignForms({ pem: 'a\nü' }).map(String)).toEqual([
      '{"pem":"a\nü"}',
      '{"pem":"a\\n\\u00fc"}',
    ]);
  });
});
