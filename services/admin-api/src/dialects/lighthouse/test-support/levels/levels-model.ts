/** Who may do what by levels, said a second time and as simply as it can be: numbers that are compared. */

/** Nothing: somebody without a level on a resource has this one. */
export const none = -1;

/** What levels are held on: everything of it is called by its place in its list. */
export interface LevelsModel {
  /** The level of each person among the others. */
  readonly people: number[];
  /** For each beacon the level of each person on it. */
  readonly beacons: number[][];
  /** The same for each application. */
  readonly applications: number[][];
  /** The beacon that each alias names. */
  readonly aliases: number[];
}

/** A beacon by its place, by an alias, or one that is nowhere. */
export type BeaconNamed = { readonly at: number } | { readonly alias: number } | 'nowhere';

/** A level on something by its place. */
type WantedLevel = readonly [at: number, level: number];

/** What somebody asks for. */
export type Step =
  | {
      readonly kind: 'change person';
      readonly person: number;
      readonly level: number | null;
      readonly beacons: readonly WantedLevel[];
      readonly applications: readonly WantedLevel[];
      readonly isForced: boolean;
    }
  | {
      readonly kind: 'let in' | 'let out';
      readonly person: number;
      readonly beacon: BeaconNamed;
      readonly isForced: boolean;
    }
  | { readonly kind: 'change token' | 'refresh' | 'list instances'; readonly beacon: BeaconNamed }
  | { readonly kind: 'name'; readonly alias: number; readonly beacon: number }
  | { readonly kind: 'connect again'; readonly beacon: number }
  | { readonly kind: 'create again' | 'read person'; readonly person: number }
  | { readonly kind: 'list deployments'; readonly application: number }
  | {
      readonly kind: 'connect in vain' | 'list people' | 'list beacons' | 'list applications';
    };

/** The member of the union that has this kind, perhaps among others. */
export type StepOf<K extends Step['kind'], S = Step> = S extends { readonly kind: infer T }
  ? K & T extends never
    ? never
    : S
  : never;

/** The statuses of which one is answered, and what the answer tells where that follows from levels. */
export interface Expected {
  readonly statuses: readonly number[];
  readonly told?: unknown;
}

const done = (told?: unknown): Expected => ({
  statuses: [200],
  ...(told === undefined ? {} : { told }),
});
const refused = (...statuses: readonly number[]): Expected => ({ statuses });

/** Oneself, and everybody strictly below. */
export const sees = ({ people }: LevelsModel, who: number, other: number): boolean =>
  who === other || (people[other] !== undefined && people[who]! > people[other]);

/** The place of a beacon; undefined for one that is nowhere. */
const placeOf = ({ aliases }: LevelsModel, beacon: BeaconNamed): number | undefined => {
  if (beacon === 'nowhere') return undefined;
  return 'at' in beacon ? beacon.at : aliases[beacon.alias];
};

interface Wanted {
  readonly who: number;
  readonly person: number;
  readonly level: number;
  readonly isForced: boolean;
}

/** The status with which a level on one resource is refused; null when it is given. */
const refusalOf = (
  model: LevelsModel,
  levels: readonly number[],
  wanted: Wanted,
): number | null => {
  const { who, person, isForced } = wanted;
  const [own, before] = [levels[who]!, levels[person]!];
  const after = Math.max(wanted.level, none);
  const givesUp = who === person && before > none && after <= before;
  const outranksOwner = who === person || before < 2 || own === 2;
  if (!givesUp && !(own >= 1 && after <= own && outranksOwner)) return 403;
  const others = levels.filter((level, at) => level === 2 && at !== person);
  const orphans = before === 2 && after < 2 && others.length === 0;
  return orphans && !(isForced && model.people[who]! >= 1) ? 409 : null;
};

const give = (levels: number[], person: number, level: number): void => {
  levels[person] = Math.max(level, none);
};

type Rule<K extends Step['kind']> = (model: LevelsModel, who: number, step: StepOf<K>) => Expected;

