/** Blobs in a bucket of S3: each is an object, and the mark of one that is arriving a second, empty object. */
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import {
  blobIdPattern,
  type BlobStore,
  type BlobStoreOptions,
  type ByteRange,
  type OpenedBlob,
} from './blob-store.ts';
import { createReceiver, type IncomingBlobs } from './create-receiver.ts';
import { isMissing, orS3Fault, s3Fault } from './store-faults.ts';

/** Where the bucket is, and as whom it is used. */
export interface S3Settings extends BlobStoreOptions {
  readonly bucket: string;
  /** The address of the server; that of AWS for the region unless given. */
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Put in front of every key, so that a bucket may be shared; nothing unless given. */
  readonly prefix?: string | undefined;
}

/** A bucket through a client, and the keys of blobs in it. */
interface Bucket {
  readonly client: S3Client;
  readonly name: string;
  readonly marks: string;
  readonly files: string;
}

/** The server takes so many keys in one request. */
const keysMax = 1_000;

const deleteKeys = async ({ client, name }: Bucket, keys: readonly string[]): Promise<void> => {
  for (let start = 0; start < keys.length; start += keysMax) {
    const Objects = keys.slice(start, start + keysMax).map((Key) => ({ Key }));
    const input = { Bucket: name, Delete: { Objects, Quiet: true } };
    const { Errors: failed = [] } = await client.send(new DeleteObjectsCommand(input));
    if (failed.length > 0)
      throw new Error(`S3 kept ${String(failed.length)} objects: ${failed[0]?.Code ?? ''}`);
  }
};

const openObject = async (
  { client, name, files }: Bucket,
  id: string,
  range?: ByteRange,
): Promise<OpenedBlob | null> => {
  const Range = range && `bytes=${String(range.first)}-${String(range.last)}`;
  const input = { Bucket: name, Key: files + id, ...(Range === undefined ? {} : { Range }) };
  const answer = await client.send(new GetObjectCommand(input)).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (answer === null) return null;
  const lengthBytes = answer.ContentLength ?? 0;
  const whole = /\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1];
  return {
    bytes: answer.Body as Readable,
    lengthBytes,
    sizeBytes: whole === undefined ? lengthBytes : Number(whole),
  };
};

const sizeOfObject = async (
  { client, name, files }: Bucket,
  id: string,
): Promise<number | null> => {
  try {
    const { ContentLength } = await client.send(
      new HeadObjectCommand({ Bucket: name, Key: files + id }),
    );
    return ContentLength ?? null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

/** Content whose size is counted and whose failure is told from that of the server. */
const observe = (content: AsyncIterable<Uint8Array>) => {
  const seen: { bytes: number; failure: { readonly error: unknown } | null } = {
    bytes: 0,
    failure: null,
  };
  const passOn = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of content) {
        seen.bytes += chunk.byteLength;
        yield chunk;
      }
    } catch (error) {
      seen.failure = { error };
      throw error;
    }
  };
  return { seen, body: Readable.from(passOn(), { objectMode: false }) };
};

const removeObjects = (bucket: Bucket, ids: readonly string[]): Promise<void> =>
  deleteKeys(
    bucket,
    ids.map((id) => bucket.files + id),
  );

const removeMarks = (bucket: Bucket, ids: readonly string[]): Promise<void> =>
  deleteKeys(
    bucket,
    ids.map((id) => bucket.marks + id),
  );

const writeObject = async (
  bucket: Bucket,
  id: string,
  content: AsyncIterable<Uint8Array>,
): Promise<number> => {
  const { client, name, marks, files } = bucket;
  const mark = new PutObjectCommand({ Bucket: name, Key: marks + id, Body: '', ContentLength: 0 });
  await orS3Fault(client.send(mark));
  const { seen, body } = observe(content);
  const upload = new Upload({ client, params: { Bucket: name, Key: files + id, Body: body } });
  try {
    await upload.done();
    return seen.bytes;
  } catch (error) {
    body.destroy();
    await discardObjects(bucket, [id]);
    throw seen.failure === null ? s3Fault(error) : seen.failure.error;
  }
};

const discardObjects = async (bucket: Bucket, ids: readonly string[]): Promise<void> => {
  try {
    await removeObjects(bucket, ids);
    await removeMarks(bucket, ids);
  } catch {
    // The marks that are left tell a sweep.
  }
};

const incomingOf = (bucket: Bucket): IncomingBlobs => ({
  write: (id, content) => writeObject(bucket, id, content),
  open: (id, range) => orS3Fault(openObject(bucket, id, range)),
  // An object has its name from the beginning; it is the row that lets others find it.
  place: () => Promise.resolve(),
  discard: (ids) => discardObjects(bucket, ids),
  settle: (ids) => removeMarks(bucket, ids).catch(() => undefined),
});

/** The marks that are so old. */
const listMarked = async ({ client, name, marks }: Bucket, ageMs: number): Promise<string[]> => {
  const limitMs = Date.now() - ageMs;
  const ids: string[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: name, Prefix: marks })) {
    for (const { Key, LastModified } of page.Contents ?? []) {
      const id = Key?.slice(marks.length) ?? '';
      if (blobIdPattern.test(id) && (LastModified?.getTime() ?? limitMs) <= limitMs) ids.push(id);
    }
  }
  return ids;
};

/** Ends the uploads in parts that were begun for these and will not go on: their parts would stay for ever. */
const abortUploads = async (bucket: Bucket, ids: readonly string[]): Promise<void> => {
  const { client, name, files } = bucket;
  for (const id of ids) {
    const Prefix = files + id;
    const list = new ListMultipartUploadsCommand({ Bucket: name, Prefix });
    for (const { Key, UploadId } of (await client.send(list)).Uploads ?? [])
      await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId }));
  }
};

const sweepBucket = async (
  bucket: Bucket,
  ...[ageMs, listKept]: Parameters<BlobStore['sweep']>
): Promise<number> => {
  const ids = await orS3Fault(listMarked(bucket, ageMs));
  const kept = new Set(ids.length === 0 ? [] : await listKept(ids));
  const lost = ids.filter((id) => !kept.has(id));
  await orS3Fault(abortUploads(bucket, lost));
  await orS3Fault(removeObjects(bucket, lost));
  await orS3Fault(removeMarks(bucket, ids));
  return lost.length;
};

/**
 * Opens the store in a bucket that is there; asks the server nothing yet. Paths name the bucket (`forcePathStyle`), as
 * servers beside AWS need it. The clocks of the server and of this host must not differ by more than a sweep waits.
 */
export const openS3BlobStore = (settings: S3Settings): BlobStore => {
  const { bucket: name, endpoint, region, accessKeyId, secretAccessKey, prefix = '' } = settings;
  const client = new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const bucket = { client, name, marks: `${prefix}incoming/`, files: `${prefix}files/` };
  return {
    ...createReceiver(incomingOf(bucket), settings),
    open: (id, range) => orS3Fault(openObject(bucket, id, range)),
    sizeOf: (id) => orS3Fault(sizeOfObject(bucket, id)),
    remove: (id) => orS3Fault(removeObjects(bucket, [id])),
    removeAll: (ids) => orS3Fault(removeObjects(bucket, ids)),
    sweep: (ageMs, listKept) => sweepBucket(bucket, ageMs, listKept),
    close: () => client.destroy(),
  };
};
