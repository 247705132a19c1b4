/** Targets from outside: what is in the registry and named by a target is what the devices of its tag get. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import {
  announceSeed,
  debianPackage,
  declareWith,
  isSoak,
  seededRandom,
  tarArchive,
} from '@moorgate/testing';
import { type AdminClient, adminClient } from '../support/admin.ts';
import { askGateway, type DeviceFiles } from '../support/device.ts';
import { createToken } from '../support/fleet.ts';
import { killPart } from '../support/kill-part.ts';
import { openProductGround, type ProductGround } from '../support/product-ground.ts';
import { askRealm, callRegistry, digestOf } from '../support/registry-client.ts';
import { createUpdateAgent, type UpdateAgent } from '../support/update-agent.ts';
import { upload } from '../support/update-client.ts';

const registry = await debianPackage({ name: 'docker-registry' });
const random = seededRandom(announceSeed('published targets'));
const factory = 'acme';
const targetsPath = `/ota/factories/${factory}/targets/`;
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** A device that was seen with a tag. */
interface TaggedDevice {
  readonly uuid: string;
  readonly agent: UpdateAgent;
  readonly files: DeviceFiles;
}

interface Answer {
  readonly status: number;
  readonly bytes: Buffer;
}

/** A request as agents fetch apps: without the certificate of the device, which trusts the gateway all the same. */
const ask = (url: URL, { ca, ...own }: Partial<DeviceFiles>, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { port, pathname, search } = url;
    const place = { host: '127.0.0.1', servername: 'localhost', port, method, agent: false };
    const sent = request({ ...place, path: `${pathname}${search}`, ca, ...own }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, bytes: Buffer.concat(chunks) }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });

