import { entityTagOf, readPrecondition, tagReply } from './conditions.ts';

const body = { a: 1 };
const tag = entityTagOf(body);
const issueAt = (pointer: string): unknown =>
  expect.objectContaining({
    code: 'invalid_request',
    details: { issues: [expect.objectContaining({ pointer })] },
  });

const judge = (headers: Record<string, string>, present: unknown): string => {
  const precondition = readPrecondition(headers, true);
  try {
    precondition.require(present);
    return 'passes';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('an entity tag is strong, and another one for every other body', () => {
  expect(tag).toMatch(/^"[A-Za-z0-9_-]{27}"$/);
  expect(entityTagOf({ a: 1 })).toBe(tag);
  expect(entityTagOf({ a: 2 })).not.toBe(tag);
});

test.each([
  ['the present tag', { 'if-match': tag }, body, 'passes'],
  ['it among others', { 'if-match': `"x", ${tag}` }, body, 'passes'],
  ['another tag', { 'if-match': '"x"' }, body, 'precondition_failed'],
  ['the present tag, made weak', { 'if-match': `W/${tag}` }, body, 'precondition_failed'],
  ['any tag', { 'if-match': '*' }, body, 'passes'],
  ['any tag, of nothing', { 'if-match': '*' }, null, 'precondition_failed'],
  ['nothing there, where there is', { 'if-none-match': '*' }, body, 'precondition_failed'],
  ['nothing there, where there is not', { 'if-none-match': '*' }, null, 'passes'],
  ['not the present one', { 'if-none-match': tag }, body, 'precondition_failed'],
  ['nothing', {}, body, 'passes'],
] as const)('a condition of %s %j about %j %s', (_what, headers, present, outcome) => {
  expect(judge(headers, present)).toBe(outcome);
});

test('a condition that fails shows the present tag', () => {
  const { require } = readPrecondition({ 'if-match': '"old"' }, true);
  expect(() => require(body)).toThrow(expect.objectContaining({ details: { currentTag: tag } }));
});

test.each(['', 'x', '"x', '"a" "b"', 'W/', '"a",', '*, "a"'])(
  'a condition of the form %j is refused',
  (value) => {
    expect(() => readPrecondition({ 'if-match': value }, true)).toThrow(
      issueAt('/headers/if-match') as Error,
    );
  },
);

test('a condition that cannot be compared is refused, not ignored', () => {
  expect(() => readPrecondition({ 'if-none-match': '"a"' }, undefined)).toThrow(
    issueAt('/headers/if-none-match') as Error,
  );
});

test('a read is answered with its tag, and without its body for whoever has it', () => {
  const reply = { status: 200, body };
  expect(tagReply({ method: 'GET', headers: {} }, true, reply)).toEqual({
    ...reply,
    headers: { ETag: tag },
  });
  for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
    expect(tagReply({ method: 'HEAD', headers: { 'if-none-match': known } }, true, reply)).toEqual({
      status: 304,
      headers: { ETag: tag },
    });
  }
  expect(tagReply({ method: 'GET', headers: { 'if-none-match': '"x"' } }, true, reply).status).toBe(
    200,
  );
});

test('what changes by itself has no part in the tag, and is sent to whoever has the rest', () => {
  const versions = { except: ['used'] };
  const reply = { status: 200, body: { a: 1, used: 5 } };
  const headers = { 'if-none-match': tag };
  expect(entityTagOf({ a: 1, used: 6 }, versions)).toBe(tag);
  expect(tagReply({ method: 'GET', headers }, versions, reply)).toEqual({
    ...reply,
    headers: { ETag: tag },
  });
  const { require } = readPrecondition({ 'if-match': tag }, versions);
  expect(() => require({ a: 1, used: 7 })).not.toThrow();
});

test('an answer without a body, or of another status, has no tag', () => {
  for (const reply of [{ status: 204 }, { status: 200 }, { status: 202, body }]) {
    expect(tagReply({ method: 'PUT', headers: {} }, true, reply)).toBe(reply);
  }
});
