import { randomUUID } from 'node:crypto';
import {
  insertApplication,
  insertDeployment,
  insertOperation,
  insertOperationLines,
  inTransaction,
  updateOperation,
} from '@moorgate/db';
import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

const at = new Date('2026-03-01T12:00:00.000Z');
const quiet = { method: '', endpoint: '', message: '', code: 0, instance: '', item: 0, total: 0 };

/** An application with one deployment and an operation that has failed; answers the id of the operation. */
const addApplication = (name: string): Promise<string> =>
  inTransaction(ground.db, async (trx) => {
    const instances = [{ beacon_id: randomUUID(), address: '10.0.0.1:2375/v1.41' }];
    const created = { at, createdBy: 'somebody' };
    const id = (await insertApplication(trx, { key: randomUUID(), name, instances, ...created }))!;
    await insertDeployment(trx, {
      ...{ applicationId: id, kind: 'container', command: { Image: 'busybox' }, health: null },
      ...{ digest: Buffer.alloc(32), creator: 'somebody', at },
    });
    const operation = randomUUID();
    await insertOperation(trx, {
      ...{ id: operation, applicationId: id, applicationName: name, kind: 'start', plan: {}, at },
      ...{ deploymentId: null, requestedBy: null, requester: 'somebody' },
      ...{ tokenId: null, requestId: null },
    });
    const failed = { ...quiet, code: 500, instance: '10.0.0.1:2375/v1.41' } as const;
    await insertOperationLines(trx, operation, [
      { ordinal: 1, line: { ...quiet, status: 'Starting', message: 'Starting application' } },
      { ordinal: 2, line: { ...failed, status: 'Error', message: 'out of memory' } },
      { ordinal: 3, line: { ...quiet, status: 'Finalized' } },
    ]);
    const outcome = 'one of one hosts failed';
    await updateOperation(trx, operation, { status: 'failed', outcome, finished_at: at });
    return operation;
  });

test('applications are listed and shown with their deployments and operations', async () => {
  const operation = await addApplication('web');
  const read = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await ground.run(['applications', ...words]);
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };
  expect(await read('list')).toMatch(/^\d+ +web +- +10\.0\.0\.1:2375\/v1\.41$/m);
  expect(await read('show', 'web')).toMatch(/^by: +somebody$/m);
  expect(await read('history', 'web')).toMatch(/^\d+ +1 +pending +busybox /m);
  expect(await read('operations', 'web')).toMatch(new RegExp(`^${operation} +start +failed `, 'm'));
  expect((await ground.run(['applications', 'show', 'nowhere'])).code).toBe(5);
});

test('an operation is followed host by host, and the command fails where it failed', async () => {
  const operation = await addApplication('follow');
  const { code, stdout, stderr } = await ground.run(['applications', 'follow', operation]);
  expect(stdout).toMatch(/^Error +10\.0\.0\.1:2375\/v1\.41 +500 .*out of memory$/m);
  expect(stdout).not.toContain('Finalized');
  expect([code, stderr]).toEqual([1, expect.stringContaining('one of one hosts failed')]);
});

test('what is to be deployed is read from a file or from standard input', async () => {
  const create = ['applications', 'create', 'fresh', '-', '--on', 'nowhere.example:2375'];
  const input = JSON.stringify({ Image: 'busybox' });
  const unknown = await ground.run(create, { input });
  expect([unknown.code, unknown.stderr]).toEqual([
    5,
    expect.stringContaining('(docker_host_not_found)'),
  ]);
  expect((await ground.run(create, { input: '{' })).code).toBe(2);
  expect((await ground.run(create.with(3, '/nowhere.json'))).code).toBe(2);
  expect((await ground.run(['applications', 'revert', 'fresh', '--to', 'x'])).code).toBe(2);
  expect((await ground.run(['applications', 'start', 'nowhere'])).code).toBe(5);
});

test('a compose file is deployed in the place of a command', async () => {
  const create = (...words: readonly string[]) => [
    ...['applications', 'create', 'fresh', '--on', 'nowhere.example:2375'],
    ...words,
  ];
  const composed = create('--compose', '-');
  const input = 'services: { web: { image: busybox } }';
  const unknown = await ground.run(composed, { input });
  expect([unknown.code, unknown.stderr]).toEqual([
    5,
    expect.stringContaining('(docker_host_not_found)'),
  ]);
  const refused = await ground.run(composed, { input: 'services: { web: { build: . } }' });
  expect(refused.stderr).toContain('services.web.build is not supported');
  expect((await ground.run(create())).code).toBe(2);
  expect((await ground.run(create('-', '--compose', '-'), { input })).code).toBe(2);
  const update = ['applications', 'update', 'nowhere', '--compose'];
  expect((await ground.run([...update, '/nowhere.yaml'])).code).toBe(2);
  expect((await ground.run([...update, '-'], { input })).code).toBe(5);
});
