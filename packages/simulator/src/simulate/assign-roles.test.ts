import { assignRoles, parseShare } from './assign-roles.ts';

test('a kind and its share are read', () => {
  expect(parseShare('half-open=10%')).toEqual({ kind: 'half-open', share: 0.1 });
  expect(parseShare('garbage=0.5%')).toEqual({ kind: 'garbage', share: 0.005 });
});

test.each([
  ['half-open', 'is not a kind and its share'],
  ['half-open=10', 'is not a kind and its share'],
  ['half-open=101%', 'is not a kind and its share'],
  ['toString=10%', 'there is no misbehaviour "toString"; there are half-open, garbage'],
])('%s is refused in a sentence', (text, sentence) => {
  expect(() => parseShare(text)).toThrow(sentence);
});

test('each share is met, and spread over the fleet', () => {
  const roles = assignRoles(1_000, [
    { kind: 'garbage', share: 0.1 },
    { kind: 'half-open', share: 0.05 },
  ]);
  const firstHalf = roles.slice(0, 500);
  expect(roles.filter((role) => role === 'garbage')).toHaveLength(100);
  expect(roles.filter((role) => role === 'half-open')).toHaveLength(50);
  expect(Math.abs(firstHalf.filter((role) => role === 'garbage').length - 50)).toBeLessThan(5);
});

test('all may misbehave, but not more than all', () => {
  expect(new Set(assignRoles(10, [{ kind: 'garbage', share: 1 }]))).toEqual(new Set(['garbage']));
  const shares = [
    { kind: 'garbage', share: 0.6 },
    { kind: 'half-open', share: 0.6 },
  ] as const;
  expect(() => assignRoles(10, shares)).toThrow('more devices are to misbehave than there are');
});
