/** A compose file on two engines behind two beacons: deployed, updated, and taken back whole when one service fails. */
import { declareWith } from '@moorgate/testing';
import { until } from '../runner/builds-ground.ts';
import {
  busybox,
  type EngineHost,
  startEngineHosts,
} from '../support/applications/engine-hosts.ts';
import type { EngineCall } from '../support/applications/engine-proxy.ts';
import { type HostsGround, openHostsGround } from '../support/applications/hosts-ground.ts';

const engines = await startEngineHosts(2);
afterAll(() => (engines.isThere ? engines.stop() : undefined), 120_000);

const name = 'shop';

/** A database that is healthy once it has written to its volume, and what waits for it. */
const fileOf = (image: string, { check = 'grep', networks = '[back]' } = {}): string => `
services:
  web:
    image: ${image}
    command: [${busybox}, sleep, "3600"]
    stop_signal: SIGKILL
    networks: ${networks}
    depends_on: { db: { condition: service_healthy } }
  db:
    image: ${image}
    command: [${busybox}, sh, -c, 'echo $$VERSION >> /data/versions; exec ${busybox} sleep 3600']
    stop_signal: SIGKILL
    networks: [back]
    volumes: ["data:/data"]
    healthcheck: { test: [CMD, ${busybox}, "${check}", -q, ".", /data/versions], interval: 1s, retries: 1 }
networks: { back: {}, front: {} }
volumes: { data: {} }
`;

interface Operation {
  readonly id: string;
  readonly status: string;
  readonly outcome: string | null;
}

const isStart = ({ method, target }: EngineCall): boolean =>
  method === 'POST' && target.endsWith('/start');

declareWith(engines, describe)('with two engines', () => {
  if (!engines.isThere) return;
  const { hosts, images } = engines;
  const [first, second] = images;
  let ground: HostsGround;
  beforeAll(async () => {
    ground = await openHostsGround(hosts);
  }, 240_000);
  afterAll(() => ground?.close(), 60_000);

  /** Asks for an operation, and answers how it ended. */
  const operate = async (method: string, path: string, body: object): Promise<Operation> => {
    const begun = await ground.admin.call(method, path, body);
    expect([begun.status, begun.body]).toEqual([202, expect.anything()]);
    let operation = begun.body as Operation;
    await until(`${path} does not end`, async () => {
      const { body: now } = await ground.admin.call('GET', `/v1/operations/${operation.id}`);
      operation = now as Operation;
      return operation.status === 'succeeded' || operation.status === 'failed';
    });
    return operation;
  };

  const update = (compose: string): Promise<Operation> =>
    operate('PATCH', `/v1/applications/${name}`, { compose, restart: true });

  const list = async ({ engine }: EngineHost, kind: 'network' | 'volume', what: string) =>
    (await engine.docker([kind, 'ls', '--format', what, '--filter', `name=${name}_`])).trim();

  /** All that has to be there again when something has failed. */
  const snapshot = () =>
    Promise.all(
      hosts.map(async (host) => [
        await host.containers(),
        await list(host, 'network', '{{.ID}} {{.Name}}'),
        await list(host, 'volume', '{{.Name}}'),
      ]),
    );

  const runs = (image: string) =>
    hosts.map(() => ['db', 'web'].map((one) => `${name}_${one} running ${image}`).join(', '));
  const shown = () => Promise.all(hosts.map((host) => host.shown()));
  const versions = () =>
    Promise.all(
      hosts.map(({ engine }) =>
        engine.docker(['exec', `${name}_db`, busybox, 'cat', '/data/versions']),
      ),
    );

  test('networks, volumes and services are made, and what waits for a healthy service starts behind it', async () => {
    const seen: string[] = [];
    const leave = hosts[1]!.proxy.interfere((call) => {
      if (!isStart(call)) return null;
      return hosts[1]!.engine
        .docker(['ps', '--all', '--format', '{{.Names}} {{.Status}}'])
        .then((states) => {
          seen.push(states);
          return 'pass' as const;
        });
    });
    const created = await operate('POST', '/v1/applications', {
      ...{ name, compose: fileOf(first), instances: ground.addresses, 'force-pull': true },
    });
    leave();
    expect(created).toMatchObject({ status: 'succeeded', outcome: null });
    expect(seen).toHaveLength(2);
    expect(seen[1]).toMatch(new RegExp(`^${name}_db Up .*\\(healthy\\)$`, 'm'));
    expect(seen[1]).toMatch(new RegExp(`^${name}_web Created$`, 'm'));
    expect(await shown()).toEqual(runs(first));
    for (const host of hosts) {
      expect(await list(host, 'network', '{{.Name}}')).toBe(`${name}_back`);
      expect(await list(host, 'volume', '{{.Name}}')).toBe(`${name}_data`);
      const found = await host.engine.docker(['exec', `${name}_web`, busybox, 'nslookup', 'db.']);
      expect(found).toContain('Address');
    }
  }, 120_000);

  test('an update replaces all services, and keeps the network and what is in the volume', async () => {
    const [before] = await snapshot();
    expect(await update(fileOf(second))).toMatchObject({ status: 'succeeded' });
    expect(await shown()).toEqual(runs(second));
    const [after] = await snapshot();
    expect(after!.slice(1)).toEqual(before!.slice(1));
    expect(await versions()).toEqual(hosts.map(() => '1\n2\n'));
  }, 120_000);

  /** The second service fails on one host, at another stage each time. */
  const failures: readonly (readonly [string, (call: EngineCall) => boolean, string])[] = [
    ['is created', ({ target }) => target === `containers/create?name=${name}_web_tmp`, 'Creating'],
    [
      'gets its name',
      ({ target }) => new RegExp(`^containers/[^/]+/rename\\?name=${name}_web$`).test(target),
      'Setting up',
    ],
    [
      'is started',
      (() => {
        let starts = 0;
        return (call: EngineCall) => isStart(call) && (starts += 1) === 2;
      })(),
      'Starting',
    ],
  ];

  test.each(failures)(
    'when the second service fails as it %s on one host, every host runs what it ran before',
    async (_stage, isMet, label) => {
      const before = await snapshot();
      let isSpent = false;
      const leave = hosts[1]!.proxy.interfere((call) => {
        if (isSpent || !isMet(call)) return null;
        isSpent = true;
        return 'refuse';
      });
      const failed = await update(fileOf(first, { networks: '[back, front]' }));
      leave();
      expect(failed).toMatchObject({ status: 'failed' });
      expect(failed.outcome).toMatch(new RegExp(`^${label}.*: `));
      expect(await snapshot()).toEqual(before);
      expect(await shown()).toEqual(runs(second));
    },
    60_000,
  );

  test('a service that never becomes healthy is taken back with all others, and not deployed again without being told', async () => {
    const before = await snapshot();
    const compose = fileOf(first, { check: 'false', networks: '[back, front]' });
    const failed = await update(compose);
    expect(failed.status).toBe('failed');
    expect(failed.outcome).toContain(`${name}_db is unhealthy`);
    expect(await snapshot()).toEqual(before);
    const body = { compose, restart: true };
    const again = await ground.admin.call('PATCH', `/v1/applications/${name}`, body);
    expect([again.status, again.body]).toMatchObject([409, { code: 'deployment_bad' }]);
  }, 60_000);
});
