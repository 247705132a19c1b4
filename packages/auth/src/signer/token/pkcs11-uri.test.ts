import { isPkcs11Uri, readPkcs11Uri } from './pkcs11-uri.ts';

const query = 'module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/moorgate/pin';

test('token, key, library and the file of the PIN are read', () => {
  expect(
    readPkcs11Uri(`pkcs11:token=My%20token;object=device%2Dca;id=%01%aBz;type=private?${query}`),
  ).toEqual({
    modulePath: '/usr/lib/softhsm/libsofthsm2.so',
    pinFile: '/etc/moorgate/pin',
    token: 'My token',
    serial: null,
    object: 'device-ca',
    id: '01ab7a',
  });
  expect(readPkcs11Uri('pkcs11:serial=12;object=ü?module-path=/l.so')).toEqual({
    modulePath: '/l.so',
    pinFile: null,
    token: null,
    serial: '12',
    object: 'ü',
    id: null,
  });
});

test('a path is no address of a key in a token', () => {
  expect(isPkcs11Uri('/certs/device-ca.key')).toBe(false);
  expect(isPkcs11Uri('pkcs11:object=x')).toBe(true);
});

test.each([
  ['a PIN in it', `pkcs11:object=x?module-path=/l.so&pin-value=1234`, 'holds a PIN'],
  ['no library', 'pkcs11:object=x', 'module-path'],
  ['a relative library', 'pkcs11:object=x?module-path=l.so', 'module-path'],
  ['no key', `pkcs11:token=x?${query}`, 'names no key'],
  ['another type', `pkcs11:object=x;type=public?${query}`, 'private key'],
  ['an attribute that is not known', `pkcs11:object=x;slot=1?${query}`, '"slot"'],
  ['an attribute twice', `pkcs11:object=x;object=y?${query}`, 'twice'],
  [
    'a command as the source of the PIN',
    `pkcs11:object=x?module-path=/l.so&pin-source=|sh`,
    'absolute path',
  ],
])('an address with %s is refused, and the PIN is not in the complaint', (_what, uri, words) => {
  expect(() => readPkcs11Uri(uri)).toThrow(words);
  expect(() => readPkcs11Uri(uri)).not.toThrow('1234');
});
