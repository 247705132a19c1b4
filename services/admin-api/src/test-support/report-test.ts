/** What devices report of tests and actions, put into the store as a gateway does. */
import { beginTest, completeTest, storeArtifact, type TestLimits } from '@moorgate/device-tests';
import { changeOwnLayer } from '@moorgate/configurations';
import { openDatabase } from '@moorgate/db';
import type { TestApp } from './test-app.ts';

const limits: TestLimits = {
  testsMax: 100,
  artifactsMax: 100,
  artifactBytesMax: 2 ** 30,
  totalBytesMax: 2 ** 30,
};

/** What a device reports. */
export interface ReportedTest {
  readonly name?: string;
  /** One is made unless given. */
  readonly id?: string;
  /** Without it the test still runs. */
  readonly status?: 'PASSED' | 'FAILED';
  readonly artifacts?: Readonly<Record<string, Buffer>>;
  /** The target that it runs on; `lmp-7` unless said. */
  readonly targetName?: string;
}

const pieces = async function* (bytes: Buffer): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
};

/** Runs `work` with the rights of a gateway, for a device as it is now. */
const asDevice = async <T>(
  app: TestApp,
  uuid: string,
  work: (
    ctx: Pick<TestApp['operator'], 'db' | 'clock'>,
    device: Parameters<typeof beginTest>[1],
  ) => Promise<T>,
  targetName = 'lmp-7',
): Promise<T> => {
  const db = openDatabase({ url: app.gatewayDatabaseUrl, applicationName: 'test', poolSize: 1 });
  try {
    const row = db.selectFrom('devices').select('generation').where('uuid', '=', uuid);
    const { generation } = await row.executeTakeFirstOrThrow();
    const reported = { targetName, tag: 'main', ostreeHash: '', apps: '' };
    return await work({ db, clock: app.clock }, { uuid, generation, reported });
  } finally {
    await db.destroy();
  }
};

/** Reports a test with its artifacts; answers its id. */
export const reportTest = (
  app: TestApp,
  uuid: string,
  test: ReportedTest = {},
): Promise<string> => {
  const { name = 'smoke', id: chosen = null, status, artifacts = {} } = test;
  const report: Parameters<typeof asDevice<string>>[2] = async (ctx, device) => {
    const id = await beginTest(ctx, device, { name, id: chosen, testsMax: limits.testsMax });
    if (status !== undefined)
      await completeTest(ctx, device, { id, status, details: null, results: null });
    for (const [artifact, bytes] of Object.entries(artifacts))
      await storeArtifact(
        ctx,
        { blobs: app.blobs, limits, device },
        { testId: id, name: artifact, content: pieces(bytes), announcedBytes: null },
      );
    return id;
  };
  return asDevice(app, uuid, report, test.targetName);
};

/** Names the actions that a device offers. */
export const offerActions = (app: TestApp, uuid: string, names: string): Promise<void> =>
  asDevice(app, uuid, (ctx, device) => {
    const file = { value: names, isUnencrypted: true, onChanged: [] };
    return changeOwnLayer(ctx, device, { files: { 'fio-remote-actions': file }, reason: '' });
  });
