/** What a client sends for each step, and what it is told. */
import { testPassword } from '../../../../test-support/test-app.ts';
import type { BeaconNamed, Step, StepOf } from './levels-model.ts';
import { aliasOf, type Stage, token } from './levels-stage.ts';
import { send, type Sent } from './send.ts';

/** What came back; `told` is what the model tells, by its places. */
export interface Answered {
  readonly status: number;
  readonly told?: unknown;
}

const nowhere = 'nowhere.example:5002';

type Ask<K extends Step['kind']> = (stage: Stage, step: StepOf<K>) => Sent;

const addressOf = ({ beacons }: Stage, at: number): string => beacons[at]?.address ?? nowhere;

const applicationOf = ({ applications }: Stage, at: number): string =>
  applications[at]?.name ?? 'nowhere';

const textOf = (stage: Stage, beacon: BeaconNamed): string => {
  if (beacon === 'nowhere') return nowhere;
  return 'at' in beacon ? addressOf(stage, beacon.at) : aliasOf(beacon.alias);
};

const usernameOf = ({ people }: Stage, person: number): string =>
  people[person]?.username ?? 'nobody-at-all';

const forced = (isForced: boolean): string => (isForced ? '?force=true' : '');

const pathOfUser = (
  stage: Stage,
  { beacon, person, isForced }: StepOf<'let in' | 'let out'>,
): string => {
  const user = usernameOf(stage, person);
  return `/beacons/user/${textOf(stage, beacon)}/${user}${forced(isForced)}`;
};

/** What a client sends for each step. */
const asks: { readonly [K in Step['kind']]: Ask<K> } = {
  'change person': (stage, { person, level, beacons, applications, isForced }) => ({
    method: 'PUT',
    path: `/users/${usernameOf(stage, person)}${forced(isForced)}`,
    body: {
      ...(level === null ? {} : { AuthLevel: level }),
      Beacons: Object.fromEntries(beacons.map(([at, wanted]) => [addressOf(stage, at), wanted])),
      Applications: Object.fromEntries(
        applications.map(([at, wanted]) => [applicationOf(stage, at), wanted]),
      ),
    },
  }),
  'let in': (stage, step) => ({ method: 'PUT', path: pathOfUser(stage, step) }),
  'let out': (stage, step) => ({ method: 'DELETE', path: pathOfUser(stage, step) }),
  'change token': (stage, { beacon }) => ({
    method: 'PUT',
    path: `/beacons/token/${textOf(stage, beacon)}`,
    body: token,
  }),
  refresh: (stage, { beacon }) => ({
    method: 'PUT',
    path: `/beacons/refresh/${textOf(stage, beacon)}`,
  }),
  name: (stage, { alias, beacon }) => ({
    method: 'PUT',
    path: `/aliases/${aliasOf(alias)}`,
    body: addressOf(stage, beacon),
  }),
  'connect again': (stage, { beacon }) => ({
    method: 'POST',
    path: '/beacons/create',
    body: { Address: addressOf(stage, beacon), Token: token, Alias: 'mine' },
  }),
  'connect in vain': ({ freshAddress }) => ({
    method: 'POST',
    path: '/beacons/create',
    body: { Address: freshAddress, Token: 'another', Alias: 'mine' },
  }),
  'create again': (stage, { person }) => ({
    method: 'POST',
    path: '/users/create',
    body: { Email: stage.people[person]!.username, Password: testPassword },
  }),
  'list instances': (stage, { beacon }) => ({
    method: 'GET',
    path: `/beacons/list/${textOf(stage, beacon)}`,
  }),
  'read person': (stage, { person }) => ({
    method: 'GET',
    path: `/users/${usernameOf(stage, person)}`,
  }),
  'list people': () => ({ method: 'GET', path: '/users/list' }),
  'list beacons': () => ({ method: 'GET', path: '/beacons/list' }),
  'list applications': () => ({ method: 'GET', path: '/applications/list' }),
  'list deployments': (stage, { application }) => ({
    method: 'GET',
    path: `/applications/list/${applicationOf(stage, application)}`,
  }),
};

interface PersonShown {
  readonly AuthLevel: number;
  readonly Permissions: {
    readonly Beacons: Readonly<Record<string, number>>;
    readonly Applications?: Readonly<Record<string, number>>;
  };
}

const placesIn = (all: readonly string[], shown: readonly string[]): number[] =>
  shown.map((one) => all.indexOf(one));

const addressesOf = ({ beacons }: Stage): string[] => beacons.map(({ address }) => address);
const namesOf = ({ applications }: Stage): string[] => applications.map(({ name }) => name);

/** Levels by place, in the order of the places. */
const heldIn = (
  all: readonly string[],
  levels: Readonly<Record<string, number>> = {},
): (readonly [at: number, level: number])[] =>
  Object.entries(levels)
    .map(([one, level]) => [all.indexOf(one), level] as const)
    .sort(([one], [other]) => one - other);

/** What a good answer tells, in the terms of the model. */
const telling: { readonly [K in Step['kind']]?: (stage: Stage, body: unknown) => unknown } = {
  'read person': (stage, body) => {
    const { AuthLevel, Permissions } = body as PersonShown;
    return {
      level: AuthLevel,
      beacons: heldIn(addressesOf(stage), Permissions.Beacons),
      applications: heldIn(namesOf(stage), Permissions.Applications),
    };
  },
  'list people': ({ people }, body) =>
    placesIn(
      people.map(({ username }) => username),
      body as string[],
    ),
  'list beacons': (stage, body) => {
    const shown = (body as { readonly Address: string }[]).map(({ Address }) => Address);
    return placesIn(addressesOf(stage), shown);
  },
  'list instances': (stage, body) => {
    const shown = (body as { readonly BeaconAddress: string }[]).map((one) => one.BeaconAddress);
    return placesIn(addressesOf(stage), shown);
  },
  'list applications': (stage, body) => {
    const shown = (body as { readonly Name: string }[]).map(({ Name }) => Name);
    return placesIn(namesOf(stage), shown);
  },
  'list deployments': (_stage, body) => (body as readonly unknown[]).length,
};

/** Does a step as one of the people. */
export const perform = async (stage: Stage, who: number, step: Step): Promise<Answered> => {
  const sent = asks[step.kind](stage, step as never);
  const { status, text } = await send(stage, sent, stage.people[who]!.cookie);
  const tell = telling[step.kind];
  if (status !== 200 || tell === undefined) return { status };
  return { status, told: tell(stage, JSON.parse(text)) };
};
