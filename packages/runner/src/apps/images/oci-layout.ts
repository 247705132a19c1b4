/** Reads an image that a script left as an OCI image layout (OCI image specification, "Image Layout"). */
import type { FileHandle } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { fault } from '@moorgate/errors';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { openFileIn, readFileBeneath, withFolderBeneath } from '../../workspace/open-beneath.ts';
import type { PushedBlob } from '../registry/registry-client.ts';
import { digestForm } from '../registry/image-reference.ts';
import { indexTypes, manifestTypes, ociIndex } from '../registry/media-types.ts';

/** A manifest or an index, in the order in which it has to be pushed: what it names comes before it. */
export interface LayoutManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly digest: string;
}

/** All of an image. */
export interface LayoutImage {
  readonly blobs: readonly PushedBlob[];
  /** The last one is the image. */
  readonly manifests: readonly LayoutManifest[];
}

const DescriptorSchema = Type.Object({
  mediaType: Type.String({ maxLength: 255 }),
  digest: Type.String({ pattern: digestForm.source }),
  size: Type.Integer({ minimum: 0 }),
  platform: Type.Optional(Type.Object({ architecture: Type.String(), os: Type.String() })),
});
const IndexSchema = Type.Object({
  schemaVersion: Type.Literal(2),
  manifests: Type.Array(DescriptorSchema, { minItems: 1, maxItems: 64 }),
});
const ManifestSchema = Type.Object({
  schemaVersion: Type.Literal(2),
  config: DescriptorSchema,
  layers: Type.Array(DescriptorSchema, { maxItems: 512 }),
});

type Descriptor = Static<typeof DescriptorSchema>;

const manifestBytesMax = 4 * 1024 * 1024;
/** An index in an index in the list of the layout; deeper ones have no use. */
const depthMax = 3;
/** Of manifests and indexes, which are held in memory until they are pushed. */
const manifestsMax = 256;
const manifestsBytesMax = 32 * 1024 * 1024;

const unusable = (detail: string): Error => fault('app_unusable', { detail });

const blobPath = (digest: string): string => `blobs/sha256/${digest.slice('sha256:'.length)}`;

const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
};

/** Where a layout is, and how much of it is taken. */
export interface LayoutPlace {
  /** Open; it must stay so while blobs are read. */
  readonly folder: FileHandle;
  /** For words about it. */
  readonly name: string;
  /** All blobs together. */
  readonly bytesMax: number;
}

interface Reading extends LayoutPlace {
  readonly blobs: Map<string, PushedBlob>;
  readonly manifests: Map<string, LayoutManifest>;
}

/** Nothing of a blob is sent whose length is another one than was said: files with holes are as long as they like. */
async function* readBlob(
  folder: FileHandle,
  { digest, size }: Descriptor,
): AsyncGenerator<Uint8Array> {
  const steps = blobPath(digest).split('/');
  const name = steps.pop() ?? '';
  const file = await withFolderBeneath(folder, steps, (inner) => openFileIn(inner, name));
  if (file === null) throw unusable(`The blob ${digest} is not there.`);
  try {
    if ((await file.stat()).size !== size)
      throw unusable(`The blob ${digest} has another length than ${size} bytes.`);
    for (let offset = 0; ;) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(256 * 1024), {
        position: offset,
      });
      if (bytesRead === 0) return;
      offset += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

const addBlob = ({ folder, blobs }: Reading, blob: Descriptor): void => {
  const { digest, size } = blob;
  blobs.set(digest, { digest, bytes: size, open: () => readBlob(folder, blob) });
};

const sum = (sizes: Iterable<number>): number => {
  let all = 0;
  for (const size of sizes) all += size;
  return all;
};

const requireBounds = ({ name, bytesMax, blobs, manifests }: Reading): void => {
  const held = sum([...manifests.values()].map(({ bytes }) => bytes.length));
  if (manifests.size > manifestsMax || held > manifestsBytesMax)
    throw unusable(
      `${name} has more than ${manifestsMax} manifests, or than ${manifestsBytesMax} bytes of them.`,
    );
  if (sum([...blobs.values()].map(({ bytes }) => bytes)) > bytesMax)
    throw unusable(`${name} is larger than the ${bytesMax} bytes that a run may have.`);
};

const readChecked = async (reading: Reading, descriptor: Descriptor): Promise<Buffer> => {
  const { digest, size } = descriptor;
  const bytes = await readFileBeneath(reading.folder, blobPath(digest), manifestBytesMax);
  if (bytes?.length !== size || digestOf(bytes) !== digest)
    throw unusable(`${reading.name}: the manifest ${digest} is missing, or not what it is called.`);
  return bytes;
};

const addManifest = async (
  reading: Reading,
  descriptor: Descriptor,
  depth: number,
): Promise<void> => {
  const { mediaType, digest } = descriptor;
  if (reading.manifests.has(digest)) return;
  const bytes = await readChecked(reading, descriptor);
  const content = parseJson(bytes);
  if (manifestTypes.includes(mediaType) && Value.Check(ManifestSchema, content)) {
    for (const one of [content.config, ...content.layers]) addBlob(reading, one);
  } else if (indexTypes.includes(mediaType) && Value.Check(IndexSchema, content)) {
    if (depth >= depthMax) throw unusable(`${reading.name}: its indexes are nested too deep.`);
    for (const one of content.manifests) await addManifest(reading, one, depth + 1);
  } else throw unusable(`${reading.name}: ${digest} is no manifest of an image.`);
  reading.manifests.set(digest, { bytes, mediaType, digest });
  requireBounds(reading);
};

/** A layout of one image is that image; one of several is an image for several platforms, if each of them says which. */
const addRoot = async (reading: Reading, bytes: Buffer): Promise<void> => {
  const index = parseJson(bytes);
  if (!Value.Check(IndexSchema, index))
    throw unusable(`${reading.name}: its index.json is none of an image layout.`);
  const [first, ...others] = index.manifests;
  if (first !== undefined && others.length === 0) return addManifest(reading, first, 1);
  if (index.manifests.some(({ platform }) => platform === undefined))
    throw unusable(`${reading.name} has several images, and not for each of them a platform.`);
  for (const one of index.manifests) await addManifest(reading, one, 2);
  const digest = digestOf(bytes);
  reading.manifests.set(digest, { bytes, mediaType: ociIndex, digest });
};

/** Whether an open folder is an image layout. */
export const isImageLayout = async (folder: FileHandle): Promise<boolean> => {
  const bytes = await readFileBeneath(folder, 'oci-layout', 4096);
  const content = bytes === null ? undefined : parseJson(bytes);
  return (content as { imageLayoutVersion?: unknown } | undefined)?.imageLayoutVersion === '1.0.0';
};

/**
 * Reads the layout in an open folder. Manifests are checked against their digests and sizes here, blobs while they are read;
 * there are at most 256 manifests. Throws `app_unusable`.
 */
export const readImageLayout = async (place: LayoutPlace): Promise<LayoutImage> => {
  const { folder, name } = place;
  const reading: Reading = { ...place, blobs: new Map(), manifests: new Map() };
  const bytes = await readFileBeneath(folder, 'index.json', manifestBytesMax);
  if (bytes === null) throw unusable(`${name} has no index.json.`);
  await addRoot(reading, bytes);
  return { blobs: [...reading.blobs.values()], manifests: [...reading.manifests.values()] };
};
