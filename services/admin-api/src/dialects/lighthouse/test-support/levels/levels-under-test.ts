/** The same people and beacons in a real installation, asked over HTTP as clients ask. */
import { Agent, request as httpRequest } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { allScopes, createUser, type Scope } from '@moorgate/auth';
import {
  type Db,
  deleteBeaconPermission,
  findBeaconByAddress,
  findUserByUsername,
  inTransaction,
  updateUserScopes,
  upsertBeaconAlias,
  upsertBeaconPermission,
  upsertUserLevel,
} from '@moorgate/db';
import { boot2docker, startTestBeacon } from '@moorgate/testing';
import {
  cookieOf,
  startTestApp,
  type TestApp,
  testPassword,
} from '../../../../test-support/test-app.ts';
import {
  type BeaconNamed,
  type LevelsModel,
  none,
  type Step,
  type StepOf,
} from './levels-model.ts';

/** What came back; `told` is what the model tells, by its places. */
export interface Answered {
  readonly status: number;
  readonly told?: unknown;
}

/** A run on the product. */
export interface LevelsUnderTest {
  /** Does a step as one of the people. */
  perform(who: number, step: Step): Promise<Answered>;
  /** What stands in the store, in the form of a model; a person with other rights than those of their level is null. */
  read(): Promise<{ readonly people: readonly (number | null)[]; readonly beacons: number[][] }>;
}

/** An installation in which one run after the other goes on. */
export interface LevelsStage {
  /** Gives the people what the model begins with. */
  prepare(model: LevelsModel): Promise<LevelsUnderTest>;
  close(): Promise<void>;
}

interface Stage {
  readonly app: TestApp;
  readonly agent: Agent;
  readonly people: readonly {
    readonly id: string;
    readonly username: string;
    readonly cookie: string;
  }[];
  readonly beacons: readonly { readonly id: string; readonly address: string }[];
  /** An address of the same beacon that nobody connected. */
  readonly freshAddress: string;
}

const token = 'the token of the beacon';
const base = '/api/v0.2';

/** What each level adds to the rights of the ones below, as the documentation has it. */
const rightsOfLevels: readonly (readonly Scope[])[] = [
  [
    'applications:create',
    'applications:manage',
    'applications:use',
    'beacons:create',
    'beacons:manage',
    'beacons:use',
    'docker:read-update',
  ],
  ['users:create', 'users:read-update'],
  ['users:delete'],
];
const rightsOf = (level: number): Scope[] => rightsOfLevels.slice(0, level + 1).flat();

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

