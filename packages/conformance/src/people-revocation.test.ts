/** Rights that were taken away are gone everywhere when the answer comes: two admin APIs, two gateways, no pause. */
import { join } from 'node:path';
import { isSoak } from '@moorgate/testing';
import { type AdminAnswer, type AdminClient, adminClient, ownPage } from './support/admin.ts';
import { type AdminProcess, startAdminProcess } from './support/admin-process.ts';
import { gatewayDatabaseUrl } from './support/database.ts';
import { createToken } from './support/fleet.ts';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.ts';
import { inWords, summarise } from './support/latencies.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';
import { type CredentialKind, makeVictim, startAsking, type Victim } from './support/victim.ts';

const rounds = isSoak() ? 50 : 3;

/** What is promised for everything that takes rights away. */
const promisedMs = 1_000;

let folder: string;
let product: Product;
let other: AdminProcess;
let gateway: GatewayProcess;
/** May do everything, by either admin API. */
let admins: readonly { readonly adminUrl: string; readonly admin: AdminClient }[];

const everyScope = [
  'devices:read',
  'tokens:create',
  'tokens:delete',
  'users:create',
  'users:delete',
  'users:read-update',
];

beforeAll(async () => {
  folder = await makeFolder();
  const dataDir = join(folder, 'data');
  product = await startProduct(dataDir, { workers: 1 });
  [other, gateway] = await Promise.all([
    startAdminProcess(product),
    gatewayDatabaseUrl(product).then((databaseUrl) =>
      startGatewayProcess({ databaseUrl, certsFolder: join(dataDir, 'certs'), workers: 1 }),
    ),
  ]);
  const token = await createToken(product, everyScope);
  admins = [product.ready.adminUrl, other.url].map((adminUrl) => ({
    adminUrl,
    admin: adminClient(adminUrl, token),
  }));
}, 120_000);
afterAll(async () => {
  await Promise.all([other?.stop(), gateway?.stop()]);
  await product?.stop();
  await removeFolder(folder);
}, 60_000);

/** One way to take rights away from somebody who has them by their own scopes or by a role. */
interface Way {
  readonly rightsBy: 'scopes' | 'role';
  readonly credential: CredentialKind;
  act(admin: AdminClient, victim: Victim, adminUrl: string): Promise<Pick<AdminAnswer, 'status'>>;
}

const byToken = { rightsBy: 'scopes', credential: 'token' } as const;
const bySession = { rightsBy: 'scopes', credential: 'session' } as const;

const ways: Readonly<Record<string, Way>> = {
  'a token is revoked': {
    ...byToken,
    act: (admin, { tokenId }) => admin.call('DELETE', `/v1/tokens/${tokenId}`),
  },
  'a token is narrowed': {
    ...byToken,
    act: (admin, { tokenId }) =>
      admin.call('PATCH', `/v1/tokens/${tokenId}`, { scopes: ['tokens:create'] }),
  },
  'a token is limited to a group': {
    ...byToken,
    act: (admin, { tokenId }) => admin.call('PATCH', `/v1/tokens/${tokenId}`, { groups: ['lab'] }),
  },
  'a token is disabled': {
    ...byToken,
    act: (admin, { tokenId }) => admin.call('PATCH', `/v1/tokens/${tokenId}`, { disabled: true }),
  },
  'a token is rotated without an overlap': {
    ...byToken,
    act: (_admin, { tokenId, headers }, adminUrl) =>
      fetch(new URL(`/v1/tokens/${tokenId}/rotate`, adminUrl), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...headers.session,
          ...ownPage(adminUrl),
        },
        body: JSON.stringify({ overlap: '0s' }),
      }),
  },
  'a user loses a scope': {
    ...byToken,
    act: (admin, { username }) =>
      admin.call('PUT', `/v1/users/${username}/scopes`, { scopes: ['tokens:create'] }),
  },
  'a user is deactivated': {
    ...byToken,
    act: (admin, { username }) => admin.call('DELETE', `/v1/users/${username}`),
  },
  'a user with a session is deactivated': {
    ...bySession,
    act: (admin, { username }) => admin.call('DELETE', `/v1/users/${username}`),
  },
  'a role is taken away': {
    rightsBy: 'role',
    credential: 'token',
    act: (admin, { username }) => admin.call('PUT', `/v1/users/${username}/roles`, { roles: [] }),
  },
  'a role is narrowed': {
    rightsBy: 'role',
    credential: 'session',
    act: (admin, { role }) => admin.call('PUT', `/v1/roles/${role}`, { scopes: ['tokens:create'] }),
  },
  'a role is limited to a group': {
    rightsBy: 'role',
    credential: 'token',
    act: (admin, { role }) =>
      admin.call('PUT', `/v1/roles/${role}`, { scopes: ['devices:read'], groups: ['lab'] }),
  },
  'the sessions of a user are ended': {
    ...bySession,
    act: (admin, { username }) => admin.call('DELETE', `/v1/users/${username}/sessions`),
  },
  'a user logs out': {
    ...bySession,
    act: (_admin, { headers }, adminUrl) =>
      fetch(new URL('/v1/sessions/self', adminUrl), {
        method: 'DELETE',
        headers: { ...headers.session, ...ownPage(adminUrl) },
      }),
  },
  'a password is reset': {
    ...bySession,
    act: (admin, { username }) =>
      admin.call('POST', `/v1/users/${username}/reset-password`, {
        password: 'another four words instead',
      }),
  },
};

