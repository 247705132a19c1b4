/** What a script may leave for the runner to read: links, pipes, devices, files with holes, and layouts that lie. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createRunEnd } from '../runs/run-end.ts';
import type { RunContext } from '../runs/run-context.ts';
import { writeImageLayout, writeIndex } from '../test-support/image-layout.ts';
import { openFolder } from '../workspace/open-beneath.ts';
import { composeBytesMax } from './compose/compose-file.ts';
import { readImageLayout } from './images/oci-layout.ts';
import { publishApps } from './publish-apps.ts';

const run = promisify(execFile);
const bytesMax = 1_000_000;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'moorgate-runner-hostile-'));
  await mkdir(join(root, 'repo/app'), { recursive: true });
  await writeFile(join(root, 'key'), 'services: {s: {image: "a key of this host"}}\n');
});
afterEach(() => rm(root, { recursive: true }));

const at = (path: string): string => join(root, 'repo', path);
const put = async (path: string, content: string | Buffer): Promise<void> => {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), content);
};
/** Bytes that are nowhere on the disk. */
const holes = async (path: string, bytes: number): Promise<void> => {
  await put(path, '');
  await truncate(at(path), bytes);
};
const pipe = (path: string): Promise<unknown> => run('mkfifo', [at(path)]);

const publish = () => {
  const credential = { secret: 's', registryHost: '127.0.0.1:1', serverUrl: 'http://127.0.0.1:1' };
  const said: string[] = [];
  const context = {
    order: { factory: 'acme', buildId: 7, params: {}, credential, publishes: { network: false } },
    folder: { root, repository: join(root, 'repo') },
    parts: { engine: null, settings: { limits: { diskBytes: bytesMax } } },
    console: { say: (sentence: string) => said.push(sentence) },
    end: createRunEnd(),
  };
  return publishApps(context as unknown as RunContext);
};

describe('a folder is no app whose compose file', () => {
  const compose = 'app/docker-compose.yml';
  test.each([
    ['is a link to a file of the host', () => symlink(join(root, 'key'), at(compose))],
    ['is a link to itself', () => symlink('docker-compose.yml', at(compose))],
    ['is a link to a device', () => symlink('/dev/zero', at(compose))],
    ['is a pipe that nobody writes to', () => pipe(compose)],
    ['is a folder', () => mkdir(at(compose))],
    ['has holes, and no end', () => holes(compose, 2 ** 40)],
    ['is longer than agents read', () => put(compose, `#${' '.repeat(composeBytesMax)}`)],
    [
      'is behind a link',
      async () => {
        await mkdir(join(root, 'out'));
        await writeFile(join(root, 'out/docker-compose.yml'), 'services: {s: {image: x}}');
        await rm(at('app'), { recursive: true });
        await symlink(join(root, 'out'), at('app'));
      },
    ],
  ])('%s', async (_title, prepare) => {
    await prepare();
    expect(await publish()).toEqual({ apps: {}, images: [] });
  });
});

