import {
  createRateCounter,
  createRequestLimiter,
  rateLimitHeaders,
  requireAllowed,
} from './limiter.ts';

const rate = { perSecond: 10, burst: 20 };

const startCounter = () => {
  let now = 0;
  const counter = createRateCounter(rate, () => now);
  const takeAll = (key: string): number => {
    let count = 0;
    while (counter.take(key).isAllowed) count += 1;
    return count;
  };
  return { counter, takeAll, pass: (ms: number) => (now += ms) };
};

test('a key has its burst at once, then its rate, and never more than its burst', () => {
  const { takeAll, pass } = startCounter();
  expect(takeAll('a')).toBe(20);
  pass(1_000);
  expect(takeAll('a')).toBe(10);
  pass(3_600_000);
  expect(takeAll('a')).toBe(20);
});

test('keys do not take from each other', () => {
  const { takeAll } = startCounter();
  takeAll('a');
  expect(takeAll('b')).toBe(20);
});

test('what is refused costs nothing: whoever goes on asking is served as soon as whoever waits', () => {
  const { counter, takeAll, pass } = startCounter();
  takeAll('a');
  for (let count = 0; count < 1_000; count += 1) counter.take('a');
  pass(100);
  expect(counter.take('a').isAllowed).toBe(true);
});

test('a rate of its own takes the place of the usual one', () => {
  const { counter } = startCounter();
  const own = { perSecond: 1, burst: 1 };
  expect(counter.take('a', own).isAllowed).toBe(true);
  expect(counter.take('a', own)).toMatchObject({ isAllowed: false, waitSeconds: 1 });
});

test.each([
  ['less than the usual one is kept', { perSecond: 5, burst: 7 }, { perSecond: 5, burst: 7 }],
  ['more is cut down', { perSecond: 1_000, burst: 5_000 }, { perSecond: 10, burst: 20 }],
  ['each part is cut by itself', { perSecond: 0.5, burst: 5_000 }, { perSecond: 0.5, burst: 20 }],
  ['nothing is the usual one', null, { perSecond: 10, burst: 20 }],
])('a rate of a credential’s own only takes away: %s', (_title, own, expected) => {
  expect(createRequestLimiter(10).byCredential('a', own).rate).toEqual(expected);
});

test('a hundred thousand keys and more are counted in bounded memory, the newest in full', () => {
  const { counter, takeAll } = startCounter();
  for (let key = 0; key < 250_000; key += 1) counter.take(`k${key}`);
  takeAll('last');
  expect(counter.take('last').isAllowed).toBe(false);
});

test('the headers tell the quota, its window, what is left and when there is more', () => {
  const { counter, takeAll } = startCounter();
  expect(rateLimitHeaders('credential', counter.take('a'))).toEqual({
    'RateLimit-Policy': '"credential";q=20;w=2',
    RateLimit: '"credential";r=19;t=1',
  });
  takeAll('a');
  const refused = counter.take('a');
  expect(rateLimitHeaders('credential', refused).RateLimit).toBe('"credential";r=0;t=1');
  expect(() => requireAllowed(refused)).toThrow(
    expect.objectContaining({ code: 'rate_limited', details: { retryAfterSeconds: 1 } }),
  );
});

test.each([
  ['two addresses', '192.0.2.1', '192.0.2.2', false],
  ['two of one IPv6 network', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::9', true],
  ['two IPv6 networks', '2001:db8::1', '2001:db8:0:1::1', false],
  ['two that are written as IPv6', '::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ['one, written in both ways', '::ffff:192.0.2.1', '192.0.2.1', true],
  ['a link-local one with its zone and another', 'fe80::1%eth0', 'fe80::2%eth0', true],
  ['what is no address, twice', 'unknown', 'unknown', true],
])('%s: %s and %s are counted together: %s', (_what, one, other, isOne) => {
  const limiter = createRequestLimiter(10, { perSecond: 1, burst: 2 });
  const first = limiter.byAddress(one).remaining;
  expect(limiter.byAddress(other).remaining).toBe(isOne ? first - 1 : first);
});
