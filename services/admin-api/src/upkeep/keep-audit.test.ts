import { appendFile, readFile, stat, truncate } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuditCheckpoint, parseCheckpoint, verifyAuditChain } from '@moorgate/auth';
import { listAuditRecords } from '@moorgate/db';
import supertest from 'supertest';
import { type AuditTerms, keepAudit } from './keep-audit.ts';
import { startTestApp, type TestApp } from '../test-support/test-app.ts';

let app: TestApp;
let folder: string;
beforeAll(async () => {
  app = await startTestApp();
  folder = await mkdtemp(join(tmpdir(), 'moorgate-checkpoints-'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const termsOf = (name: string | undefined): AuditTerms => ({
  keys: app.auditKeys,
  checkpointFile: name === undefined ? undefined : join(folder, name),
  retentionDays: 0,
});

const refused = {
  operationId: 'listUsers',
  status: 403,
  durationMs: 1,
  requestId: 'r',
  address: '192.0.2.7',
  principal: null,
  code: 'cross_site_request',
} as const;

test('seals what waits, refusals included, before it ends', async () => {
  const upkeep = keepAudit(app.operator, termsOf(undefined));
  upkeep.noteAnswer(refused);
  upkeep.noteAnswer({ ...refused, status: 429, code: 'rate_limited' });
  upkeep.noteAnswer({ ...refused, status: 401, code: 'credentials_required' });
  upkeep.noteAnswer({ ...refused, status: 404, code: 'user_not_found' });
  upkeep.noteAnswer({ ...refused, status: 200, code: null });
  const login = { ...refused, operationId: 'startSession', status: 401 } as const;
  upkeep.noteAnswer({ ...login, code: 'login_failed' });
  upkeep.noteAnswer({ ...login, code: 'second_factor_required' });
  upkeep.noteAnswer({ ...login, code: 'second_factor_failed' });
  upkeep.noteAnswer({ ...login, operationId: 'completeLogin', code: 'login_declined' });
  await app.addUser();
  await upkeep.close();
  const filter = { action: 'request.refused' };
  const rows = await listAuditRecords(app.db, { filter, before: null, limit: 10 });
  expect(rows.map(({ after }) => (after as { code: string }).code).sort()).toEqual([
    'credentials_required',
    'cross_site_request',
    'rate_limited',
  ]);
  expect(rows.every(({ position }) => position !== null)).toBe(true);
  const report = await verifyAuditChain(app.operator, { keys: app.auditKeys });
  expect(report).toMatchObject({ unsealed: 0, findings: [] });
});

test('a login that fails is recorded once, and whoever has to wait is counted', async () => {
  const upkeep = keepAudit(app.operator, termsOf(undefined));
  const counted = await startTestApp({ onAnswer: upkeep.noteAnswer });
  const username = await counted.addUser();
  const wrong = { username, password: 'wrong horse battery' };
  const statuses: number[] = [];
  for (let count = 0; count < 12; count += 1)
    statuses.push((await supertest(counted.server).post('/v1/sessions').send(wrong)).status);
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  const search = { filter: { action: 'session.refused' }, before: null, limit: 20 };
  expect(await listAuditRecords(counted.db, search)).toHaveLength(10);
  await counted.close();
  await upkeep.close();
  const filter = { action: 'request.refused', targetId: 'startSession' };
  expect(await listAuditRecords(app.db, { ...search, filter })).toMatchObject([
    { after: { code: 'rate_limited', count: 2 } },
  ]);
});

const run = async (name: string): Promise<number[]> => {
  await makeAuditCheckpoint(app.operator, app.auditKeys);
  await keepAudit(app.operator, termsOf(name)).close();
  const text = await readFile(join(folder, name), 'utf8');
  return text.split('\n').flatMap((line) => parseCheckpoint(line)?.id ?? []);
};

test('appends each checkpoint to the file once, across restarts and after a line that was torn', async () => {
  const name = 'checkpoints.ndjson';
  const first = await run(name);
  expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  expect(await run(name)).toEqual([...first, first.at(-1)! + 1]);
  await appendFile(join(folder, name), '{"id":99,"stat');
  expect(await run(name)).toEqual([...first, first.at(-1)! + 1, first.at(-1)! + 2]);
  await truncate(join(folder, name));
  expect(await run(name)).toHaveLength(first.length + 3);
});
