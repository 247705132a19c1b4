import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { DomainError } from '@moorgate/errors';
import {
  paxHeader,
  paxRecords,
  tarArchive,
  tarEnd,
  tarEntry,
  type TarEntry,
} from '@moorgate/testing';
import fc from 'fast-check';
import { type ArchiveLimits, defaultArchiveLimits } from './archive-limits.ts';
import { createByteSource } from './byte-source.ts';
import { readTar } from './read-tar.ts';
import { unpackArchive } from './unpack-archive.ts';

const run = promisify(execFile);

const inPieces = async function* (bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    await Promise.resolve();
    yield bytes.subarray(start, start + size);
  }
};

const read = async (
  bytes: Buffer,
  limits: Partial<ArchiveLimits> = {},
  size = 1_000,
): Promise<[string, string][]> => {
  const all = { ...defaultArchiveLimits, ...limits };
  const source = createByteSource(unpackArchive(inPieces(bytes, size), all));
  const found: [string, string][] = [];
  for await (const { path, content } of readTar(source, all.entriesMax))
    found.push([path, (await buffer(content)).toString()]);
  return found;
};

const refusal = async (bytes: Buffer, limits: Partial<ArchiveLimits> = {}): Promise<string> => {
  try {
    await read(bytes, limits);
  } catch (error) {
    if (error instanceof DomainError) return `${error.code}: ${error.details.detail ?? ''}`;
    throw error;
  }
  return 'accepted';
};

const good: TarEntry = { name: 'apps/a', content: 'one' };

describe('an archive in order', () => {
  const entries: TarEntry[] = [
    { name: 'apps/', type: '5' },
    { ...good },
    { name: 'empty' },
    { name: 'block', content: 'x'.repeat(512) },
    { name: 'file', prefix: 'a/long/folder', content: 'prefixed' },
    { name: 'old', type: '\0', magic: '\0\0\0\0\0\0\0\0', content: 'oldest form' },
  ];
  const files = [
    ['apps/a', 'one'],
    ['empty', ''],
    ['block', 'x'.repeat(512)],
    ['a/long/folder/file', 'prefixed'],
    ['old', 'oldest form'],
  ];

  test.each([1, 7, 511, 512, 513, 100_000])('is read from pieces of %i bytes', async (size) => {
    expect(await read(tarArchive(entries), {}, size)).toEqual(files);
    expect(await read(gzipSync(tarArchive(entries)), {}, size)).toEqual(files);
  });

  test('has files whose content is skipped, whole or in part, when the next is asked for', async () => {
    const archive = tarArchive([
      { name: 'a', content: 'x'.repeat(5_000) },
      { name: 'b', content: 'y' },
    ]);
    const source = createByteSource(inPieces(archive, 700));
    const names: string[] = [];
    for await (const { path, content } of readTar(source, 10)) {
      names.push(path);
      for await (const piece of content) if (piece.length > 0) break;
    }
    expect(names).toEqual(['a', 'b']);
  });

  test('may have names and sizes in pax headers, a comment of the whole, and long names of GNU tar', async () => {
    const long = `folder/${'é'.repeat(90)}`;
    const archive = tarArchive([
      paxHeader({ comment: 'made by version control' }, 'g'),
      paxHeader({ path: long, mtime: '1700000000.5', size: '3' }),
      { name: 'short', content: 'one', size: 3 },
      { name: '././@LongLink', type: 'L', content: `${'n'.repeat(150)}\0`, magic: 'ustar  \0' },
      { name: 'n'.repeat(100), content: 'two', magic: 'ustar  \0' },
    ]);
    expect(await read(archive)).toEqual([
      [long, 'one'],
      ['n'.repeat(150), 'two'],
    ]);
  });

  test('may end in as many blocks of zeros as its writer likes', async () => {
    const archive = Buffer.concat([tarArchive([good]), Buffer.alloc(9_000)]);
    expect(await read(archive.subarray(0, 10_240))).toEqual([['apps/a', 'one']]);
  });
});

describe('what tar itself makes', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moorgate-tar-'));
    await mkdir(join(folder, 'in', 'deep'.repeat(20), 'er'.repeat(30)), { recursive: true });
    await writeFile(join(folder, 'in', 'a'), 'one');
    await writeFile(join(folder, 'in', 'deep'.repeat(20), 'er'.repeat(30), 'b'), 'two');
  });
  afterAll(() => rm(folder, { recursive: true }));
  const made = async (...options: string[]): Promise<Buffer> => {
    const path = join(folder, 'made.tar');
    await run('tar', ['--sort=name', ...options, '-cf', path, '-C', folder, 'in']);
    return readFile(path);
  };

  test.each(['gnu', 'pax', 'ustar', 'posix', 'oldgnu'])(
    'is read in the format %s',
    async (format) => {
      const archive = await made(`--format=${format}`);
      const deep = `in/${'deep'.repeat(20)}/${'er'.repeat(30)}/b`;
      expect(await read(archive)).toEqual([
        ['in/a', 'one'],
        [deep, 'two'],
      ]);
      expect(await read(gzipSync(archive))).toHaveLength(2);
    },
  );

  test('of a sparse file or a link is refused', async () => {
    await run('truncate', ['-s', '4M', join(folder, 'in', 'holes')]);
    for (const format of ['gnu', 'pax'])
      expect(await refusal(await made(`--format=${format}`, '--sparse'))).toMatch(
        /^archive_entry_forbidden: .*(sparse|pax)/,
      );
    await rm(join(folder, 'in', 'holes'));
    await symlink('/etc/passwd', join(folder, 'in', 'link'));
    expect(await refusal(await made())).toBe(
      'archive_entry_forbidden: "in/link" is a symbolic link.',
    );
  });
});

