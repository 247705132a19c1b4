/** An endpoint that only tests have, through which a device writes a file and its row, and what a denial does to both. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BlobStore, openBlobStore } from '@moorgate/blobs';
import { writeAsDevice } from '@moorgate/devices';
import { DomainError } from '@moorgate/errors';
import type { TestLeaf } from '@moorgate/testing';
import {
  connectedDevice,
  defineGatewayEndpoint,
  type GatewayEndpoint,
} from '../dialects/gateway/context.ts';
import { type Target, tlsOptions } from './device-client.ts';
import type { TestGateway } from './start-test-gateway.ts';

/** A row that belongs to a device, of the generation whose connection wrote it, and names its file. */
type UploadTables = Readonly<{
  test_uploads: { file_id: string; device_uuid: string; generation: number };
}>;

/** A denial destroys the rows in its own transaction, and leaves the files to a job. */
const schema = `
  create table test_uploads (file_id uuid primary key, device_uuid uuid not null, generation bigint not null);
  create table test_removals (file_id uuid primary key);
  grant insert on test_uploads to moorgate_gateway;
  create function destroy_test_uploads() returns trigger language plpgsql as $$
  begin
    with destroyed as (delete from test_uploads where device_uuid = new.uuid returning file_id)
    insert into test_removals select file_id from destroyed;
    return null;
  end $$;
  create trigger destroy_test_uploads after update on devices for each row
  when (old.denied_at is null and new.denied_at is not null) execute function destroy_test_uploads();`;

/** Makes the table in the store of a gateway. */
export const createUploadTable = async ({ pool }: TestGateway): Promise<void> => {
  await pool.query(schema);
};

/** Where the files of a test are. */
export interface UploadFolder {
  readonly endpoint: GatewayEndpoint;
  /** Resolves when no request is being handled. */
  whenIdle(): Promise<unknown>;
  /** How many writes ended without a word of the store, which may have left a file for a sweep. */
  interrupted(): number;
  /** Settles those; returns how many files it removed. */
  sweep(running: TestGateway): Promise<number>;
  /** Removes the files whose rows were destroyed. */
  runRemovals(running: TestGateway): Promise<void>;
  /** The files that there are, arriving ones included, sorted. */
  listFiles(): Promise<string[]>;
  close(): Promise<void>;
}

const uploadEndpoint = (
  blobs: BlobStore,
  onWrite: (writing: Promise<unknown>) => void,
): GatewayEndpoint =>
  defineGatewayEndpoint({
    operationId: 'upload',
    method: 'PUT',
    path: '/upload',
    summary: 'Write a file',
    tag: 'Tests',
    access: {},
    request: { stream: { mediaType: 'application/octet-stream', limitBytes: null } },
    responses: { 204: { description: 'It is written.' } },
    faults: ['device_denied', 'device_key_purged', 'service_unavailable'],
    handle: (ctx, { stream }) => {
      const { device } = connectedDevice(ctx);
      const writing = blobs.receive(stream, (blob) =>
        writeAsDevice(ctx, device, async (trx) => {
          const { uuid: device_uuid, generation } = device;
          const row = { file_id: blob.id, device_uuid, generation };
          await trx.withTables<UploadTables>().insertInto('test_uploads').values(row).execute();
          await blob.place();
          return { status: 204 };
        }),
      );
      onWrite(writing);
      return writing;
    },
  });

/** Makes an empty folder, and the endpoint that writes to it. */
export const openUploadFolder = async (): Promise<UploadFolder> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-uploads-'));
  const blobs = await openBlobStore(folder);
  const underway = new Set<Promise<unknown>>();
  let interrupted = 0;
  const onWrite = (writing: Promise<unknown>): void => {
    const settled = writing.catch((error: unknown) => {
      if (error instanceof DomainError && error.code === 'service_unavailable') interrupted += 1;
    });
    underway.add(settled);
    void settled.then(() => underway.delete(settled));
  };
  return {
    endpoint: uploadEndpoint(blobs, onWrite),
    whenIdle: () => Promise.all(underway),
    interrupted: () => interrupted,
    sweep: ({ pool }) =>
      blobs.sweep(0, async (ids) => {
        const statement = 'select file_id from test_uploads where file_id = any($1::uuid[])';
        const { rows } = await pool.query<{ file_id: string }>(statement, [ids]);
        return rows.map((row) => row.file_id);
      }),
    runRemovals: async ({ pool }) => {
      const statement = 'delete from test_removals returning file_id';
      const { rows } = await pool.query<{ file_id: string }>(statement);
      for (const { file_id: id } of rows) await blobs.remove(id);
    },
    listFiles: async () =>
      (await Promise.all(['incoming', 'files'].map((one) => readdir(join(folder, one)))))
        .flat()
        .sort(),
    close: () => rm(folder, { recursive: true }),
  };
};

/** Uploads pieces with pauses before each; resolves to the status, or to `closed` where there was no answer. */
export const upload = (
  target: Target,
  leaf: TestLeaf,
  pausesMs: readonly number[],
): Promise<number | 'closed'> =>
  new Promise((resolve) => {
    const headers = { 'content-type': 'application/octet-stream', 'x-ats-tags': 'late' };
    const options = { ...tlsOptions(target, { leaf }), agent: false, headers };
    const outgoing = httpsRequest({ ...options, method: 'PUT', path: '/upload' }, (incoming) => {
      incoming.resume();
      incoming.on('error', () => undefined);
      resolve(incoming.statusCode ?? 0);
    });
    outgoing.on('error', () => resolve('closed'));
    outgoing.on('close', () => resolve('closed'));
    const send = async (): Promise<void> => {
      for (const pauseMs of pausesMs) {
        await delay(pauseMs);
        if (!outgoing.destroyed) outgoing.write(Buffer.alloc(1_000, 'u'));
      }
      outgoing.end();
    };
    void send();
  });
