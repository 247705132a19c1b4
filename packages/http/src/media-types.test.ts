import { requireAcceptable } from './media-types.ts';

const isAccepted = (accept: string | undefined, types = ['application/json']): boolean => {
  try {
    requireAcceptable(accept, types);
    return true;
  } catch (error) {
    expect(error).toMatchObject({
      code: 'not_acceptable',
      details: { detail: `There is: ${types.join(', ')}` },
    });
    return false;
  }
};

test.each([
  [undefined, true],
  ['', true],
  ['*/*', true],
  ['application/json', true],
  ['Application/JSON; charset=utf-8', true],
  ['text/html, application/*;q=0.1', true],
  ['application/problem+json', true],
  ['application/vnd.api+json', true],
  ['text/html', false],
  ['application/json;q=0', false],
  ['application/json; q=0.000, application/*', false],
  ['nonsense', false],
  [';;,,;', false],
])('Accept: %s takes JSON: %s', (accept, isTaken) => {
  expect(isAccepted(accept)).toBe(isTaken);
});

test('an endpoint without a body takes every client', () => {
  expect(isAccepted('text/html', [])).toBe(true);
});