describe('a layout', () => {
  const blob = (digest: string): string => `app/img/blobs/sha256/${digest.slice(7)}`;
  const manifestOf = async () => {
    const image = await writeImageLayout(at('app/img'), 'layer');
    const manifest = JSON.parse(await readFile(at(blob(image.digest)), 'utf8')) as {
      config: { digest: string; size: number };
      layers: { digest: string; size: number }[];
    };
    return { image, manifest };
  };
  /** Puts the manifest back under its new digest. */
  const rewrite = async (manifest: object): Promise<void> => {
    const bytes = Buffer.from(JSON.stringify(manifest));
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    await put(blob(digest), bytes);
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    await writeIndex(at('app/img'), [{ mediaType, digest, size: bytes.length }]);
  };
  const read = async () => {
    const folder = await openFolder(at('app/img'));
    try {
      const { blobs } = await readImageLayout({ folder, name: 'app/img', bytesMax });
      for (const { open } of blobs) for await (const part of open()) expect(part).toBeDefined();
    } finally {
      await folder.close();
    }
  };
  const hostile: readonly [string, RegExp, () => Promise<unknown>][] = [
    [
      'whose list is a link to a device',
      /has no index\.json/,
      async () => {
        await manifestOf();
        await rm(at('app/img/index.json'));
        await symlink('/dev/zero', at('app/img/index.json'));
      },
    ],
    [
      'whose layer is a pipe',
      /is not there/,
      async () => {
        const { manifest } = await manifestOf();
        const path = blob(manifest.layers[0]!.digest);
        await rm(at(path));
        await pipe(path);
      },
    ],
    [
      'whose layer is a link to a file of the host',
      /is not there/,
      async () => {
        const { manifest } = await manifestOf();
        const path = blob(manifest.layers[0]!.digest);
        await rm(at(path));
        await symlink(join(root, 'key'), at(path));
      },
    ],
    [
      'whose blobs are behind a link',
      /missing, or not what it is called/,
      async () => {
        await manifestOf();
        await run('mv', [at('app/img/blobs'), join(root, 'blobs')]);
        await symlink(join(root, 'blobs'), at('app/img/blobs'));
      },
    ],
    [
      'whose layer has holes, and another length than is said',
      /has another length/,
      async () => {
        const { manifest } = await manifestOf();
        await holes(blob(manifest.layers[0]!.digest), 2 ** 40);
      },
    ],
    [
      'which says to be larger than a run may be',
      /is larger than the 1000000 bytes/,
      async () => {
        const { manifest } = await manifestOf();
        const layers = manifest.layers.map((one) => ({ ...one, size: 2 ** 40 }));
        await rewrite({ ...manifest, layers });
      },
    ],
    [
      'whose manifest has a size that is none',
      /is no manifest of an image/,
      async () => {
        const { manifest } = await manifestOf();
        await rewrite({ ...manifest, config: { ...manifest.config, size: -1 } });
      },
    ],
    [
      'of more manifests than anybody needs',
      /more than 256 manifests/,
      async () => {
        await manifestOf();
        await writeIndexes(8);
      },
    ],
  ];
  /** Indexes of 40 manifests each, all of them different. */
  const writeIndexes = async (count: number): Promise<void> => {
    const place = { architecture: 'amd64', os: 'linux' };
    const write = async (mediaType: string, content: object) => {
      const bytes = Buffer.from(JSON.stringify(content));
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      await put(blob(digest), bytes);
      return { mediaType, digest, size: bytes.length, platform: place };
    };
    const indexes: object[] = [];
    for (let index = 0; index < count; index += 1) {
      const manifests: object[] = [];
      for (let one = 0; one < 40; one += 1) {
        const config = { mediaType: 'x', digest: `sha256:${'0'.repeat(64)}`, size: 0 };
        const note = `${index}-${one}`;
        const manifest = { schemaVersion: 2, config, layers: [], note };
        manifests.push(await write('application/vnd.oci.image.manifest.v1+json', manifest));
      }
      const content = { schemaVersion: 2, manifests };
      indexes.push(await write('application/vnd.oci.image.index.v1+json', content));
    }
    await writeIndex(at('app/img'), indexes);
  };

  test.each(hostile)('is refused %s', async (_title, words, prepare) => {
    await prepare();
    await expect(read()).rejects.toThrow(words);
  });

  test('is read once, however often it names a manifest', async () => {
    const { image } = await manifestOf();
    const named = { ...image, platform: { architecture: 'amd64', os: 'linux' } };
    await writeIndex(
      at('app/img'),
      Array.from({ length: 64 }, () => named),
    );
    const folder = await openFolder(at('app/img'));
    const { manifests } = await readImageLayout({ folder, name: 'app/img', bytesMax });
    await folder.close();
    expect(manifests).toHaveLength(2);
  });
});

test('a pipe in the place of the mark of a layout makes none, and holds nobody up', async () => {
  await put('app/docker-compose.yml', 'services: {s: {build: img}}\n');
  await mkdir(at('app/img'));
  await pipe('app/img/oci-layout');
  await expect(publish()).rejects.toThrow(/no engine/);
});
