/** Takes an image out of an engine, in the form in which it is pushed. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { EngineClient } from '../../isolation/engine/engine-client.ts';
import type { PushedBlob } from '../registry/registry-client.ts';
import { dockerManifest } from '../registry/media-types.ts';
import type { LayoutImage } from './oci-layout.ts';

/** What an engine saved: each file of the archive under a number of ours, and which entry it was. */
interface SavedImage {
  /** From the path in the archive to the file here. */
  readonly files: ReadonlyMap<string, string>;
}

const unpack = async (body: NodeJS.ReadableStream, folder: string): Promise<SavedImage> => {
  const files = new Map<string, string>();
  const archive = extract();
  const unpacked = (async () => {
    for await (const entry of archive) {
      const { name, type, linkname } = entry.header;
      const path = posix.normalize(name);
      if (type === 'file') {
        const file = join(folder, String(files.size));
        await pipeline(entry, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
        files.set(path, file);
      } else {
        // A layer that is there twice is a link to the first one.
        const target = linkname == null ? '' : posix.join(posix.dirname(path), linkname);
        const file = files.get(target) ?? files.get(posix.normalize(linkname ?? ''));
        if (file !== undefined) files.set(path, file);
        entry.resume();
      }
    }
  })();
  await Promise.all([pipeline(body, archive), unpacked]);
  return { files };
};

/** What an engine writes beside the layers. */
interface SavedManifest {
  readonly Config: string;
  readonly Layers: readonly string[];
}

const fileOf = ({ files }: SavedImage, path: string): string => {
  const file = files.get(posix.normalize(path));
  if (file === undefined) throw new Error(`the engine saved no ${path}`);
  return file;
};

const gzipMagic = Buffer.of(0x1f, 0x8b);

const isCompressed = async (file: string): Promise<boolean> => {
  const stream = createReadStream(file, { start: 0, end: 1 });
  for await (const part of stream) return gzipMagic.equals(part as Buffer);
  return false;
};

/** Layers of an engine may be compressed already. */
const compress = async (file: string): Promise<PushedBlob> => {
  const hash = createHash('sha256');
  const target = `${file}.gz`;
  const counted = new Transform({
    transform: (part: Buffer, _encoding, done) => {
      hash.update(part);
      done(null, part);
    },
  });
  const zipper = (await isCompressed(file)) ? new PassThrough() : createGzip({ level: 6 });
  await pipeline(
    createReadStream(file),
    zipper,
    counted,
    createWriteStream(target, { flags: 'w', mode: 0o600 }),
  );
  return {
    digest: `sha256:${hash.digest('hex')}`,
    bytes: (await stat(target)).size,
    open: () => createReadStream(target),
  };
};

/**
 * Saves the image in a new folder, which has to stay until it is pushed, and describes it by a manifest (Docker image
 * manifest, version 2, schema 2), which every engine reads.
 */
export const exportImage = async (
  engine: EngineClient,
  id: string,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<LayoutImage> => {
  await mkdir(folder, { mode: 0o700 });
  const path = `/images/${encodeURIComponent(id)}/get`;
  const { body } = await engine.call({ method: 'GET', path, signal });
  const saved = await unpack(body, folder);
  const list = JSON.parse(
    await readFile(fileOf(saved, 'manifest.json'), 'utf8'),
  ) as SavedManifest[];
  const [manifest] = list;
  if (manifest === undefined) throw new Error('the engine saved no image');
  const config = await readFile(fileOf(saved, manifest.Config));
  const configDigest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  const layers: PushedBlob[] = [];
  for (const layer of manifest.Layers) layers.push(await compress(fileOf(saved, layer)));
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: dockerManifest,
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        size: config.length,
        digest: configDigest,
      },
      layers: layers.map(({ digest, bytes: size }) => ({
        mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
        size,
        digest,
      })),
    }),
  );
  const configFile = fileOf(saved, manifest.Config);
  const configBlob: PushedBlob = {
    digest: configDigest,
    bytes: config.length,
    open: () => createReadStream(configFile),
  };
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return {
    blobs: [configBlob, ...layers],
    manifests: [{ bytes, mediaType: dockerManifest, digest }],
  };
};
