import { boot2docker, createTestPki, startTestBeacon, type TestBeacon } from '@moorgate/testing';
import { requireBeaconAddress } from '../address.ts';
import { createBeaconCaller } from './call-beacon.ts';
import { type BeaconConnectOptions, createBeaconConnector } from './connect-beacon.ts';
import type { ResolvedAddress } from './judged-host.ts';
import {
  createNetworkPolicy,
  defaultAllowedNetworks,
  defaultRefusedNetworks,
} from './network-policy.ts';

const policy = createNetworkPolicy({
  allowed: defaultAllowedNetworks,
  refused: defaultRefusedNetworks,
});
const pki = createTestPki({ factory: 'acme' });
const instance = { address: '127.0.0.1:5001/v1.12', name: 'boot2docker', canAccessDocker: true };

let beacon: TestBeacon;
let secure: TestBeacon;
beforeAll(async () => {
  beacon = await startTestBeacon({ token: 'T0KEN', vms: [boot2docker] });
  const { certPem: cert, keyPem: key } = pki.server;
  secure = await startTestBeacon({ token: 'T0KEN', vms: [boot2docker], tls: { cert, key } });
});
afterAll(() => Promise.all([beacon.close(), secure.close()]));
afterEach(() => beacon.answerWith(null));

const call = (
  address: string,
  { timeoutMs = 15_000, ...options }: Partial<BeaconConnectOptions> & { timeoutMs?: number } = {},
  token = 'T0KEN',
): Promise<unknown> =>
  createBeaconCaller({
    connect: createBeaconConnector({ policy, ...options }),
    timeoutMs,
  }).listVms(requireBeaconAddress(address), token);

const failedBecause = (reason: string): unknown =>
  expect.objectContaining({
    code: 'beacon_call_failed',
    details: expect.objectContaining({ detail: `GET /vms: ${reason}` }) as unknown,
  });
const forbidden: unknown = expect.objectContaining({ code: 'beacon_address_forbidden' });

