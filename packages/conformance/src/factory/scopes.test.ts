/** What each scope of a factory’s tokens opens: allowed by it alone, refused with all others. */
import { randomUUID } from 'node:crypto';
import { declareWith, type GitFolder, newRepository, registryProgram } from '@moorgate/testing';
import { type AgentsGround, openAgentsGround } from '../support/agents-ground.ts';
import { createToken } from '../support/fleet.ts';
import { register, registeringDevice } from '../support/registering.ts';
import { askRealm, callRegistry, digestOf } from '../support/registry-client.ts';

const registryPackage = await registryProgram();

const scopes = [
  'source:read',
  'source:read-update',
  'source:create',
  'source:delete',
  'containers:read',
  'containers:read-update',
  'ci:read',
  'ci:read-update',
  'devices:read',
  'devices:read-update',
  'devices:create',
  'devices:delete',
  'targets:read',
  'targets:read-update',
] as const;
type FactoryScope = (typeof scopes)[number];

/** What implies a scope, beside itself. */
const impliedBy = (scope: FactoryScope): readonly string[] =>
  scope.endsWith(':read') ? [scope, `${scope}-update`] : [scope];

let ground: AgentsGround;
let folder: GitFolder;
let everything: string;
const tokens = new Map<FactoryScope, { readonly alone: string; readonly without: string }>();
const image = 'acme/app';
const emptyConfig = Buffer.from('{}');
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: manifestType,
  config: {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: digestOf(emptyConfig),
    size: emptyConfig.length,
  },
  layers: [],
});
const targetName = 'intel-corei7-64-lmp-1';
const target = {
  length: 0,
  hashes: { sha256: 'a'.repeat(64) },
  custom: {
    version: '1',
    name: 'intel-corei7-64-lmp',
    hardwareIds: ['intel-corei7-64'],
    tags: ['main'],
    targetFormat: 'OSTREE',
  },
};

