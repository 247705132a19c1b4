import { gzipSync } from 'node:zlib';
import { paxHeader, tarArchive, type TarEntry } from '@moorgate/testing';
import { readComposeApp } from './compose-file.ts';

const compose = 'services:\n  web:\n    image: hub/acme/web@sha256:x\n  db: {image: "b"}\n';
const packed = (entries: readonly TarEntry[]): Buffer => gzipSync(tarArchive(entries));

test.each(['docker-compose.yml', 'docker-compose.yaml', 'compose.yml', './docker-compose.yml'])(
  'reads the images of %s, among what else there is',
  async (name) => {
    const app = await readComposeApp(
      packed([
        { name: './', type: '5' },
        paxHeader({ mtime: '1.5' }),
        { name, content: compose },
        { name: 'link', type: '2', linkName: '/etc/passwd' },
        { name: 'etc/app.conf', content: 'x' },
      ]),
      'shell',
    );
    expect([...app.images]).toEqual([
      ['web', 'hub/acme/web@sha256:x'],
      ['db', 'b'],
    ]);
    expect(app.compose.name).toBe(name.replace('./', ''));
    expect(app.files).toEqual([app.compose.name, 'etc/app.conf'].sort());
    expect(app.compose.bytes.toString()).toBe(compose);
  },
);

const refusals: readonly (readonly [string, Buffer, RegExp])[] = [
  ['has no compose file', packed([{ name: 'readme' }]), /no compose file/],
  ['is no archive', Buffer.from('hello'), /cannot be read/],
  ['is no tar', gzipSync(Buffer.alloc(2_000, 'x')), /cannot be read/],
  [
    'is cut off',
    gzipSync(tarArchive([{ name: 'x', content: compose }]).subarray(0, 530)),
    /cannot/,
  ],
  ['is a bomb', gzipSync(Buffer.alloc(70_000_000)), /cannot be read/],
  ['is no YAML', packed([{ name: 'compose.yml', content: 'a: [' }]), /no YAML/],
  [
    'expands for ever',
    packed([{ name: 'compose.yml', content: billionLaughs() }]),
    /no YAML|no services/,
  ],
  [
    'has keys in keys',
    packed([{ name: 'compose.yml', content: `services: {}\nx:\n  ${'? '.repeat(600)}a` }]),
    /no YAML/,
  ],
  ['has no services', packed([{ name: 'compose.yml', content: 'version: "3"' }]), /no services/],
  [
    'builds its image on the device',
    packed([{ name: 'compose.yml', content: 'services: {web: {build: .}}' }]),
    /web of shell names no image/,
  ],
];

test.each(refusals)('says what is wrong with one that %s', async (_what, archive, words) => {
  await expect(readComposeApp(archive, 'shell')).rejects.toMatchObject({
    code: 'target_content_missing',
    details: { detail: expect.stringMatching(words) },
  });
});

function billionLaughs(): string {
  const lines = ['a0: &a0 [x, x]'];
  for (let level = 1; level < 30; level += 1)
    lines.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}, *a${level - 1}]`);
  return `${lines.join('\n')}\nservices: *a29\n`;
}
