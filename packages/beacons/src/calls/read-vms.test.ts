import { readVms } from './read-vms.ts';

const vm = { name: 'n', address: '10.0.0.1', port: '2375', version: 'v1', canAccessDocker: true };
const instance = { address: '10.0.0.1:2375/v1', name: 'n', canAccessDocker: true };

test('hosts become instances, each address once, without those that have none', () => {
  expect(readVms([vm, { ...vm, name: 'again' }, { name: 'off', canAccessDocker: false }])).toEqual([
    instance,
  ]);
});

test('members that a beacon leaves out are empty', () => {
  expect(readVms([{ address: 'host' }])).toEqual([
    { address: 'host:/', name: '', canAccessDocker: false },
  ]);
});

test('an empty list comes as a list or as null', () => {
  expect([readVms([]), readVms(null)]).toEqual([[], []]);
});

test.each([
  ['no list', {}],
  ['what is no host', [1]],
  ['an address that goes elsewhere', [{ ...vm, address: 'a/../b' }]],
  ['a port that is none', [{ ...vm, port: '80/x' }]],
  ['a number in place of a text', [{ ...vm, port: 2375 }]],
  ['a version with a slash', [{ ...vm, version: '../v1' }]],
  ['a name with a line break', [{ ...vm, name: 'a\nb' }]],
  ['a text in place of a boolean', [{ ...vm, canAccessDocker: 'yes' }]],
  ['too many hosts', Array.from({ length: 1_001 }, () => vm)],
])('%s is no answer of a beacon', (_what, answer) => {
  expect(readVms(answer)).toBeNull();
});
