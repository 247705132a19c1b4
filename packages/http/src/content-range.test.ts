import { chooseContentPart } from './content-range.ts';

const modifiedAt = new Date('2026-03-01T12:00:00.700Z');
const state = { etag: '"one"', modifiedAt, sizeBytes: 100 };
const date = 'Sun, 01 Mar 2026 12:00:00 GMT';

const choose = (
  headers: Readonly<Record<string, string>>,
  method: 'GET' | 'HEAD' = 'GET',
  of = state,
): unknown => {
  const part = chooseContentPart({ method, headers }, of);
  return part.kind === 'part' ? [part.first, part.last] : part.kind;
};

test.each([
  ['bytes=0-9', [0, 9]],
  ['bytes=90-', [90, 99]],
  ['bytes=90-1000', [90, 99]],
  ['bytes=-10', [90, 99]],
  ['bytes=-1000', [0, 99]],
  ['bytes=99-99', [99, 99]],
  ['Bytes=0-0', [0, 0]],
  ['bytes= 5-6 ', [5, 6]],
])('%s is a part', (range, expected) => {
  expect(choose({ range })).toEqual(expected);
});

test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0', 'bytes=999999999999999-'])(
  '%s is beyond the end',
  (range) => {
    expect(choose({ range })).toBe('unsatisfiable');
  },
);

test.each([
  'bytes=0-1,5-6',
  'bytes=9-5',
  'bytes=',
  'bytes=-',
  'bytes=a-b',
  'lines=0-1',
  '0-1',
  'bytes=1-2-3',
  'bytes=1000000000000000000000-',
])('%s counts as no range', (range) => {
  expect(choose({ range })).toBe('whole');
});

test('of nothing there is no part', () => {
  for (const range of ['bytes=0-', 'bytes=-1', 'bytes=0-0'])
    expect(choose({ range }, 'GET', { ...state, sizeBytes: 0 })).toBe('unsatisfiable');
  expect(choose({}, 'GET', { ...state, sizeBytes: 0 })).toBe('whole');
});

test('a part is sent to whoever has a part of the same content, by a strong tag or the very date', () => {
  const range = 'bytes=5-';
  for (const condition of ['"one"', date])
    expect(choose({ range, 'if-range': condition })).toEqual([5, 99]);
  for (const condition of ['"two"', 'W/"one"', 'Sun, 01 Mar 2026 12:00:01 GMT', 'nonsense', ''])
    expect(choose({ range, 'if-range': condition })).toBe('whole');
});

test('what the client has is told by its tag, weak or strong, alone or in a list', () => {
  for (const tags of ['"one"', 'W/"one"', '"zero", "one"', '*', '"zero","one"'])
    expect(choose({ 'if-none-match': tags })).toBe('not_modified');
  for (const tags of ['"two"', 'one', '', '"on', '"one'])
    expect(choose({ 'if-none-match': tags })).toBe('whole');
  expect(choose({ 'if-none-match': '"one"', range: 'bytes=0-1' })).toBe('not_modified');
  expect(choose({ 'if-none-match': '"one"' }, 'HEAD')).toBe('not_modified');
});

test('the date counts only where no tag was sent, and only if it is the same', () => {
  expect(choose({ 'if-modified-since': date })).toBe('not_modified');
  for (const since of ['Sun, 01 Mar 2026 11:59:59 GMT', 'Sun, 01 Mar 2026 12:00:01 GMT', 'x'])
    expect(choose({ 'if-modified-since': since })).toBe('whole');
  expect(choose({ 'if-modified-since': date, 'if-none-match': '"two"' })).toBe('whole');
  const undated = { ...state, modifiedAt: null };
  const choice = chooseContentPart(
    { method: 'GET', headers: { 'if-modified-since': date } },
    undated,
  );
  expect(choice.kind).toBe('whole');
});

test('a range means nothing to a HEAD', () => {
  expect(choose({ range: 'bytes=0-1' }, 'HEAD')).toBe('whole');
});
