/** What happens in the middle of an operation on four engines: the server is killed, a host is denied, a beacon hangs. */
import { text } from 'node:stream/consumers';
import { declareWith, isSoak } from '@moorgate/testing';
import {
  beginUpdate,
  readLinesOf,
  stagesIn,
  untilEnded,
  untilSettled,
} from '../support/applications/begun-operations.ts';
import { busybox, commandOf, startEngineHosts } from '../support/applications/engine-hosts.ts';
import type { Verdict } from '../support/applications/engine-proxy.ts';
import { type HostsGround, openHostsGround } from '../support/applications/hosts-ground.ts';
import { hostApi } from '../support/applications/raw-connection.ts';
import { judgeOnce, type Moment } from '../support/applications/stage-calls.ts';
import { until } from '../runner/builds-ground.ts';

const engines = await startEngineHosts(isSoak() ? 8 : 4);
afterAll(() => (engines.isThere ? engines.stop() : undefined), 120_000);

const moments: readonly Moment[] = [
  ...(['pull', 'create', 'stop', 'set aside'] as const),
  ...(['set up', 'start', 'health', 'delete'] as const),
];
/** What becomes of a call that nobody waits for any more: the engine does it, or never hears of it. */
const fates: readonly Verdict[] = ['pass', 'cut'];
/** Every moment with both of them, or with one after the other. */
const kills = moments.flatMap((moment, at) =>
  (isSoak() ? fates : [fates[at % 2]!]).map((fate, which) => ({
    ...{ moment, fate, name: `${moment.replace(' ', '-')}-${which}` },
  })),
);

/** The labels of all stages of an update with a soak time. */
const labels = [
  ...['Pulling required image', 'Creating new container', 'Deleting old containers'],
  ...['Setting up new container', 'Starting application', 'Checking health'],
];

