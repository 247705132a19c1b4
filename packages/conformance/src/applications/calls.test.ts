/** Everything that is done to applications, on four engines behind two beacons: each stream line by line. */
import { declareWith } from '@moorgate/testing';
import { commandOf, startEngineHosts } from '../support/applications/engine-hosts.ts';
import {
  absent,
  createdAs,
  linesOf,
  type LinedApplication,
} from '../support/applications/expected-lines.ts';
import { type HostsGround, openHostsGround } from '../support/applications/hosts-ground.ts';
import { finalized, type Line } from '../support/applications/operation-lines.ts';

const engines = await startEngineHosts(4);
afterAll(() => (engines.isThere ? engines.stop() : undefined), 120_000);

interface Listed {
  readonly Id: number;
  readonly CurrentDeployment: number;
  readonly Name: string;
  readonly Instances: readonly string[];
}

interface Deployed {
  readonly Id: number;
  readonly Image: string;
  readonly Version: number;
  readonly Status: string;
}

declareWith(engines, describe)('with four engines', () => {
  if (!engines.isThere) return;
  const { hosts, images } = engines;
  const [first, second] = images;
  const name = 'web';
  let ground: HostsGround;
  beforeAll(async () => {
    ground = await openHostsGround(hosts);
  }, 240_000);
  afterAll(() => ground?.close(), 60_000);

  const shown = (): Promise<readonly string[]> => Promise.all(hosts.map((host) => host.shown()));
  /** The application on those of the hosts. */
  const on = (image: string, at: readonly number[] = [0, 1, 2, 3]): LinedApplication => ({
    ...{ name, image },
    addresses: at.map((one) => ground.addresses[one]!),
  });
  /** What is said of containers that are there now; `at` has the hosts in the order of the application. */
  const created = async (image: string, at: readonly number[] = [0, 1, 2, 3]) => {
    const ids = await Promise.all(at.map((one) => hosts[one]!.idOf(name)));
    return linesOf('create', on(image, at), { but: { ...ids.map(createdAs) } });
  };
  const listed = async (): Promise<Listed> => {
    const { body } = await ground.admin.call('GET', '/api/v0.2/applications/list');
    return (body as readonly Listed[]).find(({ Name }) => Name === name)!;
  };
  const history = async (query = ''): Promise<readonly Deployed[]> => {
    const { body } = await ground.admin.call('GET', `/api/v0.2/applications/list/${name}${query}`);
    return body as readonly Deployed[];
  };
  const briefly = async (): Promise<readonly string[]> =>
    (await history()).map(({ Version, Image, Status }) => `${Version} ${Image} ${Status}`);
  const operate = (method: string, path: string, body?: unknown): Promise<readonly Line[]> =>
    ground.operate(method, path, body);

  test('a creation pulls, creates and starts on all of them', async () => {
    const body = { Name: name, Command: commandOf(first), Instances: ground.addresses };
    const lines = await operate('POST', 'create?start=true&forcePull=true', body);
    expect(await shown()).toEqual(hosts.map(() => `${name} running ${first}`));
    expect(lines).toEqual([
      ...linesOf('pull', on(first)),
      ...(await created(first)),
      ...linesOf('set aside', on(first), { words: absent }),
      ...linesOf('set up', on(first)),
      ...linesOf('start', on(first)),
      finalized,
    ]);
    const [only] = await history();
    expect(await listed()).toMatchObject({
      CurrentDeployment: only!.Id,
      Instances: ground.addresses,
    });
    expect(await briefly()).toEqual([`1 ${first} succeeded`]);
  }, 120_000);

  test('it is stopped and started everywhere; where that is done already, the engine says so', async () => {
    const again = { words: { Status: 'Warning', Code: 304 } };
    for (const [stage, state] of [
      ['stop', 'exited'],
      ['start', 'running'],
    ] as const) {
      const lines = await operate('POST', `${stage}/${name}`);
      expect(lines).toEqual([...linesOf(stage, on(first)), finalized]);
      expect(await shown()).toEqual(hosts.map(() => `${name} ${state} ${first}`));
      const repeated = await operate('POST', `${stage}/${name}`);
      expect(repeated).toEqual([...linesOf(stage, on(first), again), finalized]);
    }
  }, 120_000);

  test('an update takes it from two hosts, and gives the others another command', async () => {
    const [, gone, , goneBehindTunnel] = ground.addresses;
    const body = { Command: commandOf(second), Remove: [goneBehindTunnel, gone] };
    const lines = await operate('PUT', `update/${name}?restart=true`, body);
    expect(await shown()).toEqual([
      `${name} running ${second}`,
      '',
      `${name} running ${second}`,
      '',
    ]);
    const staying = on(second, [0, 2]);
    expect(lines).toEqual([
      ...linesOf('set aside', on(second, [3, 1])),
      ...linesOf('pull', staying),
      ...(await created(second, [0, 2])),
      ...linesOf('set aside', staying),
      ...linesOf('set up', staying),
      ...linesOf('start', staying),
      finalized,
    ]);
    expect((await listed()).Instances).toEqual(staying.addresses);
    expect(await briefly()).toEqual([`2 ${second} succeeded`, `1 ${first} succeeded`]);
  }, 120_000);

  test('an update adds hosts, and leaves the others alone', async () => {
    const before = await Promise.all([hosts[0]!.containers(), hosts[2]!.containers()]);
    const [, one, , other] = ground.addresses;
    const lines = await operate('PUT', `update/${name}`, { Add: [other, one] });
    expect(await Promise.all([hosts[0]!.containers(), hosts[2]!.containers()])).toEqual(before);
    const coming = on(second, [3, 1]);
    expect(lines).toEqual([
      ...linesOf('pull', coming),
      ...(await created(second, [3, 1])),
      ...linesOf('set aside', coming, { words: absent }),
      ...linesOf('set up', coming),
      finalized,
    ]);
    expect([await hosts[1]!.shown(), await hosts[3]!.shown()]).toEqual([
      `${name} created ${second}`,
      `${name} created ${second}`,
    ]);
    expect((await listed()).Instances).toEqual(on(second, [0, 2, 3, 1]).addresses);
    expect(await history()).toHaveLength(2);
  }, 120_000);

  test('a reversion brings an earlier deployment back by its place or its id, and does not start it', async () => {
    const order = [0, 2, 3, 1];
    const [newest, oldest] = await history();
    for (const [method, query, { Image: image, Id: id }] of [
      ['POST', '', oldest!],
      ['PUT', `?target=${newest!.Id}`, newest!],
    ] as const) {
      const lines = await operate(method, `revert/${name}${query}`);
      expect(await shown()).toEqual(hosts.map(() => `${name} created ${image}`));
      expect(lines).toEqual([
        ...(await created(image, order)),
        ...linesOf('set aside', on(image, order)),
        ...linesOf('set up', on(image, order)),
        finalized,
      ]);
      expect((await listed()).CurrentDeployment).toBe(id);
    }
    expect(await history()).toHaveLength(2);
  }, 120_000);

  test('the history is counted from its newest end, and lists come for as many as are asked for', async () => {
    expect((await history('?count=1')).map(({ Version }) => Version)).toEqual([2]);
    expect((await history('?count=7')).map(({ Version }) => Version)).toEqual([2, 1]);
    expect(await history('?count=0')).toEqual([]);
  });

  test('a container of somebody else that has the name is left alone, and so is what ran elsewhere', async () => {
    const taken = 'taken';
    const { engine } = hosts[3]!;
    await engine.docker(['create', '--name', taken, '--network', 'none', second, '/bin/busybox']);
    const before = await Promise.all(hosts.map((host) => host.containers()));
    const body = { Name: taken, Command: commandOf(second), Instances: ground.addresses };
    const lines = await operate('POST', 'create?start=true&forcePull=true', body);
    expect(await Promise.all(hosts.map((host) => host.containers()))).toEqual(before);
    expect(lines.find(({ Status }) => Status === 'Error')).toMatchObject({
      Instance: ground.addresses[3],
      Message: `${taken} is a container that does not belong to the application`,
    });
    expect(lines.at(-1)).toEqual(finalized);
    await engine.docker(['rm', taken]);
  }, 120_000);
});
