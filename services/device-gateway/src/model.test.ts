/** Random steps of devices and operators, on gateways with real sockets, against a model of what should come of them. */
import fc, { type AsyncCommand } from 'fast-check';
import { announceSeed, isSoak } from '@moorgate/testing';
import { anyStep, verifyEnd } from './test-support/model/commands.ts';
import { createFleetModel, type FleetModel } from './test-support/model/fleet-model.ts';
import {
  type FleetUnderTest,
  openStage,
  type Stage,
} from './test-support/model/fleet-under-test.ts';

const steps = isSoak() ? 200_000 : 3_000;
const size = { devices: 3, cas: 2, gateways: 2 };
const seed = announceSeed('model');

/** Runs on each of them go on at the same time: while one waits for the store, another one has the processor. */
let stages: readonly Stage[];
beforeAll(async () => {
  stages = await Promise.all([openStage(size), openStage(size)]);
});
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

let taken = 0;
const anyRun = fc.commands(
  [
    anyStep(size, () => {
      taken += 1;
    }),
  ],
  { maxCommands: 120, size: 'max' },
);

/** Every run on this stage has the outcomes of a model, at each step and at its end. */
const behavesAs = (stage: Stage, makeModel: () => FleetModel) =>
  fc.asyncProperty(anyRun, async (run: Iterable<AsyncCommand<FleetModel, FleetUnderTest>>) => {
    const state = { model: makeModel(), real: await stage.prepare() };
    await fc.asyncModelRun(() => state, run);
    await verifyEnd(state.model, state.real);
  });

test(`${steps} random steps have the outcomes of the model`, async () => {
  const startedAtMs = performance.now();
  let round = 0;
  const work = async (stage: Stage): Promise<void> => {
    const property = behavesAs(stage, () => createFleetModel(size));
    while (taken < steps) {
      const parameters = { seed: seed + round, numRuns: 5 };
      round += 1;
      await fc.assert(property, parameters);
    }
  };
  await Promise.all(stages.map(work));
  const seconds = (performance.now() - startedAtMs) / 1_000;
  process.stderr.write(`model: ${taken} steps, ${Math.round(taken / seconds)} a second\n`);
}, 3_600_000);

test('a difference is found, and told in few steps', async () => {
  const property = behavesAs(stages[0]!, () => createFleetModel({ ...size, buriesKeys: false }));
  const { counterexample } = await fc.check(property, { seed, numRuns: 1_000 });
  const told = fc.stringify(counterexample).split(/(?<=\)),/);
  expect(told.length).toBeLessThanOrEqual(6);
  expect(told.join()).toMatch(/connect\(.*deny\(.*purge\(.*connect\(/);
}, 120_000);
