/** Who may call what: every operation of the API description, with every scope, for own and foreign objects. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  allScopes,
  changeUserRoles,
  issueTokenFor,
  listScopes,
  type Scope,
  scopeSet,
} from '@moorgate/auth';
import supertest from 'supertest';
import { parse } from 'yaml';
import { type KeptRegistry, startKeptRegistry } from './test-support/kept-registry.ts';
import type { OperationExample, Params } from './test-support/operation-example.ts';
import { nearGroup, operationExamples } from './test-support/operation-examples.ts';
import { cookieOf, startTestApp, type TestApp, testPassword } from './test-support/test-app.ts';

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly Scope[];
  readonly isByGroup: boolean;
  readonly isPublic: boolean;
  readonly isOfRunners: boolean;
}

type Described = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const document = parse(
  readFileSync(new URL('../openapi/api_swagger.yaml', import.meta.url), 'utf8'),
) as { readonly paths: Readonly<Record<string, Described>> };

const described: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    id: operation['operationId'] as string,
    method,
    path,
    scopes: (operation['x-required-scope'] ?? []) as readonly Scope[],
    isByGroup: operation['x-by-group'] === true,
    isPublic: operation['x-public'] !== undefined,
    isOfRunners: operation['x-runner'] === true,
  })),
);
/** Runners have no scopes; what they do is tried where it is. */
const operations = described.filter(({ isOfRunners }) => !isOfRunners);
const guarded = operations.filter(({ isPublic }) => !isPublic);
const scoped = guarded.filter(({ scopes }) => scopes.length > 0);

const exampleOf = ({ id }: Operation): OperationExample => operationExamples[id]!;

let app: TestApp;
/** One token for each scope, of somebody who has them all. */
const single = new Map<Scope, Credential>();
let registry: KeptRegistry;
beforeAll(async () => {
  registry = await startKeptRegistry();
  app = await startTestApp({ containers: registry.door });
  for (const scope of allScopes) single.set(scope, await tokenWith([scope]));
});
afterAll(async () => {
  await app.close();
  await registry.close();
});
afterEach(() => expect(app.check.violations).toEqual([]));

const requestId = 'matrix';

/** The headers of a credential; none for nobody. */
type Credential = Readonly<Record<string, string>>;

const call = (
  { method, path, id }: Operation,
  params: Params,
  credential: Credential,
): supertest.Test => {
  const url = path.replaceAll(/\{([^}]+)\}/g, (_all, name: string) => params[name] ?? randomUUID());
  const request = supertest(app.server)
    [method as 'get'](`/v1${url}`)
    .set('X-Request-Id', requestId);
  return request.set(credential).send(operationExamples[id]!.body);
};

/** Everything that goes out, but for the time of it, what is left of the limit, and what was asked for. */
const wholeOf = (answer: supertest.Response, params: Params): unknown => {
  const headers = Object.fromEntries(
    Object.entries(answer.headers).filter(([name]) => name !== 'date' && name !== 'ratelimit'),
  );
  const body = Object.values(params).reduce(
    (text, value) => text.replaceAll(value, '{}'),
    answer.text,
  );
  return { status: answer.status, headers, body };
};

const covers = (held: readonly Scope[], needed: readonly Scope[]): boolean => {
  const set = scopeSet(held);
  return needed.every((scope) => set.has(scope));
};

const tokenWith = async (scopes: readonly Scope[]): Promise<Credential> => ({
  'OSF-TOKEN': await app.tokenWith(scopes),
});

/** A token of this user; with a scope that nothing here asks for where it needs none. */
const tokenOf = async (username: string, scopes: readonly Scope[]): Promise<Credential> => {
  const wanted = scopes.length > 0 ? scopes : (['ci:read'] as const);
  const request = { username, name: 'right', scopes: wanted };
  return { 'OSF-TOKEN': (await issueTokenFor(app.operator, app.keys, request)).token };
};

const sessionOf = async (username: string): Promise<Credential> => {
  const request = { username, password: testPassword };
  const answer = await supertest(app.server).post('/v1/sessions').send(request);
  return { Cookie: cookieOf(answer.headers), 'Sec-Fetch-Site': 'same-origin' };
};

/** A token that is limited to one group, of somebody who has every scope without a limit. */
const narrowedTo = async (group: string, scopes: readonly Scope[]): Promise<Credential> => {
  const username = await app.addUser(listScopes(scopeSet(allScopes)));
  const request = { username, name: 'narrowed', scopes, groups: [group] };
  return { 'OSF-TOKEN': (await issueTokenFor(app.operator, app.keys, request)).token };
};

/** A session of somebody who has these scopes for devices of one group, by a role, and nothing else. */
const limitedTo = async (group: string, scopes: readonly Scope[]): Promise<Credential> => {
  const name = `role-${randomUUID().slice(0, 8)}`;
  await app.addRole({ name, scopes, groups: [group] });
  const username = await app.addUser();
  await changeUserRoles(app.operator, { username, roles: [name] });
  return sessionOf(username);
};