declareWith(engines, describe)('with four engines, or eight', () => {
  if (!engines.isThere) return;
  const { hosts: all, images } = engines;
  const [first, second] = images;
  const half = all.length / 2;
  /** Two behind each of the beacons. */
  const places = [0, 1, half, half + 1];
  const hosts = places.map((place) => all[place]!);
  let ground: HostsGround;
  let addresses: readonly string[];
  beforeAll(async () => {
    ground = await openHostsGround(all);
    addresses = places.map((place) => ground.addresses[place]!);
  }, 240_000);
  afterAll(() => ground?.close(), 60_000);

  const create = (name: string, instances: readonly string[]) =>
    ground.operate('POST', 'create?start=true&forcePull=true', {
      ...{ Name: name, Command: commandOf(first), Instances: instances },
    });
  const toSecond = (...marks: readonly string[]) => ({
    ...{ command: commandOf(second, ...marks), restart: true },
  });
  const containers = () => Promise.all(hosts.map((host) => host.containers()));
  const running = (name: string, image: string): string => `${name} running ${image}`;
  const removeAll = async (): Promise<void> => {
    for (const { engine } of all) {
      const ids = (await engine.docker(['ps', '--all', '--quiet'])).split('\n').filter(Boolean);
      if (ids.length > 0) await engine.docker(['rm', '--force', ...ids]);
    }
  };
  afterEach(removeAll, 60_000);

  test('a server that is killed at each stage leaves every host with one version, and the operation with its outcome', async () => {
    await Promise.all(kills.map(({ name }) => create(name, addresses)));
    const isDead = Promise.withResolvers<void>();
    const ids: string[] = [];
    for (const [at, { moment, fate, name }] of kills.entries()) {
      const held = judgeOnce(hosts[at % hosts.length]!.proxy, { moment, name }, () =>
        isDead.promise.then(() => fate),
      );
      const health = { SoakSeconds: 1 };
      ids.push(await beginUpdate(ground.admin, name, { ...toSecond(), health }));
      await until(`nothing comes at "${moment}"`, () => Promise.resolve(held.hasCome()));
    }
    process.kill(ground.product.ready.pids['adminApi']!, 'SIGKILL');
    isDead.resolve();
    const records = await Promise.all(ids.map((id) => untilSettled(ground.admin, id)));
    const expected = kills
      .map(({ name }, at) => running(name, records[at]!.status === 'succeeded' ? second : first))
      .sort();
    for (const host of hosts) expect((await host.shown()).split(', ')).toEqual(expected);
    // Nothing failed but the server, and what it had begun can be finished.
    expect(records.map(({ status, outcome }) => [status, outcome])).toEqual(
      kills.map(() => ['succeeded', null]),
    );
    const told = [...labels.map((label) => [label, ...addresses.toSorted()]), ['Finalized']];
    for (const id of ids) expect(stagesIn(await readLinesOf(ground, id))).toEqual(told);
  }, 240_000);

  test('a host that is denied loses its tunnel within a second, the others finish, and it gets back what it had', async () => {
    const name = 'denied';
    await create(name, addresses);
    const before = await containers();
    const release = Promise.withResolvers<Verdict>();
    const held = judgeOnce(hosts[2]!.proxy, { moment: 'set up', name }, () => release.promise);
    const id = await beginUpdate(ground.admin, name, toSecond());
    await until('nothing is held', () => Promise.resolve(held.hasCome()));
    const events = await fetch(
      new URL(
        `/api/v0.2/d/${encodeURIComponent(addresses[3]!)}/events`,
        ground.product.ready.adminUrl,
      ),
      { headers: { authorization: `Bearer ${ground.token}` } },
    );
    expect(events.status).toBe(200);
    const cut = events.text().catch(() => null);
    expect((await ground.admin.call('DELETE', `/devices/${ground.uuid}`)).status).toBe(204);
    const deniedMs = performance.now();
    await cut;
    expect(performance.now() - deniedMs).toBeLessThan(1_000);
    release.resolve('pass');

    const { status, outcome } = await untilEnded(ground.admin, id);
    const left = addresses.slice(2).map((address) => `${address}: its beacon is denied`);
    expect([status, outcome]).toEqual(['failed', left.join('; ')]);
    const there = [running(name, second), running(name, second)];
    expect(await Promise.all(hosts.slice(0, 2).map((host) => host.shown()))).toEqual(there);
    const lines = await readLinesOf(ground, id);
    const errors = lines.filter((line) => line.status === 'Error');
    expect(errors.map(({ instance }) => instance).sort()).toEqual(addresses.slice(2).toSorted());
    expect(stagesIn(lines).map(([label]) => label)).toEqual([...labels.slice(0, 5), 'Finalized']);

    const undenied = await ground.admin.call('DELETE', `/denied-devices/${ground.uuid}`);
    expect(undenied.status).toBe(204);
    await untilSettled(ground.admin, id);
    expect((await containers()).slice(2)).toEqual(before.slice(2));
    expect(await Promise.all(hosts.slice(0, 2).map((host) => host.shown()))).toEqual(there);
  }, 240_000);

  test('a beacon that hangs delays nobody else', async () => {
    await Promise.all([create('hung', addresses.slice(0, 2)), create('free', addresses.slice(2))]);
    const [hanging, other] = [addresses[0]!, addresses[2]!].map((one) => hostApi(ground, one));
    // It takes connections as long as it is asleep, and says nothing.
    process.kill(ground.listening.pid, 'SIGSTOP');
    const hung = await beginUpdate(ground.admin, 'hung', toSecond());
    const asked = Array.from({ length: 50 }, () => hanging!.ask('GET', 'info'));
    const lines = await ground.operate('PUT', 'update/free?restart=true', {
      Command: commandOf(second),
    });
    expect(lines.filter(({ Status }) => Status === 'Error')).toEqual([]);
    expect((await other!.ask('GET', 'info')).status).toBe(200);
    process.kill(ground.listening.pid, 'SIGCONT');
    await Promise.all(asked);
    expect((await hanging!.ask('GET', 'info')).status).toBe(200);
    const { status } = await untilSettled(ground.admin, hung);
    const expected = running('hung', status === 'succeeded' ? second : first);
    expect(await Promise.all(hosts.slice(0, 2).map((host) => host.shown()))).toEqual([
      ...[expected, expected],
    ]);
  }, 120_000);

  test('an update takes hosts out, adds others, and brings another command to all that stay', async () => {
    const name = 'moved';
    const [instances, add] = [ground.addresses.slice(0, half), ground.addresses.slice(half)];
    await create(name, instances);
    // As many as there are of the second, the fourth and the third, in the words of the first Lighthouse.
    const gone = [1, 3, 2].filter((place) => place < half);
    await ground.operate('PUT', `update/${name}?restart=true`, {
      ...{ Command: commandOf(second), Add: add },
      Remove: gone.map((place) => ground.addresses[place]),
    });
    const stays = ground.addresses.map((_, place) => !gone.includes(place));
    expect(await Promise.all(all.map((host) => host.shown()))).toEqual(
      stays.map((isThere) => (isThere ? running(name, second) : '')),
    );
    const { body } = await ground.admin.call('GET', '/api/v0.2/applications/list');
    const [history] = (
      await ground.admin.call('GET', `/api/v0.2/applications/list/${name}?count=1`)
    ).body as readonly { readonly Id: number }[];
    expect(body).toContainEqual(
      expect.objectContaining({
        ...{ Name: name, CurrentDeployment: history!.Id },
        Instances: ground.addresses.filter((_, place) => stays[place] === true),
      }),
    );
  }, 120_000);

  test.each([
    ['a beacon that listens', 0],
    ['a tunnel', 2],
  ])(
    'a container behind %s is attached to and worked in, and a raw connection that is cut is told of',
    async (_what, at) => {
      const api = hostApi(ground, addresses[at]!);
      const { engine, proxy } = hosts[at]!;
      await engine.docker(['pull', '--quiet', first]);
      const script = `${busybox} cat; echo done; exec ${busybox} sleep 600`;
      const made = await api.ask('POST', 'containers/create', {
        ...{
          Image: first,
          Cmd: [busybox, 'sh', '-c', script],
          HostConfig: { NetworkMode: 'none' },
        },
        ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true },
      });
      expect(made).toMatchObject({ status: 201 });
      const { Id: id } = JSON.parse(made.text) as { Id: string };
      const attached = await api.upgrade(`containers/${id}/attach?stream=1&stdin=1&stdout=1`);
      expect((await api.ask('POST', `containers/${id}/start`)).status).toBe(204);
      if (typeof attached === 'number') throw new Error(`answered ${attached}`);
      attached.end('what it reads\n');
      let output = '';
      for await (const part of attached as AsyncIterable<Buffer>) {
        output += part.toString('latin1');
        if (output.includes('done\n')) break;
      }
      expect(output).toContain('what it reads\n');

      const exec = async () => {
        const body = { Cmd: [busybox, 'sh', '-c', 'echo executed'], AttachStdout: true };
        const answer = await api.ask('POST', `containers/${id}/exec`, body);
        return api.upgrade(`exec/${(JSON.parse(answer.text) as { Id: string }).Id}/start`, {});
      };
      const executed = await exec();
      if (typeof executed === 'number') throw new Error(`answered ${executed}`);
      expect(await text(executed)).toContain('executed\n');
      const leave = proxy.interfere(({ target }) => (target.startsWith('exec/') ? 'cut' : null));
      expect(await exec()).toBeGreaterThanOrEqual(500);
      leave();
    },
    60_000,
  );
});
