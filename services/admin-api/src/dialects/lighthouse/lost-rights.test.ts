/** Streams of operations, when whoever reads them loses a right: each ends within a second, and the operation goes on. */
import { text as readText } from 'node:stream/consumers';
import {
  changeUserScopes,
  deactivateUser,
  issueTokenFor,
  revokeToken,
  type Scope,
} from '@moorgate/auth';
import { useEngines } from './test-support/applications/use-engines.ts';
import { useLighthouse } from './test-support/use-lighthouse.ts';

const lighthouse = useLighthouse();
const { app, addPerson, name } = lighthouse;
const { beaconAddress, createOne, engines, owner, ownersName } = useEngines(lighthouse, 1);

type Headers = Readonly<Record<string, string>>;

const allRights: readonly Scope[] = [
  ...(['applications:create', 'applications:manage', 'applications:use'] as const),
  'beacons:use',
];

const tokenOf = async (username: string, scopes = allRights) => {
  const request = { username, name: name(), scopes };
  const { id, token } = await issueTokenFor(app().operator, app().keys, request);
  const headers: Headers = { Authorization: `Bearer ${token}` };
  return { id, headers };
};

/** Somebody else with a token, and a level on an application and its beacon. */
interface Helper {
  readonly username: string;
  readonly application: string;
  readonly tokenId: string;
  readonly headers: Headers;
}

const addHelper = async (application: string, scopes = allRights): Promise<Helper> => {
  const username = name();
  await addPerson(username, 0);
  await changeUserScopes(app().operator, { username, scopes: [...allRights, ...scopes] });
  const change = { Applications: { [application]: 1 }, Beacons: { [beaconAddress()]: 0 } };
  await owner()('PUT', `/users/${username}`, change).expect(200);
  const { id: tokenId, headers } = await tokenOf(username, scopes);
  return { username, application, tokenId, headers };
};

/** Holds the engine at its next start, until what is answered is called. */
const holdStart = () => {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  engines()[0]!.interfere((call, response, carryOut) => {
    if (!call.target.endsWith('/start')) return false;
    held.resolve();
    void released.promise.then(() => carryOut(response));
    return true;
  });
  return { isHeld: held.promise, release: () => released.resolve() };
};

const call = (method: string, path: string, headers: Headers): Promise<Response> =>
  fetch(`${app().origin}${path}`, { method, headers });

const waitUntil = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
};

const isRunning = (application: string): boolean =>
  engines()[0]!.containers.get(application)!.isRunning;

/** Reads to the end what is already being answered, while something is done. */
const readWhile = async (answer: Response, work: () => Promise<unknown>) => {
  expect(answer.status).toBe(200);
  const reading = readText(answer.body!).catch(() => '');
  await work();
  const doneAtMs = performance.now();
  const text = await reading;
  return { isEndedWithinASecond: performance.now() - doneAtMs < 1_000, text };
};

const changeScopes = (username: string, scopes: readonly Scope[]) =>
  changeUserScopes(app().operator, { username, scopes });

const losses: Readonly<Record<string, (helper: Helper) => Promise<unknown>>> = {
  'the token is revoked': ({ tokenId }) => revokeToken(app().operator, tokenId),
  'the account loses the scopes': ({ username }) => changeScopes(username, ['beacons:use']),
  'the account is deactivated': ({ username }) => deactivateUser(app().operator, username),
  'the level on the application goes': async ({ username, application }) =>
    owner()('PUT', `/users/${username}`, { Applications: { [application]: -1 } }).expect(200),
};

describe.each(Object.entries(losses))('once %s', (_what, lose) => {
  test('the stream of whoever asked for an operation ends, and the operation goes on', async () => {
    const application = await createOne();
    const helper = await addHelper(application);
    const { isHeld, release } = holdStart();
    const path = `/api/v0.2/applications/start/${application}`;
    const answer = await call('POST', path, helper.headers);
    await isHeld;
    const { isEndedWithinASecond, text } = await readWhile(answer, () => lose(helper));
    expect([isEndedWithinASecond, text.includes('Finalized')]).toEqual([true, false]);
    release();
    await waitUntil(() => isRunning(application));
  });

  test('the events of somebody who follows an operation end, and the operation goes on', async () => {
    const application = await createOne();
    const helper = await addHelper(application);
    const { isHeld, release } = holdStart();
    const { headers } = await tokenOf(ownersName());
    const started = await call('POST', `/v1/applications/${application}/start`, headers);
    const { id } = (await started.json()) as { readonly id: string };
    await isHeld;
    const answer = await call('GET', `/v1/operations/${id}/lines`, helper.headers);
    const { isEndedWithinASecond, text } = await readWhile(answer, () => lose(helper));
    expect([isEndedWithinASecond, text.includes('Finalized')]).toEqual([true, false]);
    release();
    await waitUntil(() => isRunning(application));
  });
});

test('an administrator who may read all applications follows one until that right goes', async () => {
  const application = await createOne();
  const reading: readonly Scope[] = ['applications:read', 'applications:use'];
  const helper = await addHelper(application, reading);
  const change = { Applications: { [application]: -1 } };
  await owner()('PUT', `/users/${helper.username}`, change).expect(200);
  const { isHeld, release } = holdStart();
  const { headers } = await tokenOf(ownersName());
  const started = await call('POST', `/v1/applications/${application}/start`, headers);
  const { id } = (await started.json()) as { readonly id: string };
  await isHeld;
  const answer = await call('GET', `/v1/operations/${id}/lines`, helper.headers);
  const lose = () => changeScopes(helper.username, ['applications:use']);
  const { isEndedWithinASecond } = await readWhile(answer, lose);
  expect(isEndedWithinASecond).toBe(true);
  release();
  await waitUntil(() => isRunning(application));
});

test('whoever asks for an application follows its creation to the end, and nobody else does before that', async () => {
  const { isHeld, release } = holdStart();
  const Name = name();
  const creating = createOne('?start=true', { Name });
  await isHeld;
  const { headers } = await tokenOf(ownersName());
  const [asked] = await app()
    .db.selectFrom('application_operations')
    .select('id')
    .where('application_name', '=', Name)
    .execute();
  const other = await addPerson(name(), 0);
  expect((await other('GET', '/applications/list')).body).toEqual([]);
  expect((await call('GET', `/v1/operations/${asked!.id}`, headers)).status).toBe(200);
  const stranger = await tokenOf(await app().addUser(allRights));
  expect((await call('GET', `/v1/operations/${asked!.id}`, stranger.headers)).status).toBe(404);
  release();
  await creating;
  expect((await call('GET', `/v1/operations/${asked!.id}`, headers)).status).toBe(200);
});