const call = async (
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<number> => {
  const answer = await fetch(new URL(path, ground.product.ready.adminUrl), {
    method,
    headers: { 'osf-token': token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.arrayBuffer();
  return answer.status;
};
const urlWith = (token: string): string =>
  `http://x:${token}@${new URL(ground.product.ready.adminUrl).host}/factories/acme/containers.git`;

/** The token of the realm, even one that permits nothing: then the registry refuses. */
const registryCall = async (
  secret: string,
  { actions, path, method }: Record<'actions' | 'path' | 'method', string>,
): Promise<number> => {
  const { adminUrl } = ground.product.ready;
  const { token } = await askRealm(adminUrl, secret, `repository:${image}:${actions}`);
  const answer = await callRegistry(adminUrl, token, `/v2/${image}/${path}`, { method });
  await answer.arrayBuffer();
  return answer.status;
};

beforeAll(async () => {
  ground = await openAgentsGround(['devices:read']);
  everything = await createToken(ground.product, scopes);
  for (const scope of scopes) {
    const others = scopes.filter((other) => !impliedBy(scope).includes(other));
    const alone = await createToken(ground.product, [scope]);
    tokens.set(scope, { alone, without: await createToken(ground.product, others) });
  }
  folder = await newRepository();
  await folder.commit('first', 'first', 'first [skip ci]');
  await folder.must('push', '-q', urlWith(everything), 'main');
  await call(everything, 'POST', '/ota/factories/acme/targets/', {
    targets: { [targetName]: target },
  });
}, 180_000);
afterAll(async () => {
  await folder?.remove();
  await ground?.close();
}, 60_000);

/** A branch at the server, two commits long. */
const makeBranch = async (): Promise<string> => {
  const branch = `branch-${randomUUID()}`;
  await folder.must('checkout', '-q', '-B', branch, 'main');
  await folder.commit(branch, 'first', 'one [skip ci]');
  await folder.must('push', '-q', urlWith(everything), branch);
  await folder.commit(branch, 'second', 'two [skip ci]');
  return branch;
};
const git = async (...args: string[]): Promise<boolean> => (await folder.git(...args)).code === 0;
const isAllowed = (status: number): boolean => {
  if (![200, 201, 202, 204, 401, 403].includes(status))
    throw new Error(`the answer was ${String(status)}`);
  return status < 300;
};
const newDevice = async (): Promise<string> => (await ground.enrol()).uuid;

interface Operation {
  readonly scope: FactoryScope;
  readonly what: string;
  /** Makes what it is about, and then answers whether it is allowed with a token. */
  readonly prepare: () => Promise<(token: string) => Promise<boolean>>;
}
/** One that is about nothing in particular. */
const plain =
  (ask: (token: string) => Promise<boolean>): Operation['prepare'] =>
  () =>
    Promise.resolve(ask);
const withBranch =
  (refspec: (branch: string) => string): Operation['prepare'] =>
  async () => {
    const branch = await makeBranch();
    return (token) => git('push', urlWith(token), refspec(branch));
  };
const withDevice =
  (ask: (token: string, uuid: string) => Promise<number>): Operation['prepare'] =>
  async () => {
    const uuid = await newDevice();
    return async (token) => isAllowed(await ask(token, uuid));
  };
const calling = (method: string, path: string, body?: unknown): Operation['prepare'] =>
  plain(async (token) => isAllowed(await call(token, method, path, body)));

const sources: readonly Operation[] = [
  {
    scope: 'source:read',
    what: 'git fetch',
    prepare: plain((token) => git('fetch', urlWith(token), 'main')),
  },
  {
    scope: 'source:read-update',
    what: 'git push',
    prepare: withBranch((branch) => `${branch}:${branch}`),
  },
  {
    scope: 'source:create',
    what: 'a new branch',
    prepare: plain((token) => git('push', urlWith(token), `main:refs/heads/new-${randomUUID()}`)),
  },
  {
    scope: 'source:create',
    what: 'a new tag',
    prepare: plain((token) => git('push', urlWith(token), `main:refs/tags/new-${randomUUID()}`)),
  },
  {
    scope: 'source:delete',
    what: 'git push --delete',
    prepare: withBranch((branch) => `:refs/heads/${branch}`),
  },
  {
    scope: 'source:delete',
    what: 'git push -f',
    prepare: withBranch((branch) => `+main:refs/heads/${branch}`),
  },
];

const rest: readonly Operation[] = [
  { scope: 'ci:read', what: 'builds', prepare: calling('GET', '/projects/acme/lmp/builds/') },
  {
    scope: 'ci:read-update',
    what: 'a build',
    prepare: calling('POST', '/projects/acme/lmp/external-builds/', {
      'trigger-name': 'external',
      runs: [{ name: 'outside' }],
    }),
  },
  { scope: 'devices:read', what: 'devices', prepare: calling('GET', '/ota/devices/') },
  {
    scope: 'devices:read-update',
    what: 'the configuration of a device',
    prepare: withDevice((token, uuid) =>
      call(token, 'PATCH', `/ota/devices/${uuid}/config/`, {
        reason: 'test',
        files: [{ name: 'motd', value: randomUUID(), unencrypted: true }],
      }),
    ),
  },
  {
    scope: 'devices:create',
    what: 'lmp-device-register',
    prepare: plain(async (token) => {
      const url = new URL('/ota/devices/', ground.product.ready.adminUrl).href;
      const { status } = await register(url, { 'OSF-TOKEN': token }, registeringDevice());
      return isAllowed(status);
    }),
  },
  {
    scope: 'devices:delete',
    what: 'the end of a device',
    prepare: withDevice((token, uuid) => call(token, 'DELETE', `/ota/devices/${uuid}/`)),
  },
  {
    scope: 'targets:read',
    what: 'targets',
    prepare: calling('GET', '/ota/factories/acme/targets/'),
  },
  {
    scope: 'targets:read-update',
    what: 'tags of targets',
    prepare: () => {
      const tags = ['main', `tag-${randomUUID()}`];
      const body = { targets: { [targetName]: { custom: { tags } } } };
      return calling('PATCH', '/ota/factories/acme/targets/', body)();
    },
  },
];

const images: readonly Operation[] = [
  {
    scope: 'containers:read',
    what: 'docker pull',
    prepare: plain(async (token) => {
      const path = `blobs/${digestOf(emptyConfig)}`;
      const pull = { actions: 'pull', path, method: 'GET' };
      return isAllowed(await registryCall(token, pull));
    }),
  },
  {
    scope: 'containers:read-update',
    what: 'docker push',
    prepare: plain(async (token) => {
      const push = { actions: 'pull,push', path: 'blobs/uploads/', method: 'POST' };
      return isAllowed(await registryCall(token, push));
    }),
  },
];

/** Asks first with every other scope: what is refused has changed nothing. */
const judge = async ({ scope, prepare }: Operation): Promise<readonly boolean[]> => {
  const { alone, without } = tokens.get(scope)!;
  const ask = await prepare();
  return [await ask(without), await ask(alone)];
};

test.each([...sources, ...rest])('$scope alone permits $what', async (operation) => {
  expect(await judge(operation)).toEqual([false, true]);
});

declareWith(registryPackage, describe)('with a registry', () => {
  beforeAll(async () => {
    const { adminUrl } = ground.product.ready;
    const { token } = await askRealm(adminUrl, everything, `repository:${image}:pull,push`);
    const uploads = `/v2/${image}/blobs/uploads/`;
    const begun = await callRegistry(adminUrl, token, uploads, { method: 'POST' });
    const place = new URL(begun.headers.get('location')!, adminUrl);
    place.searchParams.set('digest', digestOf(emptyConfig));
    const blob = { method: 'PUT', body: emptyConfig };
    expect((await callRegistry(adminUrl, token, place.href, blob)).status).toBe(201);
    const pushed = { method: 'PUT', body: manifest, type: manifestType };
    const path = `/v2/${image}/manifests/latest`;
    expect((await callRegistry(adminUrl, token, path, pushed)).status).toBe(201);
  });

  test.each(images)('$scope alone permits $what', async (operation) => {
    expect(await judge(operation)).toEqual([false, true]);
  });
});
