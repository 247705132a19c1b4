/** A device gets what its timestamp names, whatever is signed or assigned between two files of one refresh. */
import {
  databaseOver,
  type Db,
  deleteReplacedMetadata,
  inTransaction,
  openPool,
} from '@moorgate/db';
import { denyDevice } from '@moorgate/devices';
import { declareWith, runStatement } from '@moorgate/testing';
import { useClients } from '../test-support/use-clients.ts';
import { useTuf } from '../test-support/use-tuf.ts';
import { findVerifiers } from '../test-support/verifiers/verifiers.ts';
import { findDeviceMetadata, type MetadataFile } from './find-device-metadata.ts';
import { rotateRoot } from './keys/rotate-root.ts';
import { signAgain } from './sign-again.ts';

const ground = useTuf();
const clients = useClients(ground.clock);
const { factory, services } = ground;
const verifiers = await findVerifiers();

const find = async (
  uuid: string,
  file: MetadataFile,
  db: Db = ground.gatewayDb(),
): Promise<Buffer> => findDeviceMetadata({ db }, await ground.hold(uuid), { tags: 'main', file });

const fileOf = (name: string): MetadataFile => {
  const [version, role] = name.split('.');
  if (role === 'root') return { role, version: Number(version) };
  return { role: name.replace('.json', '') as 'timestamp' };
};

/** What the device finds; `before` runs once, before the file of that name is looked for. */
const serveTo = (
  uuid: string,
  before?: { readonly file: string; run(): Promise<unknown> },
): void => {
  let isDone = false;
  clients.serveWith(async (name) => {
    if (before?.file === name && !isDone) {
      isDone = true;
      await before.run();
    }
    return find(uuid, fileOf(name)).catch(() => null);
  });
};

const resign = (updateId: string): Promise<unknown> =>
  inTransaction(ground.db(), (trx) => signAgain(trx, services, { updateId, factory }));

describe.each(verifiers)('$name', (verifier) => {
  /** A device with an update, and what refreshes its client as often as it is called. */
  const provision = async (updateId: string) => {
    const uuid = await ground.insertDevice();
    await ground.assign(uuid, updateId);
    const root = await find(uuid, { role: 'root', version: 1 });
    return { uuid, refresh: await clients.provision(verifier, root) };
  };

  declareWith(verifier, describe)('as a client', () => {
    const changes: [string, (uuid: string, updateId: string) => Promise<unknown>][] = [
      ['its metadata is signed again', (_uuid, updateId) => resign(updateId)],
      [
        'it is assigned to another update',
        async (uuid) => ground.assign(uuid, await ground.addUpdate()),
      ],
      [
        'every key is replaced',
        () =>
          rotateRoot(ground.ctx(), {
            factory,
            sealingKeys: services.sealingKeys,
            replacesEveryKey: true,
          }),
      ],
    ];
    const cases = changes.flatMap(([what, change]) =>
      ['snapshot.json', 'targets.json'].map((file) => [what, file, change] as const),
    );

    test.each(cases)(
      'accepts all, and goes on, when %s before it asks for %s',
      async (_what, file, change) => {
        const updateId = await ground.addUpdate();
        const { uuid, refresh } = await provision(updateId);
        serveTo(uuid);
        expect(await refresh()).toBeNull();
        await resign(updateId);
        serveTo(uuid, { file, run: () => change(uuid, updateId) });
        expect(await refresh()).toBeNull();
        serveTo(uuid);
        expect(await refresh()).toBeNull();
      },
    );
  });
});

const versionOf = (bytes: Buffer): number =>
  (JSON.parse(bytes.toString()) as { signed: { version: number } }).signed.version;
const versionsOf = async (uuid: string, db?: Db): Promise<number[]> => [
  versionOf(await find(uuid, { role: 'snapshot' }, db)),
  versionOf(await find(uuid, { role: 'targets' }, db)),
];
/** As if everything had happened so long ago. */
const age = async (seconds: number): Promise<void> => {
  for (const table of ['replaced_metadata', 'device_snapshots'])
    await runStatement(
      ground.database().url,
      `update ${table} set replaced_at = replaced_at - ${String(seconds)} * interval '1 second'`,
    );
};

