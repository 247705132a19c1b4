/**
 * The built gateway with routes that only tests have: a download, an upload, and a note of each request that a handler
 * was started for. Node runs this file as it is, as the supervisor and as each of its workers.
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import type { TestRouteSettings, WrittenStamp } from './gateway-process.ts';

/** As much of the built product as is used here; it is loaded as files, since nothing of it is imported from outside. */
interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly stream?: { readonly bytes: AsyncIterable<Uint8Array>; readonly lengthBytes?: number };
}
interface Device {
  readonly uuid: string;
  readonly generation: number;
}
interface RequestContext {
  readonly db: unknown;
  readonly connected: { readonly device: Device } | null;
}
interface RequestInput {
  readonly query?: unknown;
  readonly stream?: Readable;
}
interface Endpoint {
  readonly operationId: string;
  handle(ctx: RequestContext, input: RequestInput): Promise<Reply>;
}
interface Transaction {
  withTables(): Transaction;
  insertInto(table: string): Transaction;
  values(row: object): Transaction;
  execute(): Promise<unknown>;
}
interface Blob {
  readonly id: string;
  readonly bytes: number;
  place(): Promise<void>;
}
interface BlobStore {
  receive<T>(content: AsyncIterable<Uint8Array>, commit: (blob: Blob) => Promise<T>): Promise<T>;
}
interface Product {
  readonly gatewayEndpoints: readonly Endpoint[];
  runGateway(surroundings: { readonly endpoints: readonly Endpoint[] }): Promise<void>;
  writeAsDevice<T>(
    ctx: RequestContext,
    device: Device,
    work: (trx: Transaction) => Promise<T>,
  ): Promise<T>;
  openBlobStore(folder: string): Promise<BlobStore>;
}

const builtFiles = [
  'services/device-gateway/dist/index.js',
  'services/device-gateway/dist/supervisor/run-gateway.js',
  'packages/devices/dist/index.js',
  'packages/blobs/dist/index.js',
];

const loadProduct = async (): Promise<Product> => {
  const root = new URL('../../../../', import.meta.url);
  const modules = await Promise.all(
    builtFiles.map((path) => import(new URL(path, root).href) as Promise<object>),
  );
  return Object.assign({}, ...modules) as Product;
};

const settings = JSON.parse(process.env['MOORGATE_TEST_ROUTES'] ?? '{}') as TestRouteSettings;
const product = await loadProduct();
const blobs = await product.openBlobStore(settings.blobsFolder);

const stampsFile = openSync(join(settings.stampsFolder, `${String(process.pid)}.jsonl`), 'a');

/** Notes the start of each request before anything is done for it; the note outlives this process. */
const noted = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  handle: (ctx, input) => {
    const stamp: WrittenStamp = {
      uuid: ctx.connected?.device.uuid ?? null,
      operation: endpoint.operationId,
      startedNs: String(process.hrtime.bigint()),
      pid: process.pid,
    };
    writeSync(stampsFile, `${JSON.stringify(stamp)}\n`);
    return endpoint.handle(ctx, input);
  },
});

const common = { summary: '', tag: '', access: {}, responses: {}, faults: [] };
const mebibyte = Buffer.alloc(1_048_576, 'm');
const wholeNumber = { type: 'integer', minimum: 0, maximum: 1_048_576 };

const pieces = async function* (count: number, pauseMs: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent++) {
    yield mebibyte;
    if (pauseMs > 0) await after(pauseMs);
  }
};

/** So many pieces of 1 MiB, without end unless said, with a pause after each. */
const testStream = {
  ...common,
  operationId: 'testStream',
  method: 'GET',
  path: '/test/stream',
  request: {
    query: { type: 'object', properties: { mebibytes: wholeNumber, pauseMs: wholeNumber } },
  },
  handle: (_ctx: RequestContext, { query }: RequestInput): Promise<Reply> => {
    const { mebibytes, pauseMs = 0 } = query as { mebibytes?: number; pauseMs?: number };
    const bytes = Readable.from(pieces(mebibytes ?? Number.POSITIVE_INFINITY, pauseMs), {
      objectMode: false,
    });
    const length = mebibytes === undefined ? {} : { lengthBytes: mebibytes * mebibyte.length };
    return Promise.resolve({ status: 200, stream: { bytes, ...length } });
  },
};

/** Writes a file, and its row in `test_writes` under the device as the connection was judged. */
const testUpload = {
  ...common,
  operationId: 'testUpload',
  method: 'PUT',
  path: '/test/upload',
  request: { stream: { mediaType: 'application/octet-stream', limitBytes: null } },
  handle: (ctx: RequestContext, { stream }: RequestInput): Promise<Reply> => {
    const { device } = ctx.connected!;
    return blobs.receive(stream!, (blob) =>
      product.writeAsDevice(ctx, device, async (trx) => {
        const row = { id: blob.id, device_uuid: device.uuid, file_id: blob.id };
        await trx.withTables().insertInto('test_writes').values(row).execute();
        await blob.place();
        return { status: 201, body: { id: blob.id, bytes: blob.bytes } };
      }),
    );
  },
};

await product.runGateway({
  endpoints: [...product.gatewayEndpoints, testStream, testUpload].map(noted),
});
