/** A token that is limited to networks, used from elsewhere: refused in every dialect that takes it, and written down. */
import { issueTokenFor } from '@moorgate/auth';
import { listAuditRecords } from '@moorgate/db';
import supertest from 'supertest';
import { keepAudit } from './upkeep/keep-audit.ts';
import { startTestApp } from './test-support/test-app.ts';

test('a token that is used from outside of its networks answers 403, and a record says from where', async () => {
  const recorder = await startTestApp();
  const upkeep = keepAudit(recorder.operator, {
    keys: recorder.auditKeys,
    checkpointFile: undefined,
    retentionDays: 0,
  });
  const app = await startTestApp({
    trustedProxies: ['127.0.0.1'],
    onAnswer: upkeep.noteAnswer,
  });
  const username = await app.addUser(['devices:read']);
  const { token } = await issueTokenFor(app.operator, app.keys, {
    username,
    name: 'office',
    scopes: ['devices:read'],
    cidrs: ['192.0.2.0/24'],
  });
  const ask = async (path: string, address: string): Promise<number> => {
    const request = supertest(app.server).get(path).set('OSF-TOKEN', token);
    return (await request.set('X-Forwarded-For', address)).status;
  };
  const statuses: number[] = [];
  for (const path of ['/v1/devices', '/ota/devices/'])
    for (const address of ['192.0.2.9', '198.51.100.7']) statuses.push(await ask(path, address));
  // Where a dialect is left out, the native one answers that there is nothing.
  expect(statuses.filter((_status, index) => index % 2 === 1)).toEqual([403, 403]);
  expect(statuses[0]).toBe(200);
  await app.close();
  await upkeep.close();
  const filter = { action: 'request.refused' };
  const records = await listAuditRecords(recorder.db, { filter, before: null, limit: 10 });
  expect(records).not.toEqual([]);
  for (const record of records)
    expect(record).toMatchObject({
      address: '198.51.100.7',
      after: { code: 'token_address_forbidden' },
    });
  expect(JSON.stringify(records)).not.toContain(token);
  await recorder.close();
});
