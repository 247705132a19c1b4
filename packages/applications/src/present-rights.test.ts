/** Rights that are lost between the request for an operation, its beginning and its end. */
import {
  changeUserScopes,
  type Context,
  deactivateUser,
  drawTokenKeys,
  issueTokenFor,
  revokeToken,
} from '@moorgate/auth';
import { listApplications, readHistory } from './reads/list-applications.ts';
import { findOperation } from './operations/find-operation.ts';
import { createApplication } from './requests/create-application.ts';
import { updateApplication } from './requests/update-application.ts';
import { type OperationGround, openOperationGround } from './test-support/operation-ground.ts';

let ground: OperationGround;
const keys = drawTokenKeys();
beforeAll(async () => {
  ground = await openOperationGround();
});
afterAll(() => ground.close());

let names = 0;

type User = Context & { readonly userId: string };

/** Somebody who asks with a token of their own. */
const addTokenHolder = async (): Promise<{ readonly asking: User; readonly tokenId: string }> => {
  const user = await ground.addUser();
  if (user.principal.kind !== 'user') throw new Error('a user is none');
  const { username, scopes } = user.principal;
  const request = { username, name: 'test', scopes: [...scopes] };
  const { id: tokenId } = await issueTokenFor(ground.operator, keys, request);
  const principal = { ...user.principal, credential: { kind: 'token', tokenId } as const };
  return { asking: { ...user, principal }, tokenId };
};

/** An application of somebody, which they have asked with a token to be updated. */
const askForUpdate = async () => {
  const { asking, tokenId } = await addTokenHolder();
  const { engines, addresses } = await ground.addHosts(asking, 2);
  names += 1;
  const name = `app-${names}`;
  const { operationId } = await createApplication(asking, ground.requests, {
    ...{ name, command: { Image: 'busybox' }, instances: addresses, start: true, forcePull: false },
  });
  await ground.run(asking, operationId);
  const change = { command: { Image: 'busybox:2' }, add: [], remove: [], restart: true };
  const request = { application: name, ...change };
  const { operationId: id } = await updateApplication(asking, ground.requests, request);
  return { asking, tokenId, engines, name, id };
};

type Asked = Awaited<ReturnType<typeof askForUpdate>>;

const usernameOf = ({ principal }: Context): string =>
  principal.kind === 'user' ? principal.username : '';

const losses: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  'the token that asked is revoked': ({ tokenId }) => revokeToken(ground.operator, tokenId),
  'the account loses the scopes': ({ asking }) =>
    changeUserScopes(ground.operator, { username: usernameOf(asking), scopes: ['beacons:use'] }),
  'the account is deactivated': ({ asking }) => deactivateUser(ground.operator, usernameOf(asking)),
  'the level on the application goes': ({ asking }) =>
    ground.db.deleteFrom('application_permissions').where('user_id', '=', asking.userId).execute(),
  'the level on a beacon goes': ({ asking }) =>
    ground.db.deleteFrom('beacon_permissions').where('user_id', '=', asking.userId).execute(),
};

/** Sees everything, whatever becomes of whoever asked. */
const addAuditor = () => ground.addUser(['applications:read', 'applications:use']);

describe.each(Object.entries(losses))('where %s', (_what, lose) => {
  test('before an operation begins, it does nothing but say so', async () => {
    const asked = await askForUpdate();
    const { engines, id } = asked;
    const before = engines.map(({ changes }) => [...changes]);
    await lose(asked);
    const auditor = await addAuditor();
    const lines = await ground.run(auditor, id);
    expect(lines.map(({ status, code }) => [status, code])).toEqual([
      ['Error', 403],
      ['Finalized', 0],
    ]);
    expect(engines.map(({ changes }) => changes)).toEqual(before);
    const { status, outcome } = await findOperation(auditor, id);
    expect([status, outcome]).toEqual(['failed', lines[0]!.message]);
  });

  test('once an operation has begun, it goes on to its end', async () => {
    const asked = await askForUpdate();
    const { engines, id, name } = asked;
    engines[0]!.interfere((call, response, carryOut) => {
      if (!call.target.startsWith('images/create')) return false;
      void lose(asked).then(() => carryOut(response));
      return true;
    });
    const auditor = await addAuditor();
    await ground.run(auditor, id);
    expect(await findOperation(auditor, id)).toMatchObject({ status: 'succeeded' });
    for (const { containers } of engines)
      expect(containers.get(name)?.body['Image']).toBe('busybox:2');
  });
});

test('a creation by somebody who may not create any more leaves no application', async () => {
  const owner = await ground.addUser();
  const { engines, addresses } = await ground.addHosts(owner, 1);
  const { operationId } = await createApplication(owner, ground.requests, {
    ...{ name: 'never', command: { Image: 'busybox' }, instances: addresses },
    ...{ start: true, forcePull: false },
  });
  const scopes = ['applications:manage', 'applications:use', 'beacons:use'];
  await changeUserScopes(ground.operator, { username: usernameOf(owner), scopes });
  await ground.run(owner, operationId);
  expect(await listApplications(owner)).toEqual([]);
  expect(engines[0]!.changes).toEqual([]);
  await expect(readHistory(owner, 'never', null)).rejects.toMatchObject({
    code: 'application_not_found',
  });
});
