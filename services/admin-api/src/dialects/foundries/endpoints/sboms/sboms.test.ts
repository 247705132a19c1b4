import { recordChange } from '@moorgate/builds';
import { inTransaction } from '@moorgate/db';
import supertest from 'supertest';
import { reachBuild, wireTarget } from '../../../../test-support/target-examples.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

const document = JSON.stringify({ packages: [{ name: 'busybox', licenseDeclared: 'GPL-2.0' }] });
const name = 'intel-lmp-42';
const path = `/ota/factories/${testFactory}/targets/`;

let app: TestApp;
let token: string;
let build: number;
beforeAll(async () => {
  app = await startTestApp();
  await app.makeTufKeys();
  token = await app.tokenWith(['targets:read-update']);
  await reachBuild(app, 50);
  build = await addBuild({ 'sbom/app.spdx.json': document, 'console.txt': 'x' });
  const uri = `${app.origin}/projects/${testFactory}/lmp/builds/${String(build)}`;
  const origUri = `${app.origin}/projects/${testFactory}/lmp/builds/999999`;
  const targets = { [name]: wireTarget(42, { uri, origUri }) };
  await supertest(app.server).post(path).set('OSF-TOKEN', token).send({ targets });
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

/** A build with one run that has left these; answers its number. */
const addBuild = async (artifacts: Readonly<Record<string, string>>): Promise<number> => {
  const change = {
    factory: testFactory,
    triggerName: 'x',
    reason: 'x',
    runName: 'arm',
    console: '',
  };
  const { buildId } = await inTransaction(app.db, (trx) => recordChange(trx, app.operator, change));
  const run = app.db.selectFrom('build_runs').select('id').where('build_id', '=', buildId);
  const { id: run_id } = await run.executeTakeFirstOrThrow();
  for (const [artifact, text] of Object.entries(artifacts)) {
    const content = (async function* () {
      yield await Promise.resolve(Buffer.from(text));
    })();
    await app.blobs.receive(content, async (blob) => {
      const row = {
        run_id,
        path: artifact,
        blob_id: blob.id,
        bytes: blob.bytes,
        created_at: app.clock.now(),
      };
      await app.db.insertInto('run_artifacts').values(row).execute();
      await blob.place();
    });
  }
  return buildId;
};

const get = (to: string): supertest.Test =>
  supertest(app.server).get(`${path}${name}/sboms/${to}`).set('OSF-TOKEN', token);

test('lists what the builds of a target left, and nothing of one that is not here', async () => {
  expect((await get('')).body).toEqual([
    {
      'ci-build': String(build),
      'ci-run': 'arm',
      artifact: 'sbom/app.spdx.json',
      uri: `${app.origin}/projects/${testFactory}/lmp/builds/${String(build)}/runs/arm/sbom/app.spdx.json`,
    },
  ]);
});

test('gives a document as the build left it, with its length', async () => {
  const answer = await get(`${String(build)}/arm/sbom/app.spdx.json`)
    .set('Accept', 'application/spdx.json')
    .buffer(true);
  expect([answer.status, Number(answer.headers['content-length'])]).toEqual([200, document.length]);
});

test('says that it is brought to no other form', async () => {
  for (const accept of ['text/csv', 'application/cyclone.json']) {
    const answer = await get(`${String(build)}/arm/sbom/app.spdx.json`).set('Accept', accept);
    expect([answer.status, answer.body.code]).toEqual([501, 'not_offered']);
  }
});

test('404 for what is none of the target', async () => {
  for (const to of [`${String(build)}/arm/console.txt`, '1/arm/sbom/app.spdx.json'])
    expect((await get(to)).body.code).toBe('build_not_found');
  const other = await addBuild({ 'other.spdx.json': document });
  expect((await get(`${String(other)}/arm/other.spdx.json`)).body.code).toBe('build_not_found');
});
