/** Whatever changes within a second, in whatever order, a device that asks has the newest afterwards, and times only grow. */
import { denyDevice, patchLabels, undenyDevice } from '@moorgate/devices';
import { DomainError } from '@moorgate/errors';
import { announceSeed, isSoak, seededRandom, type SeededRandom } from '@moorgate/testing';
import { changeOwnLayer } from './deliver-configuration.ts';
import { getEffectiveConfiguration } from './read-configuration.ts';
import { revertConfiguration, setConfiguration } from './set-configuration.ts';
import { type Agent, factory, useConfigurations } from './test-support/use-configurations.ts';

const ground = useConfigurations();
const seed = announceSeed('configuration order');
const runs = isSoak() ? 100 : 6;

const groups = ['north', 'south'];
const file = (value: string) => ({ value, isUnencrypted: true, onChanged: [] });

/** A step that somebody takes; faults that only say that it makes no sense now are none. */
type Step = (random: SeededRandom, agent: Agent) => Promise<unknown>;

const files = (random: SeededRandom) => ({
  [random.pick(['a', 'b'])]: file(String(random.below(1_000_000))),
});

const steps: readonly Step[] = [
  (random) =>
    setConfiguration(ground.ctx(), { layer: { factory }, files: files(random), reason: '' }),
  (random) => {
    const layer = { groupName: random.pick(groups) };
    return setConfiguration(ground.ctx(), { layer, files: files(random), reason: '' });
  },
  (random, { uuid }) => {
    const layer = { deviceUuid: uuid };
    return setConfiguration(ground.ctx(), { layer, files: files(random), reason: '' });
  },
  (random) => {
    const layer = random.pick([{ factory }, { groupName: random.pick(groups) }]);
    return revertConfiguration(ground.ctx(), { layer, revision: 1, reason: '' });
  },
  async (random, { uuid }) => {
    const device = { uuid, generation: await ground.generationOf(uuid) };
    const own = { 'fio-remote-actions': file(String(random.below(1_000_000))) };
    return changeOwnLayer(ground.gatewayCtx(), device, { files: own, reason: '' });
  },
  (random, { uuid }) =>
    patchLabels(ground.ctx(), { uuid, upserts: { group: random.pick(groups) }, deletes: [] }),
  (_random, { uuid }) => patchLabels(ground.ctx(), { uuid, upserts: {}, deletes: ['group'] }),
  async (_random, { uuid }) => {
    await denyDevice(ground.ctx(), { uuid });
    await undenyDevice(ground.ctx(), uuid);
  },
  (random) => Promise.resolve(ground.clock.advance((random.below(4) - 1) * 500)),
];

const take = async (random: SeededRandom, agents: readonly Agent[]): Promise<void> => {
  try {
    await random.pick(steps)(random, random.pick(agents));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
};

const expectNewest = async (agent: Agent): Promise<void> => {
  await ground.poll(agent);
  const { files: newest } = await getEffectiveConfiguration(ground.ctx(), agent.uuid);
  const valuesOf = (of: Agent['files']): unknown[] =>
    [...of].map(([name, { value }]) => [name, value]).sort();
  expect(valuesOf(agent.files)).toEqual(valuesOf(newest));
};

const newAgents = async (): Promise<Agent[]> => [
  await ground.addAgent(),
  await ground.addAgent({ group: 'north' }),
];

test.each(Array.from({ length: runs }, (_, run) => seed + run))(
  'one change after the other, with a device that asks in between (seed %i)',
  async (own) => {
    const random = seededRandom(own);
    const agents = await newAgents();
    for (let count = 0; count < 60; count += 1) {
      await take(random, agents);
      if (random.below(3) > 0) await expectNewest(random.pick(agents));
    }
    for (const agent of agents) await expectNewest(agent);
  },
  60_000,
);

test.each(Array.from({ length: runs }, (_, run) => seed + run))(
  'changes at the same time, with devices that ask meanwhile (seed %i)',
  async (own) => {
    const agents = await newAgents();
    let isOver = false;
    const change = async (random: SeededRandom): Promise<void> => {
      for (let count = 0; count < 20; count += 1) await take(random, agents);
    };
    const ask = async (agent: Agent): Promise<void> => {
      while (!isOver) {
        await ground.poll(agent).catch((error: unknown) => {
          if (!(error instanceof DomainError)) throw error;
        });
      }
    };
    const asking = agents.map(ask);
    await Promise.all([1, 2, 3].map((stream) => change(seededRandom(own * 10 + stream))));
    isOver = true;
    await Promise.all(asking);
    for (const agent of agents) await expectNewest(agent);
  },
  60_000,
);
