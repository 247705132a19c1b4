import { readBeaconAddress } from './address.ts';

test.each([
  ['127.0.0.1:5002', { text: '127.0.0.1:5002', host: '127.0.0.1', port: 5002, prefix: '' }],
  ['example.com/mybeacon', { text: 'example.com/mybeacon', port: 80, prefix: '/mybeacon' }],
  ['http://Example.COM/', { text: 'example.com', isSecure: false }],
  ['https://plant-7.example/b', { text: 'https://plant-7.example/b', isSecure: true, port: 443 }],
  ['[FD00::0001]:5000', { text: '[fd00::1]:5000', host: 'fd00::1', port: 5000 }],
  ['bad_docker_address', { text: 'bad_docker_address' }],
])('%s is an address', (text, expected) => {
  expect(readBeaconAddress(text)).toMatchObject(expected);
});

test.each([
  ['nothing', ''],
  ['another scheme', 'ftp://example.com'],
  ['a user', 'user@example.com'],
  ['a query', 'example.com/?x=1'],
  ['a fragment', 'example.com/#x'],
  ['a segment that goes up', 'example.com/../x'],
  ['a segment that stays', 'example.com/./x'],
  ['what is escaped', 'example.com/%2e%2e'],
  ['a space', 'example.com /x'],
  ['a line break', 'example.com\r\nToken: x'],
  ['no port that there is', 'example.com:65536'],
  ['port 0', 'example.com:0'],
  ['an address in short form', '127.1'],
  ['an address as one number', '2130706433'],
  ['an address in hexadecimal', '0x7f000001'],
  ['an address in octal', '0177.0.0.1'],
  ['an address with a zone', '[fe80::1%eth0]'],
  ['a name in another script', 'bücher.example'],
  ['a name of dots', '...'],
  ['more than 512 characters', `example.com/${'a'.repeat(512)}`],
])('an address with %s is none', (_what, text) => {
  expect(readBeaconAddress(text)).toBeNull();
});