declareWith(registry, describe)('targets of a product', () => {
  let ground: ProductGround;
  let admin: AdminClient;
  let secret: string;
  beforeAll(async () => {
    ground = await openProductGround({ workers: 1 });
    const scopes = [
      'targets:read-update',
      'containers:read-update',
      'updates:read-update',
      'devices:read-update',
    ];
    secret = await createToken(ground.product, scopes);
    admin = adminClient(ground.product.ready.adminUrl, secret);
  }, 180_000);
  afterAll(() => ground?.close(), 60_000);

  const call = async (name: string, path: string, init: Parameters<typeof callRegistry>[3]) => {
    const { adminUrl } = ground.product.ready;
    const { token } = await askRealm(adminUrl, secret, `repository:${name}:pull,push`);
    return callRegistry(adminUrl, token, path, init);
  };
  const pushBlob = async (name: string, body: Buffer) => {
    const begun = await call(name, `/v2/${name}/blobs/uploads/`, { method: 'POST' });
    const place = new URL(String(begun.headers.get('location')), ground.product.ready.adminUrl);
    place.searchParams.set('digest', digestOf(body));
    const put = await call(name, `${place.pathname}${place.search}`, { method: 'PUT', body });
    expect(put.status).toBe(201);
    return { mediaType: 'application/octet-stream', digest: digestOf(body), size: body.length };
  };
  const pushManifest = async (name: string, layers: readonly Buffer[]): Promise<string> => {
    const described = [];
    for (const layer of layers) described.push(await pushBlob(name, layer));
    const config = await pushBlob(name, Buffer.from('{}'));
    const manifest = { schemaVersion: 2, mediaType: manifestType, config, layers: described };
    const body = JSON.stringify(manifest);
    const path = `/v2/${name}/manifests/${digestOf(body)}`;
    const put = await call(name, path, { method: 'PUT', body, type: manifestType });
    expect(put.status).toBe(201);
    return digestOf(body);
  };
  /** An app with one service, whose image has a layer of some size; answers where the app is. */
  const pushApp = async (app: string): Promise<{ uri: string; layer: Buffer; image: string }> => {
    const host = new URL(ground.product.ready.adminUrl).host;
    const layer = randomBytes(700_000);
    const image = await pushManifest(`${factory}/${app}-image`, [layer]);
    const content = `services:\n  web:\n    image: ${host}/${factory}/${app}-image@${image}\n`;
    const archive = gzipSync(tarArchive([{ name: 'docker-compose.yml', content }]));
    const digest = await pushManifest(`${factory}/${app}`, [archive]);
    return { uri: `${host}/${factory}/${app}@${digest}`, layer, image };
  };

  let version = 0;
  const add = async (
    tag: string,
    apps: Readonly<Record<string, string>>,
    sha256 = createHash('sha256').digest('hex'),
  ): Promise<string> => {
    version += 1;
    const name = `intel-lmp-${String(version)}`;
    const custom = {
      ...{ version: String(version), name: 'intel-lmp', hardwareIds: ['intel'], tags: [tag] },
      ...{ targetFormat: 'OSTREE', arch: 'x86_64', 'lmp-ver': '95' },
      docker_compose_apps: Object.fromEntries(
        Object.entries(apps).map(([app, uri]) => [app, { uri }]),
      ),
    };
    const targets = { [name]: { length: 0, hashes: { sha256 }, custom } };
    // Whoever is not answered asks again, and may find that it was done.
    for (let tries = 0; ; tries += 1) {
      const answer = await admin.call('POST', targetsPath, { targets }).catch(() => null);
      if (answer !== null && answer.status !== 503) {
        expect([answer.status, answer.body]).toEqual([
          answer.status === 409 && tries > 0 ? 409 : 201,
          expect.anything(),
        ]);
        return name;
      }
      await delay(100);
    }
  };

  const enrol = async (tag: string): Promise<TaggedDevice> => {
    const uuid = randomUUID();
    const files = await ground.createDevice(uuid);
    const agent = createUpdateAgent(ground.product.ready.gatewayUrl, files, tag);
    await expect(agent.refresh()).rejects.toThrow('there is no root');
    return { uuid, agent, files };
  };
  const untilTarget = async (agent: UpdateAgent, target: string): Promise<void> => {
    for (let tries = 0; tries < 1_200; tries += 1) {
      const found = await agent.refresh().catch((error: unknown) => {
        if (error instanceof Error && error.message === 'there is no root') return null;
        throw error;
      });
      if (found?.targets.includes(target) === true) return;
      await delay(50);
    }
    const { body } = await admin.call('GET', `/v1/targets/${target}`);
    throw new Error(`${target} was not given: ${JSON.stringify(body)}`);
  };

  /** Everything below a manifest, fetched through the app proxy and compared with its digest; all of it by digest. */
  const fetchApp = async (
    files: DeviceFiles,
    name: string,
    digest: string,
  ): Promise<Map<string, Buffer>> => {
    const gateway = ground.product.ready.gatewayUrl;
    const proxy = await ask(new URL('/app-proxy-url', gateway), files, 'POST');
    expect(proxy.status).toBe(201);
    const base = new URL(proxy.bytes.toString());
    const fetched = new Map<string, Buffer>();
    const get = async (kind: 'blobs' | 'manifests', wanted: string): Promise<Buffer> => {
      const path = `${base.pathname}/v2/${name}/${kind}/${wanted}${base.search}`;
      const { status, bytes } = await ask(new URL(path, gateway), { ca: files.ca });
      expect([wanted, status, digestOf(bytes)]).toEqual([wanted, 200, wanted]);
      fetched.set(wanted, bytes);
      return bytes;
    };
    const manifest = JSON.parse((await get('manifests', digest)).toString()) as {
      config: { digest: string };
      layers: { digest: string }[];
    };
    for (const { digest: blob } of [manifest.config, ...manifest.layers]) await get('blobs', blob);
    return fetched;
  };

  test('a device that reports the tag is given the target, and fetches its apps to the last layer', async () => {
    const { agent, files } = await enrol('main');
    const { uri, layer, image } = await pushApp('shop');
    const name = await add('main', { shop: uri });
    await untilTarget(agent, name);
    const targets = await ask(
      new URL('/repo/targets.json', ground.product.ready.gatewayUrl),
      files,
    );
    // Agents send their tags with each request for metadata; without them there is none.
    expect(targets.status).toBe(404);
    await fetchApp(files, 'apps/shop', uri.slice(uri.indexOf('sha256:')));
    const fetched = await fetchApp(files, `${factory}/shop-image`, image);
    expect(fetched.get(digestOf(layer))?.equals(layer)).toBe(true);
    const { body } = await admin.call('GET', `/v1/updates/main/${name}`);
    const [target] = (body as { targets: { apps: Record<string, string> }[] }).targets;
    const { port } = new URL(ground.product.ready.gatewayUrl);
    expect(target?.apps).toEqual({
      shop: `localhost:${port}/apps/shop@${uri.slice(uri.indexOf('sha256:'))}`,
    });
  }, 180_000);

  test('the next target follows, and a device of another tag is given nothing', async () => {
    const [follower, other] = [await enrol('next'), await enrol('elsewhere')];
    const { uri } = await pushApp('next');
    await untilTarget(follower.agent, await add('next', { next: uri }));
    await untilTarget(follower.agent, await add('next', {}));
    await expect(other.agent.refresh()).rejects.toThrow('there is no root');
  }, 180_000);

  test('a target on the file system of an upload gives both, to devices that follow the tag and to one that is named', async () => {
    const content = randomBytes(40_000).toString('hex');
    const commit = createHash('sha256').update(content).digest('hex');
    const object = `objects/${commit.slice(0, 2)}/${commit.slice(2)}.commit`;
    const { adminUrl, gatewayUrl } = ground.product.ready;
    const sent = await upload(adminUrl, {
      path: `/v1/updates/platform/base?name=intel-lmp&version=1&hardware-id=intel&ostree-hash=${commit}`,
      token: secret,
      pieces: [tarArchive([{ name: `ostree_repo/${object}`, content }])],
    });
    expect(sent.status).toBe(201);
    const { uri } = await pushApp('based');
    const requireBoth = async ({ files }: TaggedDevice): Promise<void> => {
      const file = await askGateway(gatewayUrl, files, `/ostree/${object}`);
      expect([file.status, file.body === content]).toEqual([200, true]);
      await fetchApp(files, 'apps/based', uri.slice(uri.indexOf('sha256:')));
    };

    const follower = await enrol('based');
    const name = await add('based', { based: uri }, commit);
    await untilTarget(follower.agent, name);
    await requireBoth(follower);
    await untilTarget(follower.agent, await add('based', {}, commit));
    const named = await enrol('based');
    const rollout = `/v1/updates/based/${name}/rollouts/named`;
    expect((await admin.call('PUT', rollout, { uuids: [named.uuid] })).status).toBe(202);
    await untilTarget(named.agent, name);
    await requireBoth(named);
  }, 180_000);

  test('a manifest that a target is made of cannot be deleted before the target is pruned', async () => {
    const { uri } = await pushApp('kept');
    const name = await add('kept', { kept: uri });
    const { agent } = await enrol('kept');
    await untilTarget(agent, name);
    const remove = async (): Promise<number> => {
      const repository = `${factory}/kept`;
      const { adminUrl } = ground.product.ready;
      const { token } = await askRealm(adminUrl, secret, `repository:${repository}:delete`);
      const path = `/v2/${repository}/manifests/${uri.slice(uri.indexOf('sha256:'))}`;
      return (await callRegistry(adminUrl, token, path, { method: 'DELETE' })).status;
    };
    expect([401, 403, 405, 409]).toContain(await remove());
    expect((await admin.call('DELETE', targetsPath, { targets: [name] })).status).toBe(202);
    expect(await remove()).toBe(202);
  }, 180_000);

  test('an admin API that is killed while targets are published goes on with them', async () => {
    const { agent } = await enrol('killed');
    const { uri } = await pushApp('killed');
    // What was begun is begun anew half a minute later.
    for (let kills = 0; kills < (isSoak() ? 5 : 1); kills += 1) {
      const name = await add('killed', { killed: uri, [`app${String(kills)}`]: uri });
      await delay(random.below(120));
      killPart(ground.product, 'admin API', random);
      await untilTarget(agent, name);
    }
  }, 240_000);
});