describe('a call', () => {
  test('shows the token in its header and asks below the prefix of the address', async () => {
    expect(await call(`${beacon.address}/my/beacon`)).toEqual([instance]);
    const { method, path, headers } = beacon.requests.at(-1)!;
    expect([method, path, headers['token']]).toEqual(['GET', '/my/beacon/vms', 'T0KEN']);
  });

  test('fails with the status of a refusal, and not with what the answer says', async () => {
    await expect(call(beacon.address, {}, 'wrong')).rejects.toEqual(
      failedBecause('401 Unauthorized'),
    );
    beacon.answerWith((_request, response) => response.writeHead(500).end('the inner secret'));
    await expect(call(beacon.address)).rejects.toEqual(failedBecause('500 Internal Server Error'));
  });

  test('does not follow a redirect', async () => {
    const location = `http://${beacon.address}/elsewhere`;
    beacon.answerWith((_request, response) =>
      response.writeHead(307, { Location: location }).end(),
    );
    const before = beacon.requests.length;
    await expect(call(beacon.address)).rejects.toEqual(failedBecause('307 Temporary Redirect'));
    expect(beacon.requests).toHaveLength(before + 1);
  });

  test('reads a megabyte and not more', async () => {
    beacon.answerWith((_request, response) => response.end(`["${'x'.repeat(1_048_576)}"]`));
    await expect(call(beacon.address)).rejects.toEqual(failedBecause('the answer is too large'));
  });

  test.each([
    ['no JSON', 'hello', 'the answer is no JSON'],
    ['no list of hosts', '{"vms":[]}', 'the answer is no list of hosts'],
  ])('fails for %s', async (_what, body, reason) => {
    beacon.answerWith((_request, response) => response.end(body));
    await expect(call(beacon.address)).rejects.toEqual(failedBecause(reason));
  });

  test('ends after its time, however slowly an answer trickles', async () => {
    beacon.answerWith((_request, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(call(beacon.address, { timeoutMs: 200 })).rejects.toEqual(
      failedBecause('no answer in time'),
    );
  });

  test('ends after its time where a name is not resolved', async () => {
    const resolve = () => new Promise<never>(() => {});
    await expect(call('beacon.example', { timeoutMs: 50, resolve })).rejects.toEqual(
      failedBecause('no answer in time'),
    );
  });

  test('waits for its turn where 64 others are under way', async () => {
    const caller = createBeaconCaller({
      connect: createBeaconConnector({ policy }),
      timeoutMs: 1_000,
    });
    const address = requireBeaconAddress(beacon.address);
    const held: (() => void)[] = [];
    beacon.answerWith((_request, response) => void held.push(() => response.end('[]')));
    const calls = Array.from({ length: 64 }, () => caller.listVms(address, 'T0KEN'));
    await expect(caller.listVms(address, 'T0KEN')).rejects.toMatchObject({
      code: 'service_unavailable',
    });
    beacon.answerWith((_request, response) => response.end('[]'));
    for (const release of held) release();
    await Promise.allSettled(calls);
    expect(await caller.listVms(address, 'T0KEN')).toEqual([]);
  });

  test('fails where nobody listens', async () => {
    const gone = await startTestBeacon({ token: '' });
    await gone.close();
    await expect(call(gone.address)).rejects.toEqual(failedBecause('the connection was refused'));
  });
});

describe('over TLS', () => {
  test('a beacon is known by the CA that the operator names', async () => {
    expect(await call(secure.address, { ca: pki.root.certPem })).toEqual([instance]);
  });

  test('a beacon of another CA is not shown the token', async () => {
    const before = secure.requests.length;
    await expect(call(secure.address)).rejects.toEqual(
      failedBecause('the certificate is not accepted'),
    );
    const other = createTestPki({ factory: 'other' }).root.certPem;
    await expect(call(secure.address, { ca: other })).rejects.toEqual(
      failedBecause('the certificate is not accepted'),
    );
    expect(secure.requests).toHaveLength(before);
  });

  test('a certificate for another name is not accepted', async () => {
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const address = `https://beacon.example:${secure.port}`;
    await expect(call(address, { ca: pki.root.certPem, resolve })).rejects.toEqual(
      failedBecause('the certificate is not accepted'),
    );
  });
});

describe('the policy', () => {
  test.each(['169.254.169.254', '0.0.0.0:80', '[::ffff:169.254.169.254]', '[fe80::1]', '[::]'])(
    'forbids %s before anything is sent',
    async (address) => {
      await expect(call(address)).rejects.toEqual(forbidden);
    },
  );

  test('judges what a name stands for, and every address of it', async () => {
    const found: ResolvedAddress[] = [
      { address: '127.0.0.1', family: 4 },
      { address: '169.254.169.254', family: 4 },
    ];
    const resolve = () => Promise.resolve(found);
    const before = beacon.requests.length;
    await expect(call(`beacon.example:${beacon.port}`, { resolve })).rejects.toEqual(forbidden);
    expect(beacon.requests).toHaveLength(before);
  });

  test('holds for a name that means something else when it is asked again', async () => {
    const answers = ['127.0.0.1', '169.254.169.254'];
    let asked = 0;
    const resolve = () => {
      const address = answers[Math.min(asked, 1)]!;
      asked += 1;
      return Promise.resolve([{ address, family: 4 }]);
    };
    expect(await call(`rebound.example:${beacon.port}`, { resolve })).toEqual([instance]);
    expect(asked).toBe(1);
    expect(beacon.requests.at(-1)?.headers['host']).toBe(`rebound.example:${beacon.port}`);
    await expect(call(`rebound.example:${beacon.port}`, { resolve })).rejects.toEqual(forbidden);
  });

  test('forbids whatever is in none of the networks that an operator names', async () => {
    const narrow = createNetworkPolicy({ allowed: ['10.0.0.0/8'], refused: [] });
    await expect(call(beacon.address, { policy: narrow })).rejects.toEqual(forbidden);
  });
});
