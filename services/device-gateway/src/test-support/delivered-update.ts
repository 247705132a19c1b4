/** Updates that are uploaded as operators do it, for devices of a test to fetch. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawSealingKeys, withDb } from '@moorgate/auth';
import { type BlobStore, openBlobStore } from '@moorgate/blobs';
import { appendChange, inTransaction } from '@moorgate/db';
import { defaultArchiveLimits, ensureTufKeys, uploadUpdate } from '@moorgate/delivery';
import { tarArchive, type TestLeaf } from '@moorgate/testing';
import { callGateway } from './device-client.ts';
import { startTestGateway, type TestGateway } from './start-test-gateway.ts';

/** Files of an update, by their paths in the archive. */
export type UpdateContent = Readonly<Record<string, string | Buffer>>;

/** A gateway with a folder of content, and what operators do. */
export interface DeliveryGround {
  readonly running: TestGateway;
  readonly blobs: BlobStore;
  /** Uploads an update; returns its id. */
  upload(content: UpdateContent | AsyncIterable<Uint8Array>): Promise<string>;
  /** Assigns a device to an update, or to none; the gateway knows of it when this resolves. */
  assign(uuid: string, updateId: string | null): Promise<void>;
  /** A new device that is assigned to an update, or to none. */
  makeDevice(updateId: string | null): Promise<TestLeaf>;
  close(): Promise<void>;
}

const factory = 'acme';

const bodyOf = (content: UpdateContent | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> =>
  Symbol.asyncIterator in content
    ? (content as AsyncIterable<Uint8Array>)
    : onePiece(
        tarArchive(
          Object.entries(content as UpdateContent).map(([name, data]) => ({ name, content: data })),
        ),
      );

const onePiece = async function* (bytes: Buffer): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield bytes;
};

/** Starts it. */
export const startDeliveryGround = async (
  changes: Parameters<typeof startTestGateway>[0] = {},
): Promise<DeliveryGround> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-delivery-'));
  const blobs = await openBlobStore(folder);
  const running = await startTestGateway({ blobsFolder: folder, ...changes });
  const sealingKeys = drawSealingKeys();
  await ensureTufKeys(running.ctx, { factory, sealingKeys });
  const services = {
    clock: running.clock,
    sealingKeys,
    blobs,
    factory,
    appsHost: 'localhost:8443',
    archiveLimits: defaultArchiveLimits,
  };
  const assign: DeliveryGround['assign'] = async (uuid, updateId) => {
    await inTransaction(running.db, async (trx) => {
      await trx
        .updateTable('devices')
        .set({ update_id: updateId })
        .where('uuid', '=', uuid)
        .execute();
      await appendChange(trx, { kind: 'device', deviceUuid: uuid });
    });
    await running.untilFollowed();
  };
  return {
    running,
    blobs,
    upload: async (content) => {
      const name = randomUUID();
      const body = bodyOf(content);
      const ctx = withDb(running.ctx, running.db);
      const overrides = { hardwareId: 'intel-corei7-64', ostreeHash: 'a'.repeat(64), apps: {} };
      const about = { tag: 'main', name, body, overrides: { ...overrides, version: 1 } };
      await uploadUpdate(ctx, services, about);
      const { id } = await running.db
        .selectFrom('updates')
        .select('id')
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      return id;
    },
    assign,
    makeDevice: async (updateId) => {
      const leaf = running.pki.issueDevice();
      await callGateway(running, { leaf });
      await assign(leaf.uuid, updateId);
      return leaf;
    },
    close: async () => {
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
