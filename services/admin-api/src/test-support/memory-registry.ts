/** A registry in memory, with apps and images as tools push them. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { RegistryReader } from '@moorgate/containers';
import { tarArchive } from '@moorgate/testing';

/** The registry, and what puts things there. */
export interface MemoryRegistry extends RegistryReader {
  /** Puts an image there, for two platforms; answers its digest. */
  addImage(repository: string, content: string): string;
  /** Puts an app there whose services have these images, `<host>/<repository>@<digest>`; answers its digest. */
  addApp(repository: string, images: Readonly<Record<string, string>>): string;
  /** Takes a blob or a manifest away. */
  remove(digest: string): void;
  /** How often anything was read. */
  reads(): number;
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';

const digestOf = (bytes: Buffer): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** An empty one. */
export const createMemoryRegistry = (): MemoryRegistry => {
  const manifests = new Map<string, { readonly bytes: Buffer; readonly mediaType: string }>();
  const blobs = new Map<string, Buffer>();
  let count = 0;
  const addBlob = (bytes: Buffer) => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType: 'application/octet-stream', digest, size: bytes.length };
  };
  const addManifest = (mediaType: string, body: object) => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...body }));
    const digest = digestOf(bytes);
    manifests.set(digest, { bytes, mediaType });
    return { mediaType, digest, size: bytes.length };
  };
  const image = (content: string) =>
    addManifest(manifestType, {
      config: addBlob(Buffer.from(JSON.stringify({ content }))),
      layers: [addBlob(Buffer.from(`layer ${content}`)), addBlob(Buffer.from('base'))],
    });
  return {
    addImage: (_repository, content) =>
      addManifest(indexType, { manifests: [image(`${content} amd64`), image(`${content} arm64`)] })
        .digest,
    addApp: (_repository, images) => {
      const services = Object.entries(images).map(
        ([name, text]) => `  ${name}: {image: "${text}"}`,
      );
      const content = `services:\n${services.join('\n')}\n`;
      const archive = gzipSync(tarArchive([{ name: 'docker-compose.yml', content }]));
      const layers = [addBlob(archive)];
      return addManifest(manifestType, { config: addBlob(Buffer.from('{}')), layers }).digest;
    },
    remove: (digest) => {
      manifests.delete(digest);
      blobs.delete(digest);
    },
    reads: () => count,
    manifest: (_name, reference) => {
      count += 1;
      const found = manifests.get(reference);
      return Promise.resolve(found && { ...found, digest: reference });
    },
    blob: (_name, digest) => {
      count += 1;
      const bytes = blobs.get(digest);
      return Promise.resolve(bytes && { stream: Readable.from([bytes]), bytes: bytes.length });
    },
  };
};
