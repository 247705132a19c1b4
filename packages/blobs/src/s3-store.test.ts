import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { declareWith, s3Program, type S3Server, startS3Server } from '@moorgate/testing';
import type { BlobStore } from './blob-store.ts';
import { openS3BlobStore } from './s3-store.ts';
import {
  type BlobGround,
  codeOf,
  contentOf,
  testBlobStore,
} from './test-support/blob-store-suite.ts';

const needed = await s3Program();

declareWith(needed, describe)('with an S3 server', () => {
  let server: S3Server;
  let client: S3Client;
  beforeAll(async () => {
    server = await startS3Server(needed.isThere ? needed.program : '');
    const { endpoint, region, ...credentials } = server;
    client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  let lastPrefix = 0;
  let prefix: string;
  let blobs: BlobStore;
  let ground: BlobGround;
  const open = (): BlobStore => openS3BlobStore({ ...server, prefix });
  beforeEach(() => {
    lastPrefix += 1;
    prefix = `ground-${String(lastPrefix)}/`;
    blobs = open();
    const listIn = async (folder: string): Promise<string[]> => {
      const Prefix = `${prefix}${folder}/`;
      const command = new ListObjectsV2Command({ Bucket: server.bucket, Prefix });
      const { Contents = [] } = await client.send(command);
      return Contents.map(({ Key = '' }) => Key.slice(Prefix.length)).sort();
    };
    const list = async () => ({
      incoming: await listIn('incoming'),
      placed: await listIn('files'),
    });
    ground = { blobs, list, openAgain: () => Promise.resolve(open()) };
  });
  afterEach(() => blobs.close());

  testBlobStore(() => ground);

  test('a blob in several parts is whole', async () => {
    const pieces = Array.from({ length: 12 }, (_, index) => Buffer.alloc(1_048_576, index));
    const { id } = await blobs.receive(contentOf(...pieces), async (blob) => {
      await blob.place();
      return blob;
    });
    expect(await blobs.sizeOf(id)).toBe(12 * 1_048_576);
    const opened = (await blobs.open(id, { first: 11 * 1_048_576 - 1, last: 11 * 1_048_576 }))!;
    expect(Buffer.concat(await opened.bytes.toArray())).toEqual(Buffer.from([10, 11]));
  });

  test('a server that refuses is the operator’s to repair: the store does not answer', async () => {
    const stranger = openS3BlobStore({ ...server, secretAccessKey: 'wrong' });
    const id = '00000000-0000-4000-8000-000000000000';
    expect(await codeOf(stranger.open(id))).toBe('service_unavailable');
    const receiving = stranger.receive(contentOf('a'), ({ place }) => place());
    expect(await codeOf(receiving)).toBe('service_unavailable');
    stranger.close();
  });
});
