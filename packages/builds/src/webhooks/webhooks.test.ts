import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNetworkPolicy } from '@moorgate/beacons';
import { cancelRuns } from '../runs/cancel.ts';
import { completeRun } from '../runs/keep-lease.ts';
import { type BuildGround, openBuildGround, testFactory } from '../test-support/build-ground.ts';
import { createBuild } from '../creation/create-build.ts';
import { createWebhookCaller, type WebhookCallOptions } from './call-webhook.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const everywhere = createNetworkPolicy({ allowed: ['0.0.0.0/0', '::/0'], refused: [] });
const nowhereHere = createNetworkPolicy({
  allowed: ['0.0.0.0/0', '::/0'],
  refused: ['127.0.0.0/8', '169.254.0.0/16', '::1/128', '0.0.0.0/8'],
});

let ground: BuildGround;
let server: Server;
let origin: string;
let received: Received[];
let answer: { status: number; location?: string };
beforeEach(async () => {
  ground = await openBuildGround();
  received = [];
  answer = { status: 200 };
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      const { status, location } = answer;
      response.writeHead(status, location === undefined ? {} : { Location: location }).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await ground.close();
});

const finish = async (webhook: object, secrets: Record<string, string> = { hook: 's3cret' }) => {
  const definition = {
    timeout: 5,
    triggers: [{ name: 't', runs: [{ name: 'only' }] }],
    webhooks: [{ url: `${origin}/hook`, secret_name: 'hook', ...webhook }],
  };
  const request = { factory: testFactory, definition, secrets };
  const { buildId } = await createBuild(ground.ctx, ground.services, request);
  await cancelRuns(ground.ctx, { factory: testFactory, buildId });
};
const deliver = (options: Partial<WebhookCallOptions> = {}): Promise<number> =>
  deliverWebhooks(ground.ctx, {
    ...ground.services,
    webhookCaller: createWebhookCaller({ policy: everywhere, ...options }),
  });
const delivery = () =>
  ground.db
    .selectFrom('webhook_deliveries')
    .select(['attempts', 'next_attempt_at', 'delivered_at', 'failure'])
    .executeTakeFirst();

test('the end of a build is told once, with the build and the signature of its secret', async () => {
  await finish({});
  expect(await deliver()).toBe(1);
  expect(await deliver()).toBe(0);
  const [{ headers, body }] = received as [Received];
  expect(JSON.parse(body)).toMatchObject({
    build_id: 1,
    status: 'FAILED',
    url: `https://ci.example/projects/${testFactory}/lmp/builds/1/`,
    runs: [{ name: 'only', status: 'FAILED' }],
  });
  const hmac = createHmac('sha256', 's3cret').update(body).digest('hex');
  expect(headers['x-jobserv-sig']).toBe(`sha256:${hmac}`);
  expect(headers['content-type']).toBe('application/json');
});

test('one that fails is tried four times, after 1, 2 and 4 seconds, by whoever is there then', async () => {
  answer = { status: 500 };
  await finish({});
  const pauses: (number | null)[] = [];
  for (let round = 0; round < 4; round += 1) {
    expect(await deliver()).toBe(1);
    const { next_attempt_at: next } = (await delivery())!;
    const pause = next === null ? null : next.getTime() - ground.clock.now().getTime();
    pauses.push(pause);
    expect(await deliver()).toBe(0);
    ground.clock.advance(pause ?? 0);
  }
  expect(pauses).toEqual([1_000, 2_000, 4_000, null]);
  expect(received).toHaveLength(4);
  expect((await delivery())?.failure).toBe('the answer was 500 Internal Server Error');
});

test('one whose sender is killed in the middle is sent by the next, a minute later', async () => {
  await finish({});
  const gone = deliver({ resolve: () => new Promise(() => {}), timeoutMs: 1 });
  await gone;
  ground.clock.advance(1_000);
  await ground.db
    .updateTable('webhook_deliveries')
    .set({ next_attempt_at: new Date(ground.clock.now().getTime() + 60_000) })
    .execute();
  expect(await deliver()).toBe(0);
  ground.clock.advance(60_000);
  expect(await deliver()).toBe(1);
  expect((await delivery())?.delivered_at).toEqual(ground.clock.now());
});

test('none is sent without its secret, and none is tried for it again', async () => {
  await finish({}, {});
  expect(await deliver()).toBe(1);
  expect(received).toEqual([]);
  expect(await delivery()).toMatchObject({
    next_attempt_at: null,
    failure: 'there is no secret hook',
  });
});

test('one whose secret cannot be opened is given up with the reason', async () => {
  await finish({}, { hook: 's3cret' });
  const damage = { sealed: Buffer.alloc(40) };
  await ground.db.updateTable('build_secrets').set(damage).where('name', '=', 'hook').execute();
  expect(await deliver()).toBe(1);
  expect(received).toEqual([]);
  expect(await delivery()).toMatchObject({
    next_attempt_at: null,
    delivered_at: null,
    failure:
      'Secrets cannot be opened any more, since their key is gone or they were damaged; start another build with: hook.',
  });
  ground.clock.advance(120_000);
  expect(await deliver()).toBe(0);
});

test('the loss of a secret that a webhook does not name keeps nothing from it', async () => {
  await finish({}, { hook: 's3cret', other: 'lost' });
  const damage = { sealed: Buffer.alloc(40) };
  await ground.db.updateTable('build_secrets').set(damage).where('name', '=', 'other').execute();
  await deliver();
  expect(received).toHaveLength(1);
});

test('one for failures alone is told of a failure, and not of what has passed', async () => {
  await finish({ only_failures: true });
  expect(await deliver()).toBe(1);
  const runner = await ground.addRunner();
  await ground.build([{ name: 'only' }], {
    webhooks: [{ url: `${origin}/hook`, secret_name: 'hook', only_failures: true }],
  });
  await completeRun(ground.ctx, (await ground.take(runner)).lease, { status: 'PASSED' });
  expect(await deliver()).toBe(0);
  expect(received).toHaveLength(1);
});

describe('an address that is refused', () => {
  test.each([
    'http://127.0.0.1/',
    'http://169.254.169.254/latest',
    'http://[::1]/',
    'http://0/',
    'http://2130706433/',
  ])('%s: nothing is sent, and it is not tried again', async (url) => {
    await finish({ url });
    expect(await deliver({ policy: nowhereHere })).toBe(1);
    const outcome = (await delivery())!;
    expect(outcome.next_attempt_at).toBeNull();
    expect(outcome.failure).toMatch(/policy/);
  });

  test('a name is judged by all of its addresses, and called at those that were judged', async () => {
    const { port } = new URL(origin);
    const url = `http://hooks.example:${port}/`;
    const caller = (addresses: string[], policy = nowhereHere) =>
      createWebhookCaller({
        policy,
        resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 }))),
      });
    const message = { body: '{}', secret: 's' };
    const refused = caller(['203.0.113.1', '169.254.169.254']).send(url, message);
    await expect(refused).rejects.toMatchObject({ code: 'webhook_address_forbidden' });
    await caller(['127.0.0.1'], everywhere).send(url, message);
    expect(received[0]?.headers.host).toBe(`hooks.example:${port}`);
  });

  test('a redirect is not followed, wherever it leads', async () => {
    answer = { status: 302, location: `${origin}/elsewhere` };
    await finish({});
    await deliver();
    expect(received).toHaveLength(1);
    expect((await delivery())?.failure).toBe('the answer was 302 Found');
  });
});
