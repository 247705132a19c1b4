import {
  createNetworkPolicy,
  defaultAllowedNetworks,
  defaultRefusedNetworks,
} from './network-policy.ts';

const policy = createNetworkPolicy({
  allowed: defaultAllowedNetworks,
  refused: defaultRefusedNetworks,
});

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '192.168.1.100',
  '172.16.0.1',
  '203.0.113.7',
  '::1',
  'fd00::1',
])('%s is permitted unless an operator says otherwise', (address) => {
  expect(policy.permits(address)).toBe(true);
});

test.each([
  '0.0.0.0',
  '169.254.169.254',
  '100.100.100.200',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  'ff02::1',
  'no address',
])('%s is refused unless an operator says otherwise', (address) => {
  expect(policy.permits(address)).toBe(false);
});

test('an operator names the networks of beacons, and what of them is refused all the same', () => {
  const own = createNetworkPolicy({ allowed: ['10.0.0.0/8'], refused: ['10.9.0.0/16'] });
  expect(['10.1.1.1', '10.9.1.1', '127.0.0.1', '::1'].map(own.permits)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(() => createNetworkPolicy({ allowed: ['all'], refused: [] })).toThrow('is no network');
});
