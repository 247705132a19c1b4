import { declareWith } from '@moorgate/testing';
import { addDays } from '@moorgate/tuf';
import type { Repository } from '../test-support/serve-repository.ts';
import { collectRepository, useClients } from '../test-support/use-clients.ts';
import { useTuf } from '../test-support/use-tuf.ts';
import { findVerifiers } from '../test-support/verifiers/verifiers.ts';
import { findDeviceMetadata } from './find-device-metadata.ts';
import { rotateRoot } from './keys/rotate-root.ts';
import { renewMetadata } from './renew-metadata.ts';

const ground = useTuf();
const clients = useClients(ground.clock);
const verifiers = await findVerifiers();

/** Everything that a device finds which is assigned to the update. */
const repositoryOf = async (updateId: string): Promise<Map<string, Buffer>> => {
  const uuid = await ground.insertDevice();
  const device = { ...(await ground.hold(uuid)), update: { id: updateId, tag: 'main', name: 'x' } };
  return collectRepository((file) =>
    findDeviceMetadata({ db: ground.gatewayDb() }, device, { tags: 'main', file }),
  );
};

const { factory } = ground;
const rotate = (replacesEveryKey: boolean): Promise<number> =>
  rotateRoot(ground.ctx(), { factory, sealingKeys: ground.services.sealingKeys, replacesEveryKey });

describe.each(verifiers)('$name', (verifier) => {
  /** A client that was provisioned with the first root; answers what refreshes it from these files. */
  const provision = (first: Repository) => clients.provision(verifier, first.get('1.root.json')!);

  declareWith(verifier, describe)('as a client', () => {
    test('walks every root, and goes on after a renewal, a rotation of each kind, and a move back to an older update', async () => {
      await rotate(false);
      const older = await ground.addUpdate();
      const newer = await ground.addUpdate();
      const refresh = await provision(await repositoryOf(older));
      expect(await refresh(await repositoryOf(older))).toBeNull();
      const device = await ground.insertDevice();
      await ground.assign(device, newer);
      expect(await refresh(await repositoryOf(newer))).toBeNull();

      ground.clock.set(addDays(ground.clock.now(), 3.5).toISOString());
      const { db, log } = ground.ctx();
      await renewMetadata({ ...ground.services, db, log });
      expect(await refresh(await repositoryOf(newer))).toBeNull();
      ground.clock.set(new Date().toISOString());

      await rotate(false);
      expect(await refresh(await repositoryOf(newer))).toBeNull();
      await rotate(true);
      expect(await refresh(await repositoryOf(newer))).toBeNull();

      await ground.assign(device, older);
      expect(await refresh(await repositoryOf(older))).toBeNull();
    });

    test('refuses a rollback to what was served before, which a move without signing again would be', async () => {
      const [older, newer] = [await ground.addUpdate(), await ground.addUpdate()];
      const before = await repositoryOf(older);
      const refresh = await provision(before);
      expect(await refresh(await repositoryOf(newer))).toBeNull();
      expect(await refresh(before)).toMatch(/BadVersion(?:Number)?Error/);
      await ground.assign(await ground.insertDevice(), older);
      expect(await refresh(await repositoryOf(older))).toBeNull();
    });

    test.each(['timestamp.json', 'snapshot.json', 'targets.json'])(
      'refuses a flipped byte of what was signed in %s',
      async (name) => {
        const files = await repositoryOf(await ground.addUpdate());
        const refresh = await provision(files);
        const bytes = Buffer.from(files.get(name)!);
        bytes[bytes.indexOf('"expires":"20') + 12]! ^= 1;
        expect(await refresh(new Map(files).set(name, bytes))).not.toBeNull();
        expect(await refresh(files)).toBeNull();
      },
    );

    test('refuses a flipped byte in a root that follows', async () => {
      await rotate(false);
      const files = await repositoryOf(await ground.addUpdate());
      const refresh = await provision(files);
      const bytes = Buffer.from(files.get('2.root.json')!);
      bytes[bytes.indexOf('"public":"') + 10]! ^= 1;
      expect(await refresh(new Map(files).set('2.root.json', bytes))).toMatch(/Error/);
    });

    test('refuses a timestamp whose time is over', async () => {
      ground.clock.set(addDays(new Date(), -7.1).toISOString());
      const files = await repositoryOf(await ground.addUpdate());
      const refresh = await provision(files);
      expect(await refresh(files)).toMatch(/Expired/);
    });

    test('refuses files of two signings that are served together', async () => {
      const one = await repositoryOf(await ground.addUpdate());
      const other = await repositoryOf(await ground.addUpdate());
      const refresh = await provision(one);
      const mixed = new Map(one).set('snapshot.json', other.get('snapshot.json')!);
      expect(await refresh(mixed)).not.toBeNull();
    });
  });
});