test('every operation of the document has an example, and every example an operation', () => {
  expect(Object.keys(operationExamples).sort()).toEqual(operations.map(({ id }) => id).sort());
});

test.each(guarded)('$id answers 401 to nobody, and to a wrong credential', async (operation) => {
  const missing = exampleOf(operation).missing ?? {};
  const nobody = await call(operation, missing, {});
  expect([nobody.status, nobody.body.code]).toEqual([401, 'credentials_required']);
  const wrong = await call(operation, missing, { 'OSF-TOKEN': 'mgt_pat_wrong' });
  expect([wrong.status, wrong.body.code]).toEqual([401, 'credentials_invalid']);
});

test.each(scoped)(
  '$id answers 403 to every scope but $scopes, and to all others together',
  async (operation) => {
    const { scopes } = operation;
    const params = exampleOf(operation).missing ?? {};
    const others = allScopes.filter((scope) => !covers([scope], scopes));
    const withoutIt = others.filter((scope) => !scopes.some((one) => covers([scope], [one])));
    const tokens = [...others.map((scope) => single.get(scope)!), await tokenWith(withoutIt)];
    for (const token of tokens) {
      const answer = await call(operation, params, token);
      expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
      expect(answer.headers['www-authenticate']).toContain(`scope="${scopes.join(' ')}"`);
      expect(answer.headers['x-accepted-scopes']).toBe(scopes.join(' '));
    }
  },
);

test.each(described.filter(({ isOfRunners }) => isOfRunners))(
  '$id is for runners alone: 401 for whoever has every scope',
  async ({ method, path }) => {
    const everything = await tokenWith(listScopes(scopeSet(allScopes)));
    const url = path.replaceAll(/\{[^}]+\}/g, 'x');
    const request = supertest(app.server)[method as 'post'](`/v1${url}`).set(everything);
    const answer = await request.send();
    expect([answer.status, answer.body.code]).toEqual([401, 'credentials_invalid']);
  },
);

test.each(operations)('$id answers whoever has what it needs', async (operation) => {
  const { object, more = [], status, by } = exampleOf(operation);
  const username = await app.addUser(listScopes(scopeSet(allScopes)));
  const params = (await object?.(app, username)) ?? {};
  const credential =
    by === 'session'
      ? await sessionOf(username)
      : await tokenOf(username, [...operation.scopes, ...more]);
  const answer = await call(operation, params, credential);
  expect({ status: answer.status, code: answer.body.code }).toMatchObject({ status });
});

const ofOneDevice = scoped.filter((operation) => {
  const { object } = exampleOf(operation);
  return operation.isByGroup && object !== undefined;
});

test.each(ofOneDevice)(
  '$id answers for a device of a foreign group as for one that does not exist, to the byte',
  async (operation) => {
    const { object, missing = {}, more = [] } = exampleOf(operation);
    const needed = [...operation.scopes, ...more];
    const params = await object!(app, 'nobody');
    for (const foreign of [await limitedTo('far', needed), await narrowedTo('far', needed)]) {
      const asForeign = wholeOf(await call(operation, params, foreign), params);
      expect(asForeign).toMatchObject({ status: 404 });
      expect(asForeign).toEqual(wholeOf(await call(operation, missing, foreign), missing));
    }
    const own = await call(operation, params, await limitedTo(nearGroup, needed));
    expect(own.status).toBe(exampleOf(operation).status);
  },
);

const lists = scoped.filter((operation) => {
  const { object } = exampleOf(operation);
  return operation.isByGroup && object === undefined && operation.method === 'get';
});

test.each(lists)('$id shows nothing of a foreign group', async (operation) => {
  const uuid = (await operationExamples['getDevice']!.object!(app, 'nobody'))['uuid']!;
  const answer = await call(operation, {}, await limitedTo('far', operation.scopes));
  expect(answer.status).toBe(200);
  expect(answer.text).not.toContain(uuid);
  expect(answer.text).not.toContain(`"${nearGroup}"`);
});

test.each(scoped.filter(({ isByGroup }) => !isByGroup))(
  '$id is about no device, and answers 403 to whoever is limited to groups of them',
  async (operation) => {
    const token = await narrowedTo(nearGroup, operation.scopes);
    const answer = await call(operation, exampleOf(operation).missing ?? {}, token);
    expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
  },
);

const personal = guarded.filter((operation) => {
  const { missing } = exampleOf(operation);
  return operation.scopes.length === 0 && missing !== undefined;
});

test.each(personal)(
  '$id answers for what is somebody else’s as for what does not exist, to the byte',
  async (operation) => {
    const { object, missing = {} } = exampleOf(operation);
    const stranger = await app.addUser(listScopes(scopeSet(allScopes)));
    const params = await object!(app, stranger);
    const token = await tokenWith(['devices:read']);
    const asForeign = wholeOf(await call(operation, params, token), params);
    expect(asForeign).toEqual(wholeOf(await call(operation, missing, token), missing));
    expect([403, 404]).toContain((asForeign as { status: number }).status);
  },
);