const times = { untilAnswer: [] as number[], untilRefused: [] as number[] };

/** Takes rights away by one admin API while their holder asks both without a pause. */
const takeAway = async (way: Way, round: number): Promise<void> => {
  const at = admins[round % admins.length]!;
  const victim = await makeVictim(at, way.rightsBy);
  const askings = admins.map(({ adminUrl }) =>
    startAsking(adminUrl, victim.headers[way.credential]),
  );
  try {
    await Promise.all(askings.map((asking) => asking.untilServed(5)));
    const sentAt = performance.now();
    const { status } = await way.act(at.admin, victim, at.adminUrl);
    const answeredAt = performance.now();
    expect([200, 201, 204]).toContain(status);
    await Promise.all(askings.map((asking) => asking.untilAnsweredSince(answeredAt, 5)));
    expect(askings.flatMap((asking) => asking.servedSince(answeredAt))).toEqual([]);
    const lastServedMs = Math.max(...askings.map((asking) => asking.lastServedMs(sentAt)));
    expect(lastServedMs).toBeLessThan(promisedMs);
    times.untilAnswer.push(answeredAt - sentAt);
    times.untilRefused.push(lastServedMs);
  } finally {
    await Promise.all(askings.map((asking) => asking.stop()));
  }
};

test.each(Object.entries(ways))(
  'when %s, every admin API refuses what was sent after the answer',
  async (_name, way) => {
    for (let round = 0; round < rounds; round += 1) await takeAway(way, round);
  },
  isSoak() ? 300_000 : 60_000,
);

/** The workers of gateways that have applied every change, and hold a lease. */
const countCurrentWorkers = async (): Promise<number> => {
  const { body } = await admins[0]!.admin.call('GET', '/v1/gateways');
  const workers = (body as { workers: { state: string }[] }[]).flatMap((one) => one.workers);
  return workers.filter(({ state }) => state === 'current').length;
};

test('all this was asked of checks that are held, with two gateways in the feed', async () => {
  const metrics = await (await fetch(new URL('/metrics', other.metricsUrl))).text();
  const held = /moorgate_admin_token_checks_total\{source="memory"\} (\d+)/.exec(metrics);
  expect(Number(held?.[1])).toBeGreaterThan(times.untilAnswer.length * 5);
  // On a busy machine one of them may be without a lease for a moment.
  while ((await countCurrentWorkers()) !== 2);
  process.stderr.write(
    `rights taken away: answered after ${inWords(summarise(times.untilAnswer))}; served for the last time after ${inWords(summarise(times.untilRefused))}\n`,
  );
});
