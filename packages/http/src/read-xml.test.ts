import type { DomainError } from '@moorgate/errors';
import fc from 'fast-check';
import { Type } from 'typebox';
import { readXml } from './read-xml.ts';

const schema = Type.Object({
  note: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  expires_in: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })),
  reuse: Type.Optional(Type.Boolean()),
  scope: Type.Optional(Type.Array(Type.String())),
  inner: Type.Optional(Type.Object({ count: Type.Integer({ minimum: 0, maximum: 9 }) })),
});

const read = (text: string): unknown => JSON.parse(JSON.stringify(readXml(text, schema)));

const codeOf = (text: string): unknown => {
  try {
    readXml(text, schema);
    return null;
  } catch (error) {
    return (error as DomainError).code;
  }
};

test.each([
  ['<a><expires_in>5</expires_in><reuse>false</reuse></a>', { expires_in: 5, reuse: false }],
  ['<a><expires-in>5</expires-in></a>', { expires_in: 5 }],
  ['<a><expires-in type="integer">five</expires-in></a>', { expires_in: 'five' }],
  ['<a><scope>one</scope><scope>two</scope></a>', { scope: ['one', 'two'] }],
  ['<a><scope>one</scope></a>', { scope: ['one'] }],
  ['<a><scope><scope>one</scope><scope>two</scope></scope></a>', { scope: ['one', 'two'] }],
  ['<a><scope/></a>', { scope: [] }],
  ['<a><note nil="true"/></a>', { note: null }],
  ['<a><note/></a>', { note: '' }],
  ['<a><note> kept </note></a>', { note: ' kept ' }],
  ['<a><inner><count>3</count></inner></a>', { inner: { count: 3 } }],
  ['<a><note>1 &lt; 2 &amp;&#38;&#x26; &quot;&apos;&gt;</note></a>', { note: '1 < 2 &&& "\'>' }],
  ['<a><note>one <![CDATA[<&two>]]> three</note></a>', { note: 'one <&two> three' }],
  ['<a><note>one<!-- no -->two</note></a>', { note: 'onetwo' }],
  ['<?xml version="1.0" encoding="UTF-8"?>\n<a>\n  <note>x</note>\n</a>\n', { note: 'x' }],
  ['<a/>', {}],
  ['<a><other><deep>1</deep></other></a>', { other: { deep: '1' } }],
  ['<a><other>1</other><other>2</other></a>', { other: ['1', '2'] }],
])('reads %s', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test.each([
  '',
  'text',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '<a><note>&nbsp;</note></a>',
  '<a><note>&own;</note></a>',
  '<a><note>a & b</note></a>',
  '<a><note>&#1114112;</note></a>',
  '<!DOCTYPE a><a/>',
  '<!DOCTYPE a [<!ENTITY own "x">]><a><note>&own;</note></a>',
  '<!doctype a SYSTEM "file:///etc/passwd"><a/>',
  `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`,
])('refuses %s', (text) => {
  expect(codeOf(text)).toBe('invalid_xml');
});

test('names that are traps in JavaScript are refused, and fields have no prototype', () => {
  expect(codeOf('<a><__proto__><polluted>1</polluted></__proto__></a>')).toBe('invalid_xml');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.getPrototypeOf(readXml('<a><b>1</b></a>', schema))).toBeNull();
});

test('whatever comes is read or refused with invalid_xml', () => {
  const pieces = fc.constantFrom(
    '<a>',
    '</a>',
    '<b',
    '/>',
    '&',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    'x',
    ' ',
    '"',
    "'",
    '<?',
    '?>',
    '\u0000',
    '&#0;',
    ':@',
    '#text',
    '<#text>',
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
      (text) => {
        expect([null, 'invalid_xml']).toContain(codeOf(`<a>${text}</a>`));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('reads a body of the largest size in time that grows with its length', () => {
  const startedMs = performance.now();
  read(`<a>${'<other>&amp;</other>'.repeat(5_000)}</a>`);
  expect(performance.now() - startedMs).toBeLessThan(2_000);
});
