/** An installation for runs of people with levels: what is in it, and bringing all of it to what a run begins with. */
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { allScopes, createUser, type Scope } from '@moorgate/auth';
import {
  type Db,
  deleteApplicationPermission,
  deleteBeaconPermission,
  findBeaconByAddress,
  findUserByUsername,
  insertApplication,
  insertDeployment,
  inTransaction,
  type Trx,
  updateUserScopes,
  upsertApplicationPermission,
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
import { type LevelsModel, none } from './levels-model.ts';
import { send } from './send.ts';

/** What is there; everything is called by its place, as in the model. */
export interface Stage {
  readonly app: TestApp;
  readonly agent: Agent;
  readonly people: readonly {
    readonly id: string;
    readonly username: string;
    readonly cookie: string;
  }[];
  readonly beacons: readonly { readonly id: string; readonly address: string }[];
  readonly applications: readonly { readonly id: number; readonly name: string }[];
  /** An address of the same beacon that nobody connected. */
  readonly freshAddress: string;
  close(): Promise<void>;
}

/** The token that the beacon asks for. */
export const token = 'the token of the beacon';

/** What an alias of the model is called. */
export const aliasOf = (at: number): string => `alias${at}`;

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

/** Opens it, with a person, a beacon and an application for each of the model. */
export const openStage = async (model: LevelsModel): Promise<Stage> => {
  const app = await startTestApp();
  const beacon = await startTestBeacon({ token, vms: [boot2docker] });
  const agent = new Agent({ keepAlive: true });
  // Somebody always has all rights.
  await app.addUser(allScopes);
  const people: Stage['people'][number][] = [];
  // All lists are in the order in which these are made.
  for (const at of model.people.keys()) people.push(await addPerson({ app, agent }, `person${at}`));
  const beacons: Stage['beacons'][number][] = [];
  for (const at of model.beacons.keys()) {
    const address = `${beacon.address}/b${at}`;
    app.clock.advance(1);
    const body = { Address: address, Token: token };
    const sent = { method: 'POST', path: '/beacons/create', body };
    await send({ app, agent }, sent, people[0]!.cookie);
    beacons.push({ id: (await findBeaconByAddress(app.db, address))!.id, address });
  }
  const applications: Stage['applications'][number][] = [];
  for (const at of model.applications.keys()) {
    const name = `application${at}`;
    applications.push({ id: await addApplication(app, name), name });
  }
  return {
    ...{ app, agent, people, beacons, applications, freshAddress: `${beacon.address}/fresh` },
    close: async () => {
      agent.destroy();
      await beacon.close();
      await app.close();
    },
  };
};

const addPerson = async (
  { app, agent }: Pick<Stage, 'app' | 'agent'>,
  username: string,
): Promise<Stage['people'][number]> => {
  await createUser(app.operator, { username, password: testPassword, scopes: allScopes });
  const { id } = (await findUserByUsername(app.db, username))!;
  const body = { Email: username, Password: testPassword };
  const { headers } = await send({ app, agent }, { method: 'POST', path: '/login', body });
  return { id, username, cookie: cookieOf(headers) };
};

/** An application with one deployment. */
const addApplication = ({ db, clock }: TestApp, name: string): Promise<number> =>
  inTransaction(db, async (trx) => {
    const author = { at: clock.now(), createdBy: 'test' };
    const id = await insertApplication(trx, { key: randomUUID(), name, instances: [], ...author });
    await insertDeployment(trx, {
      ...{ applicationId: id!, kind: 'container', command: { Image: 'one' }, health: null },
      ...{ digest: Buffer.alloc(32), creator: 'test', at: author.at },
    });
    return id!;
  });

/** Gives everybody what the model begins with. */
export const resetStage = ({ app, ...stage }: Stage, model: LevelsModel): Promise<void> =>
  inTransaction(app.db, async (trx) => {
    const { people, beacons } = stage;
    for (const [at, { id }] of people.entries()) {
      await upsertUserLevel(trx, id, model.people[at]!);
      await updateUserScopes(trx, id, rightsOf(model.people[at]!));
    }
    await resetBeacons(trx, stage, model);
    await resetApplications(trx, stage, model);
    for (const [at, named] of model.aliases.entries()) {
      const { id: beaconId, address } = beacons[named]!;
      const alias = { alias: aliasOf(at), address, beaconId, setBy: null, at: app.clock.now() };
      await upsertBeaconAlias(trx, alias);
    }
  });

type Parts = Pick<Stage, 'people' | 'beacons' | 'applications'>;

const resetBeacons = async (
  trx: Trx,
  { people, beacons }: Parts,
  model: LevelsModel,
): Promise<void> => {
  for (const [at, { id: beaconId }] of beacons.entries())
    for (const [person, { id: userId }] of people.entries()) {
      const level = model.beacons[at]![person]!;
      if (level === none) await deleteBeaconPermission(trx, { beaconId, userId });
      else await upsertBeaconPermission(trx, { beaconId, userId }, level);
    }
};

const resetApplications = async (
  trx: Trx,
  { people, applications }: Parts,
  model: LevelsModel,
): Promise<void> => {
  for (const [at, { id: applicationId }] of applications.entries())
    for (const [person, { id: userId }] of people.entries()) {
      const level = model.applications[at]![person]!;
      if (level === none) await deleteApplicationPermission(trx, { applicationId, userId });
      else await upsertApplicationPermission(trx, { applicationId, userId }, level);
    }
};

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

/** What of a model stands in the store. */
export interface StoredLevels extends Omit<LevelsModel, 'people' | 'aliases'> {
  readonly people: readonly (number | null)[];
}

/** What stands in the store, in the form of a model; a person with other rights than those of their level is null. */
export const readStage = async ({
  app,
  people,
  beacons,
  applications,
}: Stage): Promise<StoredLevels> => {
  const { db } = app;
  const [levels, onBeacons, onApplications] = await Promise.all([
    readPeople(db),
    db.selectFrom('beacon_permissions').select(['beacon_id as id', 'user_id', 'level']).execute(),
    db
      .selectFrom('application_permissions')
      .select(['application_id as id', 'user_id', 'level'])
      .execute(),
  ]);
  const held = new Map(
    [...onBeacons, ...onApplications].map(({ id, user_id, level }) => [`${id} ${user_id}`, level]),
  );
  const levelsOn = (all: readonly { readonly id: number | string }[]): number[][] =>
    all.map((one) => people.map(({ id }) => held.get(`${one.id} ${id}`) ?? none));
  return {
    people: people.map(({ id }) => levels.get(id) ?? null),
    beacons: levelsOn(beacons),
    applications: levelsOn(applications),
  };
};
