import {
  ConfigError,
  formatListenAddress,
  isLoopback,
  parseListenAddress,
  privateAddressPattern,
} from './index.ts';

test.each([
  ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
  ['[::1]:0', { host: '::1', port: 0 }],
  ['gateway.example:65535', { host: 'gateway.example', port: 65_535 }],
] as const)('%s is an address, and is written as it was', (text, address) => {
  expect(parseListenAddress(text)).toEqual(address);
  expect(formatListenAddress(address)).toBe(text);
});

test('no host means every address', () => {
  expect(parseListenAddress(':8443')).toEqual({ host: '::', port: 8443 });
});

test.each(['', '8080', 'localhost', '127.0.0.1:65536', '::1:80', '[::1]', 'a:b', 'a:-1'])(
  '%p is no address',
  (text) => {
    expect(() => parseListenAddress(text)).toThrow(ConfigError);
  },
);

test('only loopback addresses are loopback', () => {
  const hosts = [
    'localhost',
    '127.0.0.1',
    '127.8.9.1',
    '::1',
    '::',
    '127.evil.example',
    '10.0.0.1',
  ];
  const loopback = hosts.filter((host) => isLoopback({ host, port: 1 }));
  expect(loopback).toEqual(['localhost', '127.0.0.1', '127.8.9.1', '::1']);
});

test.each([
  ['127.0.0.1:9464', true],
  ['localhost:9464', true],
  ['[::1]:9464', true],
  ['10.0.0.5:9464', true],
  ['0.0.0.0:9464', true],
  ['[::]:9464', true],
  [':9464', false],
  ['9464', false],
])('a private address names its host: %s', (text, isOne) => {
  expect(new RegExp(privateAddressPattern).test(text)).toBe(isOne);
});
