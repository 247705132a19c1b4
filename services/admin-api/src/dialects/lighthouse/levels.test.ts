/** Random steps of people of all levels: nobody ever does what levels forbid, and everybody what they allow. */
import { announceSeed, isSoak } from '@moorgate/testing';
import fc, { type Arbitrary, type AsyncCommand } from 'fast-check';
import {
  apply,
  type BeaconNamed,
  type LevelsModel,
  type Step,
} from './test-support/levels/levels-model.ts';
import {
  type LevelsStage,
  type LevelsUnderTest,
  openLevelsStage,
} from './test-support/levels/levels-under-test.ts';

const steps = isSoak() ? 200_000 : 3_000;
const seed = announceSeed('levels');

/** Six people of four levels; three beacons, with one owner, two of them, and one who is above nobody. */
const createLevelsModel = (): LevelsModel => ({
  people: [3, 2, 1, 1, 0, 0],
  beacons: [
    [2, 1, -1, 0, -1, -1],
    [-1, 2, 2, 1, 0, -1],
    [1, -1, -1, -1, 2, 0],
  ],
  applications: [
    [2, -1, 1, 0, -1, -1],
    [-1, -1, 0, 2, 2, 1],
  ],
  aliases: [0, 1, 2],
});

const { people, beacons, applications, aliases } = createLevelsModel();
/** One more than there are: nobody, and nowhere. */
const anyPerson = fc.nat(people.length);
const anyBeacon = fc.nat(beacons.length);
const anyApplication = fc.nat(applications.length);
const anyNamed: Arbitrary<BeaconNamed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ at: fc.nat(beacons.length - 1) }) },
  { weight: 6, arbitrary: fc.record({ alias: fc.nat(aliases.length - 1) }) },
  { weight: 1, arbitrary: fc.constant('nowhere' as const) },
);
const anyLevel = fc.integer({ min: -1, max: 4 });
const anyLevels = (anyPlace: Arbitrary<number>) =>
  fc.uniqueArray(fc.tuple(anyPlace, fc.integer({ min: -2, max: 3 })), {
    maxLength: 2,
    selector: ([place]) => place,
  });
const isForced = fc.oneof(fc.constant(false), fc.boolean());

const of = <K extends Step['kind'], T extends object>(
  kind: K,
  rest: { [N in keyof T]: Arbitrary<T[N]> },
) => fc.record({ kind: fc.constant(kind), ...rest });

const anyChange = of('change person', {
  person: anyPerson,
  level: fc.option(anyLevel, { freq: 2 }),
  beacons: anyLevels(anyBeacon),
  applications: anyLevels(anyApplication),
  isForced,
});

const anyStep = fc.oneof(
  { weight: 8, arbitrary: anyChange },
  { weight: 2, arbitrary: of('let in', { person: anyPerson, beacon: anyNamed, isForced }) },
  { weight: 2, arbitrary: of('let out', { person: anyPerson, beacon: anyNamed, isForced }) },
  { weight: 1, arbitrary: of('change token', { beacon: anyNamed }) },
  { weight: 1, arbitrary: of('refresh', { beacon: anyNamed }) },
  {
    weight: 1,
    arbitrary: of('name', {
      alias: fc.nat(aliases.length - 1),
      beacon: fc.nat(beacons.length - 1),
    }),
  },
  { weight: 1, arbitrary: of('connect again', { beacon: fc.nat(beacons.length - 1) }) },
  { weight: 1, arbitrary: of('connect in vain', {}) },
  { weight: 1, arbitrary: of('list instances', { beacon: anyNamed }) },
  { weight: 1, arbitrary: of('read person', { person: anyPerson }) },
  { weight: 1, arbitrary: of('list people', {}) },
  { weight: 1, arbitrary: of('list beacons', {}) },
  { weight: 1, arbitrary: of('list applications', {}) },
  { weight: 1, arbitrary: of('list deployments', { application: anyApplication }) },
) as Arbitrary<Step>;

/** How much was done, and how much of it was allowed. */
const tally = { taken: 0, done: 0 };

const commandOf = (who: number, step: Step): AsyncCommand<LevelsModel, LevelsUnderTest> => ({
  check: () => true,
  run: async (model, real) => {
    const { statuses, told } = apply(model, who, step);
    const answered = await real.perform(who, step);
    expect(statuses).toContain(answered.status);
    expect(answered.told).toEqual(told);
    expect({ ...(await real.read()), aliases: model.aliases }).toEqual(model);
    tally.taken += 1;
    if (answered.status === 200) tally.done += 1;
  },
  toString: () => `${who}: ${JSON.stringify(step)}`,
});

const anyRun = fc.commands(
  [fc.tuple(fc.nat(people.length - 1), anyStep).map(([who, step]) => commandOf(who, step))],
  { maxCommands: 150, size: 'max' },
);

const behavesAs = (stage: LevelsStage, makeModel: () => LevelsModel) =>
  fc.asyncProperty(anyRun, async (run) => {
    const real = await stage.prepare(createLevelsModel());
    await fc.asyncModelRun(() => ({ model: makeModel(), real }), run);
  });

let stages: readonly LevelsStage[];
beforeAll(async () => {
  // While one waits for the store, another one has the processor.
  stages = await Promise.all(Array.from({ length: 4 }, () => openLevelsStage(createLevelsModel())));
});
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

test(`in ${steps} random steps nobody does or sees what levels forbid, and everybody what they allow`, async () => {
  const startedAtMs = performance.now();
  let round = 0;
  const work = async (stage: LevelsStage): Promise<void> => {
    while (tally.taken < steps) {
      const parameters = { seed: seed + round, numRuns: 3 };
      round += 1;
      await fc.assert(behavesAs(stage, createLevelsModel), parameters);
    }
  };
  await Promise.all(stages.map(work));
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const { taken, done } = tally;
  process.stderr.write(
    `levels: ${taken} steps, ${done} of them allowed, ${Math.round(taken / seconds)} a second\n`,
  );
  expect(done).toBeGreaterThan(taken / 5);
}, 3_600_000);

test('a level too many is found', async () => {
  const careless = (): LevelsModel => {
    const model = createLevelsModel();
    model.beacons[0]![5] = 1;
    return model;
  };
  const parameters = { seed, numRuns: 200, endOnFailure: true };
  const found = await fc.check(behavesAs(stages[0]!, careless), parameters);
  expect(found).toMatchObject({
    failed: true,
    errorInstance: { matcherResult: { pass: false } },
  });
}, 120_000);
