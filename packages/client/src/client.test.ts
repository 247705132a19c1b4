import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOf, ApiError, createApiClient, nextCursorOf, UnreachableError } from './index.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let url: string;
let answers: Answer[];
let seen: IncomingMessage[];
beforeEach(async () => {
  answers = [];
  seen = [];
  server = createServer((request, response) => {
    seen.push(request);
    request.resume().once('end', () => answers.shift()!(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'Content-Type': type, ...headers }).end(JSON.stringify(body));
  };

const self = { username: 'admin', scopes: [], credential: { kind: 'token', id: '1' } };
const problem = (code: string): object => ({
  type: `/errors/${code}`,
  title: 'A title.',
  detail: 'Particulars.',
  code,
  requestId: 'r-1',
  errors: [{ pointer: '/body/name', message: 'is required' }],
});

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

test('sends the token as a bearer token, under the documented prefix', async () => {
  answers = [json(200, self)];
  const client = createApiClient({ baseUrl: `${url}/`, token: 'secret' });
  expect(await answerOf(client.GET('/self'))).toEqual(self);
  expect(seen[0]).toMatchObject({ url: '/v1/self', headers: { authorization: 'Bearer secret' } });
});

test('throws what the server says about an error, with a link to its own page', async () => {
  answers = [json(404, problem('user_not_found'))];
  const client = createApiClient({ baseUrl: url });
  const error = await failureOf(
    client.GET('/users/{username}', { params: { path: { username: 'a/b' } } }),
  );
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    status: 404,
    message: 'A title.',
    problem: {
      detail: 'Particulars.',
      code: 'user_not_found',
      requestId: 'r-1',
      issues: [{ pointer: '/body/name', message: 'is required' }],
      remedyUrl: `${url}/errors/user_not_found`,
    },
  });
  expect(seen[0]!.url).toBe('/v1/users/a%2Fb');
});

test('makes an error of whatever a proxy in between answers', async () => {
  answers = [
    (_request, response) => void response.writeHead(502).end('<html>'),
    json(500, { type: 'https://elsewhere.example/errors/x', title: 7, errors: 'no' }),
  ];
  const client = createApiClient({ baseUrl: url });
  const nothing = { code: null, detail: null, issues: [], remedyUrl: null };
  for (const status of [502, 500])
    expect(await failureOf(client.GET('/self'))).toMatchObject({
      status,
      message: `The server answered ${status}.`,
      problem: nothing,
    });
});

test('follows no redirection, so that a token goes nowhere else', async () => {
  answers = [json(307, {}, { Location: 'http://127.0.0.1:9/' })];
  const client = createApiClient({ baseUrl: url, token: 'secret' });
  expect(await failureOf(client.GET('/self'))).toMatchObject({ status: 307 });
});

test('sends again what was turned away, after as long as the server asks for', async () => {
  const wait = { 'Retry-After': '0' };
  answers = [
    json(429, problem('rate_limited'), wait),
    json(503, problem('service_unavailable'), wait),
    json(200, self),
  ];
  expect(await answerOf(createApiClient({ baseUrl: url }).GET('/self'))).toEqual(self);
});

test('sends a POST again under the key of the first try', async () => {
  const made = { id: '1', token: 't' };
  answers = [json(503, problem('service_unavailable'), { 'Retry-After': '0' }), json(201, made)];
  const client = createApiClient({ baseUrl: url });
  const body = { name: 'ci', scopes: ['devices:read'] };
  expect(await answerOf(client.POST('/tokens', { body }))).toEqual(made);
  const keys = seen.map(({ headers }) => headers['idempotency-key']);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
});

test('sends a POST whose body is no JSON once, without a key', async () => {
  answers = [json(503, problem('service_unavailable'), { 'Retry-After': '0' })];
  const client = createApiClient({ baseUrl: url });
  const upload = client.POST('/tokens', {
    body: { name: 'ci', scopes: [] },
    bodySerializer: () => 'bytes',
    headers: { 'Content-Type': 'application/octet-stream' },
  });
  expect(await failureOf(upload)).toMatchObject({ status: 503 });
  expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual([undefined]);
});

test.each([
  ['a change that is made and not confirmed', 503, 'committed_unconfirmed', '0'],
  ['a server that asks for more than the longest wait', 429, 'rate_limited', '31'],
  ['an error of another kind', 409, 'user_exists', '0'],
])('gives up at once for %s', async (_title, status, code, wait) => {
  answers = [json(status, problem(code), { 'Retry-After': wait })];
  const client = createApiClient({ baseUrl: url });
  expect(await failureOf(client.GET('/self'))).toMatchObject({ status, problem: { code } });
  expect(seen).toHaveLength(1);
});

test('gives up after the last try', async () => {
  answers = [1, 2].map(() => json(503, problem('service_unavailable'), { 'Retry-After': '0' }));
  const client = createApiClient({ baseUrl: url, tries: 2 });
  expect(await failureOf(client.GET('/self'))).toMatchObject({ status: 503 });
  expect(seen).toHaveLength(2);
});

test('says in one sentence that nobody answers, or not in time', async () => {
  answers = [() => undefined];
  const slow = await failureOf(createApiClient({ baseUrl: url, timeoutMs: 50 }).GET('/self'));
  expect(slow).toBeInstanceOf(UnreachableError);
  expect((slow as Error).message).toBe(`${url} did not answer within 0.05 s`);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const refused = await failureOf(createApiClient({ baseUrl: url }).GET('/self'));
  expect((refused as Error).message).toMatch(/^http:\S+ cannot be reached: .*ECONNREFUSED/);
});

test('finds the next page by a header, by a link, or not at all', () => {
  const next = (headers: Record<string, string>): string | null =>
    nextCursorOf({ headers: new Headers(headers) });
  expect(next({ 'X-Next-Cursor': 'c', Link: '</d?offset=2>; rel="next"' })).toBe('c');
  expect(next({ Link: '</d?cursor=a>; rel="first", </d?cursor=b>; rel="next"' })).toBe('b');
  expect(next({ Link: '</d?cursor=a>; rel="first"' })).toBeNull();
  expect(next({})).toBeNull();
});