const assigned = async (): Promise<{ uuid: string; updateId: string; version: number }> => {
  const [uuid, updateId] = [await ground.insertDevice(), await ground.addUpdate()];
  await ground.assign(uuid, updateId);
  return { uuid, updateId, version: versionOf(await find(uuid, { role: 'timestamp' })) };
};

test('it holds at a gateway that did not serve the timestamp', async () => {
  const url = ground.database().urlFor('moorgate_gateway');
  const other = databaseOver(openPool({ url, applicationName: 'other', poolSize: 1 }));
  const { uuid, updateId, version } = await assigned();
  await resign(updateId);
  expect(await versionsOf(uuid, other)).toEqual([version, version]);
  const next = versionOf(await find(uuid, { role: 'timestamp' }, other));
  expect(next).toBeGreaterThan(version);
  expect(await versionsOf(uuid)).toEqual([next, next]);
  await other.destroy();
});

/** Until somebody waits for a lock of somebody else. */
const untilWaiting = async (): Promise<void> => {
  const waiting = `select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await runStatement(ground.database().url, waiting)).length === 0);
};

test.each([
  ['for the first time', false],
  ['after another one', true],
])(
  'it holds for a timestamp that a device gets while it is being assigned, %s',
  async (_, isSecond) => {
    const [uuid, updateId] = [await ground.insertDevice(), await ground.addUpdate()];
    await ground.assign(uuid, updateId);
    if (isSecond) await find(uuid, { role: 'timestamp' });
    await resign(updateId);
    const held = await ground.hold(uuid);
    const next = await ground.addUpdate();
    const asked = await inTransaction(ground.db(), async (trx) => {
      await trx.updateTable('devices').set({ update_id: next }).where('uuid', '=', uuid).execute();
      const request = { tags: 'main', file: { role: 'timestamp' } } as const;
      const asking = findDeviceMetadata({ db: ground.gatewayDb() }, held, request);
      await Promise.race([asking, untilWaiting()]);
      return { asking };
    });
    const version = versionOf(await asked.asking);
    expect(await versionsOf(uuid)).toEqual([version, version]);
  },
);

test('it holds for two minutes, and then the present files are served', async () => {
  for (const change of [resign, null]) {
    const { uuid, updateId, version } = await assigned();
    if (change === null) await ground.assign(uuid, await ground.addUpdate());
    else await change(updateId);
    await age(110);
    expect(await versionsOf(uuid)).toEqual([version, version]);
    await age(11);
    const [snapshot, targets] = await versionsOf(uuid);
    expect([snapshot, targets]).toEqual([targets, targets]);
    expect(snapshot).toBeGreaterThan(version);
  }
});

test('a device that never asked for a timestamp gets the present files', async () => {
  const { updateId } = await assigned();
  const uuid = await ground.insertDevice();
  await ground.assign(uuid, updateId);
  const [, before] = await versionsOf(uuid);
  await resign(updateId);
  expect((await versionsOf(uuid))[1]).toBeGreaterThan(before!);
});

test('what a device was told of is noted once for each snapshot, and destroyed with its denial', async () => {
  const { uuid } = await assigned();
  const rows = () =>
    runStatement<{ xmin: string }>(
      ground.database().url,
      `select xmin from device_snapshots where device_uuid = '${uuid}'`,
    );
  const [first] = await rows();
  await find(uuid, { role: 'timestamp' });
  expect(await rows()).toEqual([first]);
  await denyDevice(ground.ctx(), { uuid });
  expect(await rows()).toEqual([]);
});

test('an update that is taken away is offered no more, whatever the device was told of', async () => {
  const { uuid } = await assigned();
  await ground.assign(uuid, null);
  for (const role of ['timestamp', 'snapshot', 'targets'] as const)
    await expect(find(uuid, { role })).rejects.toMatchObject({ code: 'metadata_not_found' });
});

test('what was replaced is deleted once nobody finds it', async () => {
  const { updateId } = await assigned();
  await resign(updateId);
  const count = async (): Promise<number> =>
    (await ground.db().selectFrom('replaced_metadata').select('role').execute()).length;
  await deleteReplacedMetadata(ground.db(), 240);
  expect(await count()).toBeGreaterThan(0);
  await age(1_000);
  await deleteReplacedMetadata(ground.db(), 240);
  expect(await count()).toBe(0);
});
