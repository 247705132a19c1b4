import { request as send } from 'node:http';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueTokenFor, revokeToken } from '@moorgate/auth';
import type { AnsweredRequest } from '@moorgate/http';
import { startTestApp, testFactory, type TestApp } from '../test-support/test-app.ts';
import { type GitFolder, gitFolderAt, newRepository } from '@moorgate/testing';
import type { ReceivedPush } from './git-parts.ts';

let app: TestApp;
let folder: GitFolder;
let token: string;
const pushes: ReceivedPush[] = [];
const answered: AnsweredRequest[] = [];

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const path = `/factories/${testFactory}/containers.git`;
const refs = `${path}/info/refs?service=git-upload-pack`;
const urlWith = (secret: string, at = path): string =>
  `${app.origin.replace('//', `//x:${secret}@`)}${at}`;
const ask = (at: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${app.origin}${at}`, { method, headers, redirect: 'manual' });
const basic = (secret: string): Record<string, string> => ({
  Authorization: `Basic ${base64(`x:${secret}`)}`,
});

beforeAll(async () => {
  app = await startTestApp({
    onAnswer: (one) => void answered.push(one),
    git: {
      onReferencesMoved: (_ctx, push) => {
        pushes.push(push);
        return Promise.resolve(['Build 42: http://here/42', 'odd \u001b[31m line']);
      },
      findRunCredential: (secret) =>
        Promise.resolve(
          secret === 'run-secret'
            ? { runId: 'r1', factory: testFactory, sourceRead: true }
            : undefined,
        ),
    },
  });
  token = await app.tokenWith(['source:read-update', 'source:create', 'source:delete']);
  folder = await newRepository();
  await folder.commit('one', '1');
  await folder.must('push', '-q', urlWith(token), 'main');
});
afterAll(async () => {
  await folder.remove();
  await app.close();
});

describe('who asks', () => {
  test('a request without a credential is asked for one, and told how', async () => {
    const answer = await ask(refs);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Basic realm="/);
    expect(answer.headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
    expect(await answer.text()).toMatch(/^A token is needed/);
  });

  test.each([
    ['the password of Basic', (text: string) => `Basic ${base64(`anything:${text}`)}`],
    ['Basic without a name', (text: string) => `Basic ${base64(`:${text}`)}`],
    [
      'Basic without a colon, small, with a line feed',
      (text: string) => `basic ${base64(`${text}\n`)}`,
    ],
    ['Bearer', (text: string) => `Bearer ${text}`],
    ['Bearer in base64', (text: string) => `Bearer ${base64(text)}`],
  ])('a token is taken as %s', async (_what, header) => {
    const answer = await ask(refs, { Authorization: header(token) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toBe('application/x-git-upload-pack-advertisement');
    expect(answer.headers.get('Cache-Control')).toBe('no-cache');
  });

  test('git sends an extra header with a token and nothing else', async () => {
    const header = `http.extraheader=Authorization: basic ${base64(`${token}\n`)}`;
    const { code } = await folder.git('-c', header, 'ls-remote', `${app.origin}${path}`);
    expect(code).toBe(0);
  });

  test('git says that authentication failed for a token that is none', async () => {
    const { code, output } = await folder.git('ls-remote', urlWith('mgt_none'));
    expect(code).toBe(128);
    expect(output).toContain('Authentication failed');
  });

  test('the cookie of a session is no credential', async () => {
    expect((await ask(refs, { Cookie: `__Host-session=${token}` })).status).toBe(401);
  });

  test('a token that is limited to groups of devices has no right to a repository', async () => {
    const username = await app.addUser(['source:read']);
    const wanted = { username, name: 'x', scopes: ['source:read'], groups: ['lab'] } as const;
    const limited = await issueTokenFor(app.operator, app.keys, wanted);
    const { output } = await folder.git('ls-remote', urlWith(limited.token));
    expect(output).toContain('remote: fio: token is missing scope source:read');
  });

  test('a run of a build reads the source of its factory, and writes nothing', async () => {
    expect((await folder.git('ls-remote', urlWith('run-secret'))).code).toBe(0);
    const { output } = await folder.git('push', urlWith('run-secret'), 'main:x');
    expect(output).toContain('403');
  });
});

describe('what is asked for', () => {
  test('reading needs source:read, before the body and with it', async () => {
    const headers = basic(await app.tokenWith(['source:create']));
    for (const [at, method] of [
      [refs, 'GET'],
      [`${path}/git-upload-pack`, 'POST'],
    ] as const) {
      const answer = await ask(at, headers, method);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toBe('fio: token is missing scope source:read\n');
    }
  });

  test('pushing needs one of three scopes, before the body and with it', async () => {
    const headers = basic(await app.tokenWith(['source:read']));
    for (const [at, method] of [
      [`${path}/info/refs?service=git-receive-pack`, 'GET'],
      [`${path}/git-receive-pack`, 'POST'],
    ] as const) {
      const answer = await ask(at, headers, method);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('source:read-update or source:create');
    }
  });

  test.each([
    ['an unknown repository', `/factories/${testFactory}/nothing.git`],
    ['another factory', '/factories/other/containers.git'],
    ['a name that leads elsewhere', `/factories/${testFactory}/..%2Fcontainers.git`],
  ])('%s is not found', async (_what, at) => {
    const answer = await ask(`${at}/info/refs?service=git-upload-pack`, basic(token));
    expect(answer.status).toBe(404);
    const { output } = await folder.git('ls-remote', urlWith(token, at));
    expect(output).toMatch(/not found/);
  });

  test.each([
    ['references without a service', `${path}/info/refs`, 'GET', 403],
    ['another service', `${path}/info/refs?service=git-upload-archive`, 'GET', 403],
    ['the head', `${path}/HEAD`, 'GET', 403],
    ['an object', `${path}/objects/info/packs`, 'GET', 403],
    ['a head without a body', refs, 'HEAD', 405],
    ['references by POST', refs, 'POST', 405],
    ['a pack by GET', `${path}/git-upload-pack`, 'GET', 405],
    ['a body of another type', `${path}/git-upload-pack`, 'POST', 415],
  ])('the dumb protocol and its like are refused: %s', async (_what, at, method, status) => {
    expect((await ask(at, basic(token), method)).status).toBe(status);
  });
});

describe('what follows from a push', () => {
  test('what moved is told once, and the answer shown without control characters', async () => {
    pushes.length = 0;
    await folder.must('checkout', '-q', '-B', 'told', 'main');
    const commit = await folder.commit('told', '1');
    const output = await folder.must('push', urlWith(token), 'told', 'told:refs/tags/told');
    const zeros = '0'.repeat(40);
    expect(pushes).toEqual([
      {
        factory: testFactory,
        repository: 'containers',
        by: expect.stringMatching(/^user\d+$/),
        host: new URL(app.origin).host,
        moves: [
          { ref: 'refs/heads/told', old: zeros, new: commit },
          { ref: 'refs/tags/told', old: zeros, new: commit },
        ],
      },
    ]);
    expect(output).toContain('remote: Build 42: http://here/42');
    expect(output).toContain('remote: odd  [31m line');
  });

  test('each reference has a record with the token that moved it', async () => {
    await folder.must('checkout', '-q', '-B', 'recorded', 'main');
    const commit = await folder.commit('recorded', '1');
    await folder.must('push', '-q', urlWith(token), 'recorded');
    await folder.must('push', '-q', urlWith(token), ':recorded');
    const records = await app.db
      .selectFrom('audit_records')
      .select(['action', 'actor_kind', 'before', 'after'])
      .where('target_id', '=', `${testFactory}/containers refs/heads/recorded`)
      .orderBy('id')
      .execute();
    expect(records).toEqual([
      {
        action: 'reference.created',
        actor_kind: 'token',
        before: null,
        after: { object: commit },
      },
      {
        action: 'reference.deleted',
        actor_kind: 'token',
        before: { object: commit },
        after: null,
      },
    ]);
  });
});

/** Sends a part of a push, and says when its answer, or its end, came. */
const halfAPush = (secret: string) => {
  const headers = {
    ...basic(secret),
    'Content-Type': 'application/x-git-receive-pack-request',
    'Transfer-Encoding': 'chunked',
  };
  const request = send(`${app.origin}${path}/git-receive-pack`, { method: 'POST', headers });
  const over = new Promise<number>((resolve) => {
    const end = () => resolve(performance.now());
    request.once('error', end).once('close', end);
    request.once('response', (response) => response.resume().once('close', end));
  });
  const zeros = '0'.repeat(40);
  const command = `${zeros} ${'1'.repeat(40)} refs/heads/half\0report-status\n`;
  const line = (command.length + 4).toString(16).padStart(4, '0') + command;
  request.write(`${line}0000PACK`);
  return { over, isUnderWay: () => app.source.exchanges.count().running > 0 };
};

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};

test('a token that is revoked ends the push that runs with it within a second', async () => {
  const username = await app.addUser(['source:create']);
  const wanted = { username, name: 'x', scopes: ['source:create'] } as const;
  const { id, token: secret } = await issueTokenFor(app.operator, app.keys, wanted);
  const push = halfAPush(secret);
  await until(push.isUnderWay);
  await revokeToken(app.operator, id);
  const since = performance.now();
  expect((await push.over) - since).toBeLessThan(1_000);
  await until(() => app.source.exchanges.count().running === 0);
});

test('where as many run and wait as may, the next one is told when to come back', async () => {
  const other = await startTestApp({ sourceLimits: { exchangesMax: 1 } });
  const secret = await other.tokenWith(['source:read']);
  const asked = Array.from({ length: 40 }, () =>
    fetch(`${other.origin}${refs}`, { headers: basic(secret) }),
  );
  const answers = await Promise.all(asked);
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  const refused = answers.filter(({ status }) => status === 503);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]!.headers.get('Retry-After')).toBe('5');
  await other.close();
});

test('a push of which the rules refuse a part counts as refused, though Git answers 200', async () => {
  const creator = await app.tokenWith(['source:read-update']);
  answered.length = 0;
  await folder.git('push', urlWith(creator), 'main:refs/heads/refused');
  await until(() => answered.some(({ operationId }) => operationId === 'gitPush'));
  expect(answered.find(({ operationId }) => operationId === 'gitPush')).toMatchObject({
    status: 200,
    code: 'push_refused',
    principal: { kind: 'user' },
  });
});

test('where no Git is served, the answer says why in one sentence', async () => {
  const other = await startTestApp({ hasNoGit: true });
  const secret = await other.tokenWith(['source:read']);
  const answer = await fetch(`${other.origin}${refs}`, { headers: basic(secret) });
  expect(answer.status).toBe(503);
  expect(await answer.text()).toBe('On this server MOORGATE_GIT_DIR is not set.\n');
  await other.close();
});

test('a clone has what was pushed', async () => {
  const at = gitFolderAt(await mkdtemp(join(tmpdir(), 'moorgate-git-clone-')));
  await at.must('clone', '-q', urlWith(token), 'clone');
  expect(await at.must('-C', 'clone', 'rev-parse', 'origin/main')).toBe(
    await folder.must('rev-parse', 'main'),
  );
  await at.remove();
});
