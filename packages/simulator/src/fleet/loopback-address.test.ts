import { isIP } from 'node:net';
import { isIPv4Loopback, loopbackAddress } from './loopback-address.ts';

test('each device has a loopback address of its own', () => {
  const addresses = Array.from({ length: 200_000 }, (_, index) => loopbackAddress(index));
  expect(new Set(addresses).size).toBe(200_000);
  for (const address of [...addresses.slice(0, 300), ...addresses.slice(-300)])
    expect([isIP(address), isIPv4Loopback(address)]).toEqual([4, true]);
  expect(addresses).not.toContain('127.0.0.1');
});

test.each(['10.0.0.1', '::1', 'localhost', '127.example'])(
  '%s is no IPv4 loopback address',
  (host) => {
    expect(isIPv4Loopback(host)).toBe(false);
  },
);
