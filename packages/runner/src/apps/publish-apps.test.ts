import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { declareWith } from '@moorgate/testing';
import { parse } from 'yaml';
import { createRunEnd } from '../runs/run-end.ts';
import type { RunContext } from '../runs/run-context.ts';
import { writeImageLayout, writeIndex } from '../test-support/image-layout.ts';
import {
  registryProgram,
  startTestRegistry,
  type TestRegistry,
} from '../test-support/registry-behind-a-door.ts';
import { publishApps } from './publish-apps.ts';

declareWith(registryProgram, describe)('apps of a workspace', () => {
  let registry: TestRegistry;
  let root: string;
  let said: string[];
  beforeAll(async () => {
    registry = await startTestRegistry();
  });
  afterAll(() => registry.close());
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'moorgate-runner-apps-'));
    await mkdir(join(root, 'repo'));
    said = [];
  });
  afterEach(() => rm(root, { recursive: true }));

  const put = async (path: string, content: string): Promise<void> => {
    const full = join(root, 'repo', path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, content);
  };

  const publish = (secret = registry.secret) => {
    const run = {
      order: {
        factory: 'acme',
        buildId: 7,
        runId: 'r1',
        params: { TAG: 'main' },
        credential: { secret, registryHost: registry.host, serverUrl: registry.url },
        publishes: { apps: true, tags: ['main'], network: false },
      },
      folder: { root, repository: join(root, 'repo') },
      parts: { engine: null, settings: { limits: { diskBytes: 64 * 1024 * 1024 } } },
      console: { say: (sentence: string) => said.push(sentence) },
      end: createRunEnd(),
    };
    return publishApps(run as unknown as RunContext);
  };

  const digestIn = (uri: string | undefined): string => uri?.split('@')[1] ?? '';

  interface AppManifest {
    readonly config: { readonly digest: string };
    readonly layers: readonly { readonly mediaType: string; readonly digest: string }[];
  }

  /** The files of an app, as a device gets them. */
  const filesOf = async (app: string, digest: string): Promise<Map<string, string>> => {
    const manifest = (await registry.readJson(
      `acme/${app}/manifests/${digest}`,
    )) as unknown as AppManifest;
    expect(manifest.layers.map(({ mediaType }) => mediaType)).toEqual(['application/octet-stream']);
    const bytes = gunzipSync(
      await registry.read(`acme/${app}/blobs/${manifest.layers[0]?.digest}`),
    );
    const files = new Map<string, string>();
    for (let at = 0; bytes[at] !== 0;) {
      const name = bytes.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
      const size = parseInt(bytes.toString('latin1', at + 124, at + 135), 8);
      files.set(name, bytes.toString('utf8', at + 512, at + 512 + size));
      at += 512 + Math.ceil(size / 512) * 512;
    }
    return files;
  };

  test('are pushed with the image layouts that they name, pinned by digest', async () => {
    const web = await writeImageLayout(join(root, 'repo/shop/web'), 'layer of web');
    const db = await writeImageLayout(join(root, 'repo/database'), 'layer of db');
    const compose = `# kept
x-mode: &mode 0440
services:
  web:
    build: ./web
    ports: ["22:22", 8080:80]
    restart: yes
  db:
    image: ${registry.host}/\${FACTORY}/database:latest
    labels: [a=b]
  cache:
    image: example.com/cache@sha256:${'ab'.repeat(32)}
configs:
  one: {mode: *mode}
`;
    await put('shop/docker-compose.yml', compose);
    await put('shop/files/settings.json', '{}');
    await put('README.md', 'no app');
    const { apps, images } = await publish();
    const hub = `${registry.host}/acme`;
    expect(apps).toEqual({ shop: expect.stringMatching(`^${hub}/shop@sha256:[0-9a-f]{64}$`) });
    expect(images).toEqual([`${hub}/shop-web@${web.digest}`, `${hub}/database@${db.digest}`]);
    const files = await filesOf('shop', digestIn(apps['shop']));
    expect([...files.keys()]).toEqual(['docker-compose.yml', 'files/', 'files/settings.json']);
    const text = files.get('docker-compose.yml') ?? '';
    expect(text).toMatch(/^# kept\nx-mode: &mode 0440\n/);
    expect(text).toMatch(/ports: \[\s*"22:22", 8080:80\s*\]\n {4}restart: yes\n/);
    const label = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(parse(text)).toMatchObject({
      services: {
        web: {
          image: `${hub}/shop-web@${web.digest}`,
          labels: { 'io.compose-spec.config-hash': label },
        },
        db: { image: `${hub}/database@${db.digest}`, labels: ['a=b', expect.any(String)] },
        cache: { image: `example.com/cache@sha256:${'ab'.repeat(32)}` },
      },
    });
    expect(text).not.toContain('build');
    // Everything that the image consists of is there.
    const manifest = (await registry.readJson(
      `acme/shop-web/manifests/build-7`,
    )) as unknown as AppManifest;
    const layer = await registry.read(`acme/shop-web/blobs/${manifest.layers[0]?.digest}`);
    expect(layer.toString()).toBe('layer of web');
  });

  test('are the same bytes when they are made again', async () => {
    await writeImageLayout(join(root, 'repo/shop/web'), 'layer');
    await put('shop/docker-compose.yml', 'services: {web: {build: web}}\n');
    const first = await publish();
    await rm(join(root, 'publish'), { recursive: true });
    await writeFile(join(root, 'repo/shop/docker-compose.yml'), 'services: {web: {build: web}}\n');
    expect(await publish()).toEqual(first);
  });

  test('take an image that is in the registry already by what its tag means', async () => {
    const image = await writeImageLayout(join(root, 'repo/a/img'), 'layer');
    await put('a/docker-compose.yml', 'services: {s: {build: img}}\n');
    await publish();
    await rm(join(root, 'repo'), { recursive: true });
    await rm(join(root, 'publish'), { recursive: true });
    const name = `${registry.host}/acme/a-s:build-7`;
    await put('b/docker-compose.yml', `services: {s: {image: "${name}"}}\n`);
    const { apps, images } = await publish();
    expect(images).toEqual([]);
    const files = await filesOf('b', digestIn(apps['b']));
    expect(files.get('docker-compose.yml')).toContain(`/acme/a-s@${image.digest}`);
  });

  const layoutOf = (path: string) => writeImageLayout(join(root, 'repo', path), 'layer');
  const hostile: readonly [string, string, RegExp, (() => Promise<unknown>)?][] = [
    ['an image of elsewhere that is not pinned', 'services: {s: {image: "nginx:1"}}', /pin it/],
    ['a folder out of the workspace', 'services: {s: {build: ../../..}}', /out of the workspace/],
    ['an absolute folder', 'services: {s: {build: /etc}}', /out of the workspace/],
    [
      'a folder behind a link',
      'services: {s: {build: link}}',
      /is no folder of the workspace/,
      () => symlink('/etc', join(root, 'repo/app/link')),
    ],
    ['a Dockerfile without an engine', 'services: {s: {build: .}}', /no engine/],
    ['services of another file', 'include: [x.yml]\nservices: {s: {image: a}}', /includes/],
    ['a service that extends another', 'services: {s: {extends: {service: t}}}', /extends/],
    ['what is no YAML', 'services: {s: [}', /no YAML/],
    ['no services', 'services: {}', /no services/],
    ['aliases without end', bomb(), /no YAML/],
    ['a variable without a value', 'services: {s: {image: "${X}/y"}}', /no value/],
    [
      'a layout whose manifest is another one',
      'services: {s: {build: img}}',
      /not what it is called/,
      async () => {
        const { digest } = await layoutOf('app/img');
        await put(`app/img/blobs/sha256/${digest.slice(7)}`, '{}');
      },
    ],
    [
      'a layout whose layer is another one',
      'services: {s: {build: img}}',
      /another content/,
      async () => {
        await layoutOf('app/img');
        const index = await readFile(join(root, 'repo/app/img/index.json'), 'utf8');
        const { manifests } = JSON.parse(index) as { manifests: { digest: string }[] };
        const path = `app/img/blobs/sha256/${manifests[0]?.digest.slice(7)}`;
        const manifest = JSON.parse(
          await readFile(join(root, 'repo', path), 'utf8'),
        ) as AppManifest;
        await put(`app/img/blobs/sha256/${manifest.layers[0]?.digest.slice(7)}`, 'LAYER');
      },
    ],
    [
      'a layout whose blob is a link',
      'services: {s: {build: img}}',
      /missing, or not/,
      async () => {
        const image = await layoutOf('app/img');
        const path = join(root, 'repo/app/img/blobs/sha256', image.digest.slice(7));
        await rm(path);
        await symlink('/etc/passwd', path);
      },
    ],
    [
      'a layout that names files outside of it',
      'services: {s: {build: img}}',
      /none of an image layout/,
      async () => {
        const image = await layoutOf('app/img');
        const named = { ...image, digest: 'sha256:../../../../etc/passwd' };
        await writeIndex(join(root, 'repo/app/img'), [named]);
      },
    ],
  ];

  const rows = hostile.map(([title, compose, words, prepare]) => ({
    title,
    compose,
    words,
    prepare,
  }));

  test.each(rows)('are not made of $title', async ({ compose, words, prepare }) => {
    await put('app/docker-compose.yml', compose);
    await put('app/Dockerfile', 'FROM scratch\n');
    await prepare?.();
    await expect(publish()).rejects.toThrow(words);
  });

  test('leave out links, and have no name that a registry does not take', async () => {
    await writeImageLayout(join(root, 'repo/app/img'), 'layer');
    await put('app/docker-compose.yml', 'services: {s: {build: img}}\n');
    await symlink('/etc/passwd', join(root, 'repo/app/passwd'));
    const { apps } = await publish();
    const files = await filesOf('app', digestIn(apps['app']));
    expect([...files.keys()]).toEqual(['docker-compose.yml']);
    expect(said.join()).toContain('passwd is neither a file nor a folder');
    await rm(join(root, 'publish'), { recursive: true });
    await put('My App/docker-compose.yml', 'services: {s: {build: .}}\n');
    await expect(publish()).rejects.toThrow(/can be no name of an app/);
  });

  test('are refused with the words of the registry', async () => {
    await writeImageLayout(join(root, 'repo/app/img'), 'layer');
    await put('app/docker-compose.yml', 'services: {s: {build: img}}\n');
    await expect(publish('wrong')).rejects.toThrow(/gets no token: HTTP 401/);
  });

  test('are none where no folder has a compose file', async () => {
    expect(await publish()).toEqual({ apps: {}, images: [] });
    expect(said).toEqual(['No folder has a docker-compose.yml: there are no apps.']);
  });
});

/** Each name is ten of the one before. */
function bomb(): string {
  const lines = ['a0: &a0 x'];
  for (let level = 1; level < 9; level += 1)
    lines.push(`a${level}: &a${level} [${`*a${level - 1},`.repeat(10)}]`);
  return `${lines.join('\n')}\nservices: {s: {image: y, command: *a8}}\n`;
}
