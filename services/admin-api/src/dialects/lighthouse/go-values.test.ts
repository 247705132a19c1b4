import { toBoolean, toInteger } from './go-values.ts';

test.each(['1', 't', 'T', 'TRUE', 'true', 'True'])('%s is true', (text) => {
  expect(toBoolean(text)).toBe(true);
});

test.each([
  undefined,
  '',
  '0',
  'f',
  'F',
  'FALSE',
  'false',
  'False',
  'tRUE',
  'yes',
  'on',
  '2',
  ' 1',
])('%j is false', (text) => {
  expect(toBoolean(text)).toBe(false);
});

test.each([
  ['0', 0],
  ['-1', -1],
  ['+7', 7],
  ['007', 7],
  ['-100', -100],
  ['9223372036854775807', Number.MAX_SAFE_INTEGER],
  ['-9223372036854775808', -Number.MAX_SAFE_INTEGER],
])('%s is the integer %d', (text, value) => {
  expect(toInteger(text)).toBe(value);
});

test.each([undefined, '', '-', '1.0', '1e3', '0x10', ' 1', '1_000', 'all', '9223372036854775808'])(
  '%j is no integer',
  (text) => {
    expect(toInteger(text)).toBeNull();
  },
);
