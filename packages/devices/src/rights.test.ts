/** Random steps of people, programs and the host: nobody ever does what the intersection of present rights forbids. */
import fc, { type Arbitrary, type AsyncCommand } from 'fast-check';
import { announceSeed, isSoak } from '@moorgate/testing';
import {
  type Actor,
  closed,
  isLive,
  may,
  type ModelScope,
  modelScopes,
  type RightsModel,
} from './test-support/rights/rights-model.ts';
import { apply, modelGroups, type Step, type Wanted } from './test-support/rights/rights-steps.ts';
import {
  openRightsStage,
  type RightsSeen,
  type RightsStage,
  type RightsUnderTest,
} from './test-support/rights/rights-under-test.ts';

const steps = isSoak() ? 100_000 : 1_000;
const seed = announceSeed('rights');
const [people, roles, credentialsMax] = [4, 3, 10];

/** The first person may do everything, the second gives rights and has a program; the others begin with nothing. */
const createRightsModel = (): RightsModel => {
  const person = (scopes: readonly ModelScope[], responsible: number | null = null) => ({
    scopes: closed(scopes),
    roles: new Set<number>(),
    isActive: true,
    responsible,
  });
  const manager: readonly ModelScope[] = ['devices:read', 'tokens:create', 'users:read-update'];
  return {
    accounts: [
      person(modelScopes),
      person(manager),
      person([]),
      person([]),
      person(['devices:read-update', 'tokens:create'], 1),
    ],
    roles: [null, null, null],
    credentials: [],
    devices: [...modelGroups, null].map((group) => ({ group, isDenied: false })),
  };
};

const anyScopes = fc.oneof(
  { weight: 3, arbitrary: fc.subarray([...modelScopes], { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant([...modelScopes]) },
);
const anyGroups = fc.option(fc.subarray([...modelGroups], { minLength: 1 }), { freq: 2 });
const anyWanted: Arbitrary<Wanted> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ scopes: anyScopes, groups: anyGroups }) },
  {
    weight: 2,
    arbitrary: fc.record({
      scopes: fc.subarray<ModelScope>(['devices:delete', 'devices:read', 'devices:read-update'], {
        minLength: 1,
      }),
      groups: anyGroups,
    }),
  },
);
/** Taken modulo what there is. */
const anyOne = fc.nat(999);
const anyAccount = fc.nat(people);
const anyPerson = fc.nat(people - 1);
const anyRole = fc.nat(roles - 1);
const anyDevice = fc.nat(modelGroups.length);

const of = <K extends Step['kind'], T extends object>(
  kind: K,
  rest: { [N in keyof T]: Arbitrary<T[N]> },
) => fc.record({ kind: fc.constant(kind), ...rest });

const anyStep = fc.oneof(
  of('set scopes', { account: anyAccount, scopes: anyScopes }),
  of('set roles', { account: anyAccount, roles: fc.subarray([0, 1, 2]) }),
  of('set roles', { account: anyAccount, roles: fc.subarray([0, 1, 2]) }),
  of('create role', { role: anyRole, wanted: anyWanted }),
  of('change role', { role: anyRole, wanted: anyWanted }),
  of('delete role', { role: anyRole }),
  of('deactivate', { account: anyPerson }),
  of('reactivate', { account: anyPerson }),
  of('log in', { account: anyPerson }),
  of('issue', { wanted: anyWanted }),
  of('issue', { wanted: anyWanted }),
  of('issue for the program', { wanted: anyWanted }),
  of('issue on the host', { account: anyAccount, wanted: anyWanted }),
  of('narrow', { credential: anyOne, wanted: anyWanted }),
  of('rotate', { credential: anyOne }),
  of('revoke', { credential: anyOne }),
  of('log out', {}),
  of('read', { device: anyDevice }),
  of('label', { device: anyDevice }),
  of('deny', { device: anyDevice }),
  of('undeny', { device: anyDevice }),
  of('move', { device: anyDevice, group: fc.constantFrom(...modelGroups) }),
) as Arbitrary<Step>;
const anyActor: Arbitrary<number | null> = fc.option(anyOne, { freq: 6 });

const rightsInModel = (model: RightsModel, id: number): RightsSeen => {
  if (!isLive(model, id)) return null;
  const heldFor = (scope: ModelScope) =>
    may(model, id, scope, null)
      ? ('all' as const)
      : new Set(modelGroups.filter((group) => may(model, id, scope, group)));
  return Object.fromEntries(modelScopes.map((scope) => [scope, heldFor(scope)]));
};

/** Every credential is refused, or has just the rights that it has in the model. */
const compare = async (model: RightsModel, real: RightsUnderTest): Promise<void> => {
  for (const id of model.credentials.keys())
    expect([id, await real.rightsOf(id)]).toEqual([id, rightsInModel(model, id)]);
  expect(await real.acceptsFormerText()).toBe(false);
};

/** How much was done, and how much of it was allowed. */
const tally = { taken: 0, done: 0 };

