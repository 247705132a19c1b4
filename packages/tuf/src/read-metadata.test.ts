import { type Json } from './canonical-json.ts';
import { drawSigningKey } from './keys.ts';
import type { Role } from './metadata.ts';
import { readMetadata } from './read-metadata.ts';
import { signRoot, signSnapshot, signTargets, signTimestamp } from './sign-metadata.ts';

const signing = { version: 3, at: new Date('2026-11-22T11:04:13Z') };
const [root, targets, snapshot, timestamp] = [1, 2, 3, 4].map(drawSigningKey);
const keyring = { root: root!, targets: targets!, snapshot: snapshot!, timestamp: timestamp! };
const target = { length: 0, hashes: { sha256: 'a'.repeat(64) }, custom: {} };
const signedTargets = signTargets(keyring, { t: target }, signing);
const signedSnapshot = signSnapshot(keyring, signedTargets, signing);
const good: Record<Role, Buffer> = {
  root: signRoot(keyring, signing).bytes,
  targets: signedTargets.bytes,
  snapshot: signedSnapshot.bytes,
  timestamp: signTimestamp(keyring, signedSnapshot, signing).bytes,
};

interface Loose {
  [member: string]: Loose;
}

const read = (role: Role, change: (envelope: Loose) => void): void => {
  const envelope = JSON.parse(good[role].toString()) as Loose;
  change(envelope);
  readMetadata(role, Buffer.from(JSON.stringify(envelope)));
};
const put = (value: Json): Loose => value as unknown as Loose;

test('reads version and expiry, whatever the case of the type and the spaces between', () => {
  read('snapshot', ({ signed }) => {
    signed!['_type'] = put('snapshot');
  });
  const spaced = Buffer.from(JSON.stringify(JSON.parse(good.targets.toString()), null, 2));
  expect(readMetadata('targets', spaced)).toMatchObject({
    version: 3,
    expiresAt: new Date('2027-02-20T11:04:13Z'),
  });
});

test.each<[Role, string, (envelope: Loose) => void]>([
  ['root', 'it is no Root', ({ signed }) => (signed!['_type'] = put('Targets'))],
  [
    'root',
    '"expires" is not',
    ({ signed }) => (signed!['expires'] = put('2027-01-01T00:00:00.5Z')),
  ],
  ['root', '"version" is no', ({ signed }) => (signed!['version'] = put(0))],
  ['root', '"version" is no', ({ signed }) => (signed!['version'] = put(2 ** 31))],
  ['root', '"version" is no', ({ signed }) => (signed!['version'] = put('3'))],
  ['root', '"timestamp" is missing', ({ signed }) => delete signed!['roles']!['timestamp']],
  ['root', 'a key that is not there', ({ signed }) => (signed!['keys'] = put({}))],
  ['root', 'fewer keys', ({ signed }) => (signed!['roles']!['root']!['threshold'] = put(2))],
  ['root', 'no whole number', ({ signed }) => (signed!['roles']!['root']!['threshold'] = put(0))],
  [
    'root',
    'names a key twice',
    ({ signed }) => {
      const role = signed!['roles']!['root']!;
      role['keyids'] = put([
        ...(role['keyids'] as unknown as Json[]),
        (role['keyids'] as unknown as Json[])[0]!,
      ]);
    },
  ],
  ['targets', '"targets" is missing', ({ signed }) => (signed!['targets'] = put([]))],
  [
    'targets',
    'no SHA-256',
    ({ signed }) => (signed!['targets']!['t']!['hashes'] = put({ sha256: 'x' })),
  ],
  [
    'targets',
    '"custom" is missing',
    ({ signed }) => (signed!['targets']!['t']!['custom'] = put(1)),
  ],
  ['snapshot', '"targets.json" is missing', ({ signed }) => (signed!['meta'] = put({}))],
  [
    'timestamp',
    '"length" is no',
    ({ signed }) => delete signed!['meta']!['snapshot.json']!['length'],
  ],
  ['timestamp', 'a signature is no object', (envelope) => (envelope['signatures'] = put(['x']))],
  [
    'timestamp',
    'a key signed twice',
    (envelope) => {
      const signatures = envelope['signatures'] as unknown as Json[];
      envelope['signatures'] = put([signatures[0]!, signatures[0]!]);
    },
  ],
])('refuses %s metadata: %s', (role, words, change) => {
  expect(() => read(role, change)).toThrow(words);
});

test.each(['', '[]', 'null', '{"signed":1}', '{"signatures":[]}', '{'])(
  'refuses %j with a sentence',
  (text) => {
    expect(() => readMetadata('targets', Buffer.from(text))).toThrow('cannot be read');
  },
);

test('refuses bytes that are no UTF-8', () => {
  expect(() => readMetadata('targets', Buffer.from([0x7b, 0xff, 0x7d]))).toThrow('cannot be read');
});