describe('an entry is refused, with its name and the reason, that', () => {
  const kinds: readonly (readonly [string, TarEntry, string])[] = [
    ['is a hard link', { name: 'l', type: '1', linkName: '/etc/passwd' }, 'hard link'],
    ['is a symbolic link', { name: 'l', type: '2', linkName: '../..' }, 'symbolic link'],
    ['is a character device', { name: 'd', type: '3' }, 'character device'],
    ['is a block device', { name: 'd', type: '4' }, 'block device'],
    ['is a pipe', { name: 'p', type: '6' }, 'named pipe'],
    ['is a sparse file', { name: 's', type: 'S', content: 'x' }, 'sparse'],
    ['goes on in another volume', { name: 'm', type: 'M' }, 'not known'],
    ['names a volume', { name: 'v', type: 'V' }, 'not known'],
    ['is a folder with content', { name: 'f', type: '5', content: 'x' }, 'folder with content'],
    ['is absolute', { name: '/etc/passwd' }, 'absolute'],
    ['goes up', { name: 'apps/../../etc/passwd' }, 'dots'],
    ['goes up at its end', { name: 'apps/..' }, 'dots'],
    ['goes up as a folder', { name: '../', type: '5' }, 'dots'],
    ['begins with a dot', { name: './apps/a' }, 'dots'],
    ['is a dot', { name: './', type: '5' }, 'dots'],
    ['has an empty part', { name: 'apps//a' }, 'empty part'],
    ['has no name', { name: '' }, 'empty part'],
    ['has a line end in its name', { name: 'a\nb' }, 'control character'],
    ['has a name that is not UTF-8', { name: Buffer.from([0x61, 0xff]) }, 'UTF-8'],
    ['goes up through its prefix', { name: 'a', prefix: '..' }, 'dots'],
  ];
  test.each(kinds)('%s', async (_what, entry, reason) => {
    const answer = await refusal(tarArchive([good, entry]));
    expect(answer).toMatch(/^archive_entry_forbidden: "/);
    expect(answer).toContain(reason);
    expect(await refusal(gzipSync(tarArchive([entry])))).toBe(answer);
  });

  const overrides: readonly (readonly [string, Record<string, string>, string])[] = [
    ['goes up', { path: '../../etc/passwd' }, 'dots'],
    ['is absolute', { path: '/etc/passwd' }, 'absolute'],
    ['is too long', { path: 'x/'.repeat(600) + 'x' }, 'too long'],
    ['has too long a part', { path: 'x'.repeat(256) }, 'too long'],
    ['is a link by its record', { linkpath: '/etc/passwd' }, 'pax header'],
    ['is sparse by its record', { 'GNU.sparse.major': '1', 'GNU.sparse.realsize': '9' }, 'pax'],
  ];
  test.each(overrides)('%s through a pax header', async (_what, records, reason) => {
    const answer = await refusal(tarArchive([paxHeader(records), good]));
    expect(answer).toMatch(/^archive_entry_forbidden: "/);
    expect(answer).toContain(reason);
  });

  test('is renamed, or made sparse, by a pax header of the whole archive', async () => {
    for (const records of [{ path: 'b' }, { size: '1' }, { 'GNU.sparse.map': '0,1' }])
      expect(await refusal(tarArchive([paxHeader(records, 'g'), good]))).toMatch(
        /^archive_entry_f/,
      );
  });

  test('occurs twice, or is a file where another needs a folder', async () => {
    const entries = (...names: string[]) => tarArchive(names.map((name) => ({ name })));
    expect(await refusal(entries('a', 'b', 'a'))).toContain('"a" occurs twice');
    expect(
      await refusal(tarArchive([good, paxHeader({ path: 'apps/a' }), { name: 'b' }])),
    ).toContain('"apps/a" occurs twice');
    expect(await refusal(entries('a/b', 'a'))).toContain('"a" is a file and a folder');
    expect(await refusal(entries('a', 'a/b/c'))).toContain('"a/b/c" is below a file');
    const folder = { name: 'f/', type: '5' };
    expect(await refusal(tarArchive([folder, folder]))).toContain('"f" occurs twice');
    expect(await refusal(tarArchive([folder, { name: 'f' }]))).toContain('"f" occurs twice');
  });
});

describe('an archive is refused as malformed that', () => {
  const archive = tarArchive([good, { name: 'b', content: 'x'.repeat(2_000) }]);

  test('is cut off, wherever', async () => {
    for (let end = 0; end < archive.length; end += 101)
      expect(await refusal(archive.subarray(0, end))).toMatch(/^archive_malformed/);
    const packed = gzipSync(archive);
    for (let end = 0; end < packed.length; end += 3)
      expect(await refusal(packed.subarray(0, end))).toMatch(/^archive_malformed/);
  });

  test('lacks its end, or has only half of it', async () => {
    const entries = tarEntry(good);
    for (const end of [0, 512, 1_023])
      expect(await refusal(Buffer.concat([entries, tarEnd.subarray(0, end)]))).toBe(
        'archive_malformed: The archive is cut off.',
      );
  });

  test('is followed by another one, in the same stream of gzip or in a second one', async () => {
    const follows = 'archive_malformed: Something follows the end of the archive.';
    expect(await refusal(Buffer.concat([archive, archive]))).toBe(follows);
    expect(await refusal(gzipSync(Buffer.concat([archive, archive])))).toBe(follows);
    expect(await refusal(Buffer.concat([archive, Buffer.from('x')]))).toBe(follows);
    expect(await refusal(Buffer.concat([gzipSync(archive), gzipSync(archive)]))).toBe(
      'archive_malformed: Something follows the end of the gzip stream.',
    );
    expect(await refusal(Buffer.concat([gzipSync(archive), Buffer.from('x')]))).toMatch(
      /^archive_malformed/,
    );
    const halves = Buffer.concat([tarEntry(good), tarEnd.subarray(0, 512), archive]);
    expect(await refusal(halves)).toContain('goes on behind a block that ends it');
  });

  const broken: readonly (readonly [string, Buffer])[] = [
    ['is no archive', Buffer.from('<html>not found</html>'.repeat(100))],
    ['has a wrong checksum', tarArchive([{ ...good, checksum: 1 }])],
    ['says a larger size than it has', tarArchive([{ ...good, size: 5_000 }])],
    [
      'says a smaller size than it has',
      tarArchive([{ ...good, content: 'x'.repeat(600), size: 3 }]),
    ],
    ['has two sizes for a file', tarArchive([paxHeader({ size: '2' }), { ...good, size: 3 }])],
    ['has a size that is no number', tarArchive([paxHeader({ size: '-1' }), good])],
    ['ends behind a pax header', tarArchive([paxHeader({ path: 'a' })])],
    [
      'has a pax header without an end',
      tarArchive([{ name: 'x', type: 'x', content: '99 path=a\n' }, good]),
    ],
    [
      'has a pax record without a key',
      tarArchive([{ name: 'x', type: 'x', content: '6 =ab\n' }, good]),
    ],
    [
      'has a pax record without a length',
      tarArchive([{ name: 'x', type: 'x', content: 'path=a\n' }, good]),
    ],
    [
      'has a pax header without measure',
      tarArchive([
        { name: 'x', type: 'x', content: paxRecords({ comment: 'x'.repeat(70_000) }) },
        good,
      ]),
    ],
    [
      'has two long names for a file',
      tarArchive([paxHeader({ path: 'b' }), { name: 'L', type: 'L', content: 'c\0' }, good]),
    ],
  ];
  test.each(broken)('%s', async (_what, bytes) => {
    expect(await refusal(bytes)).toMatch(/^archive_malformed: /);
  });

  test('has damaged gzip', async () => {
    const packed = gzipSync(archive);
    packed[20]! ^= 0xff;
    expect(await refusal(packed)).toMatch(/^archive_malformed: The gzip stream is/);
  });

  test('is a random change of one, or is read without harm', async () => {
    const change = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(change, async (changes) => {
        const changed = Buffer.from(archive);
        for (const [at, byte] of changes) changed[at] = byte;
        expect(await refusal(changed)).toMatch(/^(accepted|archive_)/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('an archive is refused as too large', () => {
  test('when more is sent than is received', async () => {
    const bytes = tarArchive([{ name: 'a', content: 'x'.repeat(5_000) }]);
    expect(await refusal(bytes, { packedBytesMax: 5_000 })).toMatch(/^body_too_large/);
  });

  test('when it unpacks to more, without unpacking all of it', async () => {
    const bomb = gzipSync(tarArchive([{ name: 'a', content: Buffer.alloc(30_000_000) }]));
    expect(bomb.length).toBeLessThan(40_000);
    expect(await refusal(bomb, { unpackedBytesMax: 1_000_000 })).toBe(
      'archive_too_large: It unpacks to more than 1000000 bytes.',
    );
  });

  test('when it unpacks to many times of what was sent', async () => {
    const bomb = gzipSync(tarArchive([{ name: 'a', content: Buffer.alloc(80_000_000) }]));
    expect(await refusal(bomb)).toContain('200 times');
    expect(await refusal(bomb, { ratioMax: 1_100 })).toBe('accepted');
  });

  test('when it has more entries, folders included', async () => {
    const names = Array.from({ length: 11 }, (_, index) => ({
      name: `d${String(index)}/`,
      type: '5',
    }));
    expect(await refusal(tarArchive(names), { entriesMax: 10 })).toBe(
      'archive_too_large: It has more than 10 entries.',
    );
    expect(await refusal(tarArchive(names), { entriesMax: 11 })).toBe('accepted');
  });
});
