import { networkOf, parseNetworks } from './networks.ts';

const networks = parseNetworks(['192.0.2.7', '10.0.0.0/8', 'fd00::/8', '::1']);

test.each(['192.0.2.7', '::ffff:192.0.2.7', '10.255.0.1', '::ffff:10.1.2.3', 'fd12::1', '::1'])(
  '%s is in one of them',
  (address) => {
    expect(networks.includes(address)).toBe(true);
  },
);

test.each(['192.0.2.8', '11.0.0.1', 'fe80::1', '::2', '::ffff:11.0.0.1', '', 'localhost'])(
  '%s is in none of them',
  (address) => {
    expect(networks.includes(address)).toBe(false);
  },
);

test('without networks no address is in one', () => {
  expect(parseNetworks([]).includes('127.0.0.1')).toBe(false);
});

test('what is no network is complained about, all of it at once', () => {
  expect(() => parseNetworks(['10.0.0.0/33', '10.0.0.1', '1.2.3', 'fd00::/129'])).toThrow(
    expect.objectContaining({
      problems: [
        '10.0.0.0/33 is no network: an address, or a network as in 10.0.0.0/8, is needed',
        '1.2.3 is no network: an address, or a network as in 10.0.0.0/8, is needed',
        'fd00::/129 is no network: an address, or a network as in 10.0.0.0/8, is needed',
      ],
    }),
  );
});

test.each([
  ['192.0.2.7', '192.0.2.7/32'],
  ['::ffff:192.0.2.7', '192.0.2.7/32'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['nowhere', null],
])('whoever comes from %s is counted as %j', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
