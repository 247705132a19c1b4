import { instanceAlias, isAlias, orient } from './alias-text.ts';

test('the alias stands in the path and the address in the body', () => {
  expect(orient({ inPath: 'boot2docker', inBody: '127.0.0.1:5001/v1.12' }, false)).toEqual({
    alias: 'boot2docker',
    address: '127.0.0.1:5001/v1.12',
  });
  expect(orient({ inPath: 'one', inBody: 'two' }, false)).toEqual({ alias: 'one', address: 'two' });
});

test('an address in the path is one, where it is known or looks like one', () => {
  const reversed = { alias: 'boot2docker', address: '127.0.0.1:5001/v1.12' };
  expect(orient({ inPath: reversed.address, inBody: reversed.alias }, false)).toEqual(reversed);
  expect(orient({ inPath: 'host', inBody: 'name' }, true)).toEqual({
    alias: 'name',
    address: 'host',
  });
});

test.each(['', ' a', 'a ', 'a/b', 'a\nb', 'a'.repeat(256)])('%j is no alias', (text) => {
  expect(isAlias(text)).toBe(false);
});

test('an instance is called after its beacon, unless that would be no alias', () => {
  expect(instanceAlias('MyBeacon', 'boot2docker')).toBe('MyBeacon.boot2docker');
  expect(instanceAlias('MyBeacon', 'a/b')).toBeNull();
  expect(instanceAlias('MyBeacon', '')).toBeNull();
});
