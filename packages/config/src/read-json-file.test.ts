import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { type ConfigError, readJsonFile } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'moorgate-json-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    kind: Type.Optional(Type.Enum(['one', 'two'])),
    list: Type.Optional(Type.Array(Type.Integer())),
  },
  { additionalProperties: false },
);

const path = join(folder, 'settings.json');

const problemsOf = (text: string, from = path): readonly string[] => {
  writeFileSync(path, text);
  try {
    readJsonFile(from, schema);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
};

test('a file that fits its schema is what it says, and nothing is coerced', () => {
  writeFileSync(path, '{"name":"a","list":[1]}');
  expect(readJsonFile(path, schema)).toEqual({ name: 'a', list: [1] });
  expect(problemsOf('{"name":"a","list":["1"]}')).toEqual([`${path}: /list/0 must be integer`]);
});

test('every problem is told at once, with its place and without what stands there', () => {
  const problems = problemsOf('{"kind":"hunter2","list":["hunter2"],"more":"hunter2"}');
  expect(problems).toEqual([
    `${path}: the file must have required property 'name'`,
    `${path}: the file has no member more`,
    `${path}: /kind must be one of one, two`,
    `${path}: /list/0 must be integer`,
  ]);
});

test.each(['', '{"name": hunter2}', '\u0000'])('%j is told to be no JSON, unquoted', (text) => {
  expect(problemsOf(text)).toEqual([`${path} is not well-formed JSON`]);
});

test('a file that is missing is told to be', () => {
  const missing = join(folder, 'missing');
  expect(problemsOf('{}', missing)).toEqual([`${missing} cannot be read (ENOENT)`]);
});
