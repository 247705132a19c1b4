/** A call that fails on one of four engines, at each stage: afterwards every host runs exactly what it ran before. */
import { declareWith } from '@moorgate/testing';
import { busybox, commandOf, startEngineHosts } from '../support/applications/engine-hosts.ts';
import type { Verdict } from '../support/applications/engine-proxy.ts';
import {
  type LinedApplication,
  linesBack,
  linesOf,
} from '../support/applications/expected-lines.ts';
import { type HostsGround, openHostsGround } from '../support/applications/hosts-ground.ts';
import { finalized, type Line } from '../support/applications/operation-lines.ts';
import { judgeOnce } from '../support/applications/stage-calls.ts';

const engines = await startEngineHosts(4);
afterAll(() => (engines.isThere ? engines.stop() : undefined), 120_000);

const stages = ['pull', 'create', 'set aside', 'set up', 'start', 'health'] as const;
type Failing = (typeof stages)[number];
/** What goes wrong, and where: behind the beacon that listens, and behind the tunnel. */
const mishaps: readonly (readonly [Exclude<Verdict, 'pass'>, number])[] = [
  ['refuse', 1],
  ['cut', 2],
  ['lose', 3],
];

/** What is said of a container that was made and is gone again. */
const createdAndGone = {
  Code: 201,
  Message: expect.stringMatching(/^\{"Id":"[0-9a-f]{64}","Warnin\.\.\.$/) as string,
};

/** What the stream says of the host where it failed. */
const complaintOf = (stage: Failing, verdict: Verdict, at: number) => {
  const cut = `docker host host${at}:0: the connection was cut\n`;
  // Of a deletion that fails the status is told, and no words.
  const words = verdict === 'refuse' ? '{"message":"no"}' : cut;
  const said = stage === 'set aside' ? '' : words;
  const Message = stage === 'pull' ? 'Docker internal error' : said;
  return { Status: 'Error', Code: 500, Message };
};

declareWith(engines, describe)('with four engines', () => {
  if (!engines.isThere) return;
  const { hosts, images } = engines;
  const [first, second] = images;
  const name = 'web';
  let ground: HostsGround;
  let application: LinedApplication;
  beforeAll(async () => {
    ground = await openHostsGround(hosts);
    application = { name, image: second, addresses: ground.addresses };
    const body = { Name: name, Command: commandOf(first), Instances: ground.addresses };
    await ground.operate('POST', 'create?start=true&forcePull=true', body);
    // One that did not run is not to run afterwards, either.
    await hosts[0]!.engine.docker(['stop', name]);
  }, 240_000);
  afterAll(() => ground?.close(), 60_000);

  const containers = () => Promise.all(hosts.map((host) => host.containers()));

  /** The stages that go well, the one that fails at a host, and the way back on those where something was done. */
  const told = (stage: Failing, verdict: Verdict, at: number): readonly Line[] => {
    const words = (one: Failing) => (one === 'create' ? { words: createdAndGone } : {});
    const wasDone = stage !== 'create' || verdict === 'lose';
    const back = {
      ...application,
      addresses: application.addresses.filter((_, place) => wasDone || place !== at),
    };
    return [
      ...stages
        .slice(0, stages.indexOf(stage))
        .flatMap((one) => linesOf(one, application, words(one))),
      ...linesOf(stage, application, {
        ...words(stage),
        but: { [at]: complaintOf(stage, verdict, at) },
      }),
      // An image that was pulled stays.
      ...(stage === 'pull' ? [] : linesBack(stage, back)),
      finalized,
    ];
  };

  test.each(stages.flatMap((stage) => mishaps.map((mishap) => [stage, ...mishap] as const)))(
    'at the stage "%s" (%s, on host %i), all is as it was, and the stream and the history say so',
    async (stage, verdict, at) => {
      const before = await containers();
      const failed = judgeOnce(hosts[at]!.proxy, { moment: stage, name }, () => verdict);
      const lines = await ground.operate('PUT', `update/${name}?restart=true`, {
        Command: commandOf(second, stage, verdict),
        Health: { SoakSeconds: 1 },
      });
      expect(failed.hasCome()).toBe(true);
      expect(await containers()).toEqual(before);
      expect(lines).toEqual(told(stage, verdict, at));
      const { body } = await ground.admin.call(
        'GET',
        `/api/v0.2/applications/list/${name}?count=1`,
      );
      expect(body).toMatchObject([{ Image: second, Status: 'failed' }]);
    },
    60_000,
  );

  test('a version that does not stay up is taken back, and not deployed again without being told', async () => {
    const before = await containers();
    const change = {
      Command: { ...commandOf(second), Cmd: [busybox, 'false'] },
      Health: { SoakSeconds: 1 },
    };
    const lines = await ground.operate('PUT', `update/${name}?restart=true`, change);
    expect(lines.filter(({ Status }) => Status === 'Error')).toHaveLength(hosts.length);
    expect(await containers()).toEqual(before);
    const again = ground.operate('PUT', `update/${name}?restart=true`, change);
    await expect(again).rejects.toThrow('was answered 409');
  }, 60_000);
});