interface Got {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Over connections that stay. */
const send = async (
  { app, agent }: Pick<Stage, 'app' | 'agent'>,
  { method, path, body }: Sent,
  cookie?: string,
): Promise<Got> =>
  new Promise((resolve, reject) => {
    const headers = cookie === undefined ? {} : { cookie };
    const options = { method, path: `${base}${path}`, agent, headers };
    const outgoing = httpRequest(app.origin, options, (answer) => {
      readText(answer).then(
        (text) => resolve({ status: answer.statusCode!, text, headers: answer.headers }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });

/** Opens it, with a person and a beacon for each of the model, who are called by their places. */
export const openLevelsStage = async (model: LevelsModel): Promise<LevelsStage> => {
  const app = await startTestApp();
  const beacon = await startTestBeacon({ token, vms: [boot2docker] });
  const agent = new Agent({ keepAlive: true });
  // Somebody always has all rights.
  await app.addUser(allScopes);
  const people: Stage['people'][number][] = [];
  for (const at of model.people.keys()) {
    // They are listed in the order of their names.
    const username = `person${at}`;
    await createUser(app.operator, { username, password: testPassword, scopes: allScopes });
    const { id } = (await findUserByUsername(app.db, username))!;
    const body = { Email: username, Password: testPassword };
    const { headers } = await send({ app, agent }, { method: 'POST', path: '/login', body });
    people.push({ id, username, cookie: cookieOf(headers) });
  }
  const beacons: Stage['beacons'][number][] = [];
  for (const at of model.beacons.keys()) {
    const address = `${beacon.address}/b${at}`;
    // They are listed in the order in which they were connected.
    app.clock.advance(1);
    const body = { Address: address, Token: token };
    await send(
      { app, agent },
      { method: 'POST', path: '/beacons/create', body },
      people[0]!.cookie,
    );
    beacons.push({ id: (await findBeaconByAddress(app.db, address))!.id, address });
  }
  const stage = { app, agent, people, beacons, freshAddress: `${beacon.address}/fresh` };
  return {
    prepare: async (begin) => {
      await reset(stage, begin);
      return {
        perform: (who, step) => perform(stage, who, step),
        read: () => read(stage),
      };
    },
    close: async () => {
      agent.destroy();
      await beacon.close();
      await app.close();
    },
  };
};

const reset = ({ app, people, beacons }: Stage, model: LevelsModel): Promise<void> =>
  inTransaction(app.db, async (trx) => {
    for (const [at, { id }] of people.entries()) {
      await upsertUserLevel(trx, id, model.people[at]!);
      await updateUserScopes(trx, id, rightsOf(model.people[at]!));
    }
    for (const [at, { id: beaconId }] of beacons.entries()) {
      for (const [person, { id: userId }] of people.entries()) {
        const level = model.beacons[at]![person]!;
        if (level === none) await deleteBeaconPermission(trx, { beaconId, userId });
        else await upsertBeaconPermission(trx, { beaconId, userId }, level);
      }
    }
    for (const [at, named] of model.aliases.entries()) {
      const { id: beaconId, address } = beacons[named]!;
      const alias = { alias: aliasOf(at), address, beaconId, setBy: null, at: app.clock.now() };
      await upsertBeaconAlias(trx, alias);
    }
  });

const readPeople = async (db: Db): Promise<Map<string, number | null>> => {
  const rows = await db
    .selectFrom('users')
    .innerJoin('user_levels', 'user_levels.user_id', 'users.id')
    .select(['users.id', 'users.scopes', 'user_levels.level'])
    .execute();
  const hasOwn = (scopes: readonly string[], level: number): boolean =>
    [...scopes].sort().join() === rightsOf(level).sort().join();
  return new Map(rows.map(({ id, scopes, level }) => [id, hasOwn(scopes, level) ? level : null]));
};

const read: (stage: Stage) => ReturnType<LevelsUnderTest['read']> = async (stage) => {
  const { db } = stage.app;
  const [levels, permissions] = await Promise.all([
    readPeople(db),
    db.selectFrom('beacon_permissions').select(['beacon_id', 'user_id', 'level']).execute(),
  ]);
  const held = new Map(permissions.map((one) => [`${one.beacon_id} ${one.user_id}`, one.level]));
  return {
    people: stage.people.map(({ id }) => levels.get(id) ?? null),
    beacons: stage.beacons.map((beacon) =>
      stage.people.map(({ id }) => held.get(`${beacon.id} ${id}`) ?? none),
    ),
  };
};

const aliasOf = (at: number): string => `alias${at}`;

const nowhere = 'nowhere.example:5002';

type Ask<K extends Step['kind']> = (stage: Stage, step: StepOf<K>) => Sent;

const addressOf = ({ beacons }: Stage, at: number): string => beacons[at]?.address ?? nowhere;

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
  'change person': (stage, { person, level, beacons, isForced }) => ({
    method: 'PUT',
    path: `/users/${usernameOf(stage, person)}${forced(isForced)}`,
    body: {
      ...(level === null ? {} : { AuthLevel: level }),
      Beacons: Object.fromEntries(beacons.map(([at, wanted]) => [addressOf(stage, at), wanted])),
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
};

interface PersonShown {
  readonly AuthLevel: number;
  readonly Permissions: { readonly Beacons: Readonly<Record<string, number>> };
}

const placesOf = (all: readonly { readonly address: string }[], shown: readonly string[]) =>
  shown.map((address) => all.findIndex((one) => one.address === address));

/** What a good answer tells, in the terms of the model. */
const telling: { readonly [K in Step['kind']]?: (stage: Stage, body: unknown) => unknown } = {
  'read person': ({ beacons }, body) => {
    const { AuthLevel, Permissions } = body as PersonShown;
    const held = Object.entries(Permissions.Beacons).map(
      ([address, level]) => [placesOf(beacons, [address])[0]!, level] as const,
    );
    return { level: AuthLevel, beacons: held.sort(([one], [other]) => one - other) };
  },
  'list people': ({ people }, body) =>
    (body as string[]).map((name) => people.findIndex(({ username }) => username === name)),
  'list beacons': ({ beacons }, body) => {
    const shown = (body as { readonly Address: string }[]).map(({ Address }) => Address);
    return placesOf(beacons, shown);
  },
  'list instances': ({ beacons }, body) => {
    const shown = (body as { readonly BeaconAddress: string }[]).map((one) => one.BeaconAddress);
    return placesOf(beacons, shown);
  },
};

const perform = async (stage: Stage, who: number, step: Step): Promise<Answered> => {
  const sent = asks[step.kind](stage, step as never);
  const { status, text } = await send(stage, sent, stage.people[who]!.cookie);
  const tell = telling[step.kind];
  if (status !== 200 || tell === undefined) return { status };
  return { status, told: tell(stage, JSON.parse(text)) };
};
