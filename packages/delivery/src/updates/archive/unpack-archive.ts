/** The bytes of a tar archive out of what was sent: as they are, or decompressed from one member of gzip (RFC 1952). */
import { pipeline, Readable } from 'node:stream';
import { createGunzip, type ZlibOptions } from 'node:zlib';
import { fault } from '@moorgate/errors';
import { malformed, pastLimit } from './archive-faults.ts';
import { type ArchiveLimits, ratioFreeBytes } from './archive-limits.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** How much has gone through on either side. */
interface Meter {
  packedBytes: number;
  unpackedBytes: number;
}

const countPacked = async function* (
  body: Bytes,
  meter: Meter,
  { packedBytesMax }: ArchiveLimits,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    meter.packedBytes += chunk.byteLength;
    if (meter.packedBytes > packedBytesMax)
      throw fault('body_too_large', { detail: `The limit is ${String(packedBytesMax)} bytes.` });
    yield chunk;
  }
};

const requireWithin = (meter: Meter, { unpackedBytesMax, ratioMax }: ArchiveLimits): void => {
  if (meter.unpackedBytes > unpackedBytesMax)
    throw pastLimit(`It unpacks to more than ${String(unpackedBytesMax)} bytes.`);
  const isSuspicious = meter.unpackedBytes > ratioFreeBytes;
  if (isSuspicious && meter.unpackedBytes > ratioMax * meter.packedBytes)
    throw pastLimit(`It unpacks to more than ${String(ratioMax)} times of what was sent.`);
};

const countUnpacked = async function* (
  bytes: Bytes,
  meter: Meter,
  limits: ArchiveLimits,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    meter.unpackedBytes += chunk.byteLength;
    requireWithin(meter, limits);
    yield chunk;
  }
};

/** Past the end of the one member there must be nothing; the types do not know the option yet. */
const gunzipOptions: ZlibOptions & { readonly rejectGarbageAfterEnd: boolean } = {
  chunkSize: 262_144,
  rejectGarbageAfterEnd: true,
};

const gzipReasons: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: 'The gzip stream is cut off.',
  ERR_TRAILING_JUNK_AFTER_STREAM_END: 'Something follows the end of the gzip stream.',
};

const decompress = async function* (packed: Bytes): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip(gunzipOptions);
  // Whoever reads the result is told of a failure.
  pipeline(Readable.from(packed, { objectMode: false }), gunzip, () => undefined);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code = '' } = (error ?? {}) as { readonly code?: string };
    if (code in gzipReasons) throw malformed(gzipReasons[code]!, error);
    throw code.startsWith('Z_') ? malformed('The gzip stream is damaged.', error) : error;
  }
};

/** The same bytes, once at least two of them, or all, are in the first piece. */
const withHead = async function* (bytes: Bytes): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = Buffer.alloc(0);
  for await (const chunk of bytes) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.byteLength < 2) continue;
    yield head;
    head = null;
  }
  if (head !== null && head.byteLength > 0) yield head;
};

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/**
 * The bytes of the archive, by what the body is, not by what a client calls it: tools declare gzip as a coding, as a type
 * or not at all, and no tar archive begins like a gzip stream.
 * Faults: body_too_large, archive_too_large, archive_malformed, and what the body fails with.
 */
export const unpackArchive = async function* (
  body: Bytes,
  limits: ArchiveLimits,
): AsyncGenerator<Uint8Array> {
  const meter: Meter = { packedBytes: 0, unpackedBytes: 0 };
  const pieces = withHead(countPacked(body, meter, limits));
  const first = await pieces.next();
  if (first.done === true) throw malformed('The body is empty.');
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield first.value;
    yield* pieces;
  };
  yield* countUnpacked(isGzip(first.value) ? decompress(whole()) : whole(), meter, limits);
};
