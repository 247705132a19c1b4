/** Image layouts, as a script would leave them. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const digestOf = (bytes: Buffer): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const write = async (
  folder: string,
  mediaType: string,
  content: string | object,
): Promise<Descriptor> => {
  const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const digest = digestOf(bytes);
  await writeFile(join(folder, 'blobs/sha256', digest.slice(7)), bytes);
  return { mediaType, digest, size: bytes.length };
};

const type = (name: string): string => `application/vnd.oci.image.${name}`;

/** Writes one image whose only layer has this content; returns the descriptor of its manifest. */
export const writeImageLayout = async (folder: string, layer: string): Promise<Descriptor> => {
  await mkdir(join(folder, 'blobs/sha256'), { recursive: true });
  await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const config = await write(folder, type('config.v1+json'), {
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [] },
  });
  const layers = [await write(folder, type('layer.v1.tar+gzip'), layer)];
  const manifest = await write(folder, type('manifest.v1+json'), {
    schemaVersion: 2,
    mediaType: type('manifest.v1+json'),
    config,
    layers,
  });
  await writeIndex(folder, [manifest]);
  return manifest;
};

/** Writes the list of images of a layout. */
export const writeIndex = (folder: string, manifests: readonly object[]): Promise<void> =>
  writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