const changePerson: Rule<'change person'> = (model, who, step) => {
  const { person, level, isForced } = step;
  if (level !== null && level < 0) return refused(400);
  if (!sees(model, who, person)) return refused(404);
  const wantedLevels = (['beacons', 'applications'] as const).flatMap((kind) =>
    step[kind].map(([at, wanted]) => ({ levels: model[kind][at], wanted })),
  );
  const refusals = wantedLevels.flatMap(({ levels, wanted }) => {
    if (levels === undefined) return [403];
    return refusalOf(model, levels, { who, person, level: wanted, isForced }) ?? [];
  });
  if (level !== null && level > model.people[who]!) refusals.push(403);
  if (refusals.length > 0) return refused(...refusals);
  for (const { levels, wanted } of wantedLevels) give(levels!, person, wanted);
  if (level !== null) model.people[person] = level;
  return done();
};

const letInOrOut: Rule<'let in' | 'let out'> = (model, who, { kind, person, beacon, isForced }) => {
  const place = placeOf(model, beacon);
  if (place === undefined) return refused(400);
  const levels = model.beacons[place]!;
  if (levels[who]! < 1 && who !== person) return refused(403);
  const isKnown = (levels[person] ?? none) > none;
  if (!isKnown && !sees(model, who, person)) return refused(400);
  const level = kind === 'let in' ? 0 : none;
  const refusal = refusalOf(model, levels, { who, person, level, isForced });
  if (refusal !== null) return refused(refusal);
  give(levels, person, level);
  return done();
};

const changeBeacon: Rule<'change token' | 'refresh'> = (model, who, { beacon }) => {
  const place = placeOf(model, beacon);
  if (place === undefined) return refused(400);
  return model.beacons[place]![who]! >= 1 ? done() : refused(403);
};

const name: Rule<'name'> = (model, who, { alias, beacon }) => {
  const before = model.aliases[alias]!;
  const mayChange = [before, beacon].every((place) => model.beacons[place]![who]! >= 1);
  if (!mayChange) return refused(403);
  model.aliases[alias] = beacon;
  return done();
};

const listInstances: Rule<'list instances'> = (model, who, { beacon }) => {
  const place = placeOf(model, beacon);
  const isShown = place !== undefined && model.beacons[place]![who]! > none;
  return done(isShown ? [place] : []);
};

const readPerson: Rule<'read person'> = (model, who, { person }) => {
  if (!sees(model, who, person)) return refused(404);
  const heldOf = (all: readonly (readonly number[])[]) =>
    all.flatMap((levels, at) => (levels[person]! > none ? [[at, levels[person]!]] : []));
  const { beacons, applications } = model;
  return done({
    level: model.people[person]!,
    beacons: heldOf(beacons),
    applications: heldOf(applications),
  });
};

/** Places of what somebody has a level on. */
const usable = (all: readonly (readonly number[])[], who: number): number[] =>
  [...all.keys()].filter((at) => all[at]![who]! > none);

/** Of an application that one may not use there are no deployments; of one that is nowhere even that is said. */
const listDeployments: Rule<'list deployments'> = (model, who, { application }) => {
  const levels = model.applications[application];
  if (levels === undefined) return refused(404);
  return done(levels[who]! > none ? 1 : 0);
};

const rules: { readonly [K in Step['kind']]: Rule<K> } = {
  'change person': changePerson,
  'let in': letInOrOut,
  'let out': letInOrOut,
  'change token': changeBeacon,
  refresh: changeBeacon,
  name,
  'connect again': () => refused(400),
  'connect in vain': () => refused(500),
  'create again': (model, who) => refused(model.people[who]! >= 1 ? 400 : 403),
  'list instances': listInstances,
  'read person': readPerson,
  'list people': (model, who) =>
    done(
      [who, ...model.people.keys()].filter(
        (other, at) => at === 0 || (other !== who && sees(model, who, other)),
      ),
    ),
  'list beacons': ({ beacons }, who) => done(usable(beacons, who)),
  'list applications': ({ applications }, who) => done(usable(applications, who)),
  'list deployments': listDeployments,
};

/** Does a step in the model, and answers what the product shall answer. */
export const apply = (model: LevelsModel, who: number, step: Step): Expected =>
  rules[step.kind](model, who, step as never);
