import { addressKey, createRefusalLimiter } from './refusal-limiter.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('%s counts as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});

test('an address is over its limit after so many failures, until its window ends', () => {
  let nowMs = 0;
  const limiter = createRefusalLimiter({ failuresMax: 2, windowMs: 100, nowMs: () => nowMs });
  limiter.noteFailure('192.0.2.1');
  expect(limiter.isExceeded('192.0.2.1')).toBe(false);
  limiter.noteFailure('192.0.2.1');
  expect(limiter.isExceeded('192.0.2.1')).toBe(true);
  expect(limiter.isExceeded('192.0.2.2')).toBe(false);
  nowMs = 100;
  expect(limiter.isExceeded('192.0.2.1')).toBe(false);
});

test('an address that is forgotten to keep the memory bounded begins anew', () => {
  const limiter = createRefusalLimiter({ failuresMax: 1, addressesMax: 2, nowMs: () => 0 });
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) limiter.noteFailure(address);
  expect(['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(limiter.isExceeded)).toEqual([
    false,
    true,
    true,
  ]);
});