const attempt = async (
  model: RightsModel,
  real: RightsUnderTest,
  { actor, step }: { actor: Actor; step: Step },
): Promise<void> => {
  const expected = apply(model, actor, step);
  const outcome = await real.perform(actor, step);
  expect([step.kind, outcome]).toEqual([step.kind, expected]);
  expect(real.credentialCount()).toBe(model.credentials.length);
  tally.taken += 1;
  if (outcome) tally.done += 1;
};

/** A step by whoever the number means among those that there are. */
const located = (model: RightsModel, who: number | null, step: Step): [Actor, Step] => {
  const count = model.credentials.length;
  const isOfHost = step.kind === 'log in' || step.kind === 'issue on the host';
  const actor = who === null || isOfHost ? 'host' : who % count;
  return [actor, 'credential' in step ? { ...step, credential: step.credential % count } : step];
};

const makesCredential = ({ kind }: Step): boolean => kind === 'log in' || kind.startsWith('issue');

const commandOf = (who: number | null, step: Step): AsyncCommand<RightsModel, RightsUnderTest> => ({
  check: ({ credentials }) => !makesCredential(step) || credentials.length < credentialsMax,
  run: async (model, real) => {
    const [actor, meant] = located(model, who, step);
    await attempt(model, real, { actor, step: meant });
    await compare(model, real);
  },
  toString: () => `${who ?? 'host'}: ${JSON.stringify(step)}`,
});

const anyRun = fc.commands(
  [fc.tuple(anyActor, anyStep).map(([who, step]) => commandOf(who, step))],
  { maxCommands: 60, size: 'max' },
);

/** The two who begin with rights are logged in, and the program has a token. */
const begin: readonly Step[] = [
  { kind: 'log in', account: 0 },
  { kind: 'log in', account: 1 },
  {
    kind: 'issue on the host',
    account: people,
    wanted: { scopes: ['devices:read'], groups: null },
  },
];

const behavesAs = (stage: RightsStage, makeModel: () => RightsModel) =>
  fc.asyncProperty(anyRun, async (run) => {
    const model = makeModel();
    const real = await stage.prepare(createRightsModel());
    for (const step of begin) await attempt(model, real, { actor: 'host', step });
    await fc.asyncModelRun(() => ({ model, real }), run);
  });

let stages: readonly RightsStage[];
beforeAll(async () => {
  const model = createRightsModel();
  // More than there are processors: most of a step is waiting until it is in force.
  stages = await Promise.all(Array.from({ length: 4 }, () => openRightsStage(model)));
});
afterAll(() => Promise.all(stages.map((stage) => stage.close())));

/** How many checks of tokens were answered in this way so far. */
const checksOf = (source: 'memory' | 'store'): number =>
  stages.reduce((sum, { checkCounts }) => sum + checkCounts[source], 0);

test(`in ${steps} random steps nobody does or gives what present rights forbid, and everybody what they allow`, async () => {
  const startedAtMs = performance.now();
  let round = 0;
  const work = async (stage: RightsStage): Promise<void> => {
    while (tally.taken < steps) {
      const parameters = { seed: seed + round, numRuns: 3 };
      round += 1;
      await fc.assert(behavesAs(stage, createRightsModel), parameters);
    }
  };
  await Promise.all(stages.map(work));
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const { taken, done } = tally;
  process.stderr.write(
    `rights: ${taken} steps, ${done} of them allowed, ${Math.round(taken / seconds)} a second; ` +
      `${checksOf('memory')} checks from memory, ${checksOf('store')} by the store\n`,
  );
  expect(done).toBeGreaterThan(taken / 5);
  expect(checksOf('memory')).toBeGreaterThan(taken);
}, 3_600_000);

test('a token that a program got with a token of its person ends with that one, for good', async () => {
  const model = createRightsModel();
  const real = await stages[0]!.prepare(model);
  const wanted = { scopes: ['devices:read', 'tokens:create'], groups: null } as const;
  const inTurn: readonly (readonly [Actor, Step])[] = [
    ['host', { kind: 'log in', account: 1 }],
    [0, { kind: 'issue', wanted }],
    [1, { kind: 'issue for the program', wanted }],
    ['host', { kind: 'deactivate', account: 1 }],
    ['host', { kind: 'reactivate', account: 1 }],
  ];
  for (const [actor, step] of inTurn) {
    await attempt(model, real, { actor, step });
    await compare(model, real);
  }
  expect(await real.rightsOf(2)).toBeNull();
});

/** What a run comes to that finds the product to be otherwise than the model, and did not fail for another reason. */
const difference = { failed: true, errorInstance: { matcherResult: { pass: false } } };

test('a right too many is found', async () => {
  const careless = (): RightsModel => {
    const model = createRightsModel();
    model.accounts[3]!.scopes = closed(['devices:delete']);
    return model;
  };
  const parameters = { seed, numRuns: 200, endOnFailure: true };
  expect(await fc.check(behavesAs(stages[0]!, careless), parameters)).toMatchObject(difference);
}, 120_000);

test('a right that is held too long is found', async () => {
  const deaf = await openRightsStage(createRightsModel(), { isDeaf: true });
  try {
    const parameters = { seed, numRuns: 20, endOnFailure: true };
    expect(await fc.check(behavesAs(deaf, createRightsModel), parameters)).toMatchObject(
      difference,
    );
  } finally {
    await deaf.close();
  }
}, 120_000);
