import {
  createDecipheriv,
  createHash,
  createHmac,
  diffieHellman,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { encryptForDevice } from './encrypt-for-device.ts';

const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** As an agent does it with a key on P-256. */
const decrypt = (privateKey: KeyObject, text: string): string => {
  const bytes = Buffer.from(text, 'base64');
  const [point, sealed, tag] = [
    bytes.subarray(0, 65),
    bytes.subarray(65, -32),
    bytes.subarray(-32),
  ];
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((one) =>
    one.toString('base64url'),
  );
  const jwk = { kty: 'EC', crv: 'P-256', x: x!, y: y! };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const shared = diffieHellman({ privateKey, publicKey });
  const keys = createHash('sha256')
    .update(Buffer.from([0, 0, 0, 1]))
    .update(shared)
    .digest();
  const macKey = createHash('sha256').update(keys.subarray(16)).digest();
  expect(createHmac('sha256', macKey).update(sealed).digest()).toEqual(tag);
  const stream = createDecipheriv('aes-128-ctr', keys.subarray(0, 16), sealed.subarray(0, 16));
  return stream.update(sealed.subarray(16)).toString('utf8');
};

test('what is encrypted is read with the key of the device, and differs each time', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  for (const text of ['s3cr3t', '', 'ümläut\n'.repeat(1_000)]) {
    const sealed = encryptForDevice(spkiOf(publicKey), text)!;
    expect(decrypt(privateKey, sealed)).toBe(text);
    expect(encryptForDevice(spkiOf(publicKey), text)).not.toBe(sealed);
  }
});

test.each([
  ['P-384', 97 + 16 + 6 + 48],
  ['P-521', 133 + 16 + 6 + 64],
])('a key on %s has a longer point and a longer tag', (namedCurve, length) => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve });
  expect(Buffer.from(encryptForDevice(spkiOf(publicKey), 's3cr3t')!, 'base64')).toHaveLength(
    length,
  );
});

test('to a key on no curve nothing is encrypted', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  expect(encryptForDevice(spkiOf(publicKey), 's3cr3t')).toBeNull();
});
