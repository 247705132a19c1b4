/** The real registry, with apps and images in it as tools push them. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadTokenAuthority } from '@moorgate/auth';
import {
  askStore,
  authorizeForStore,
  createRegistryReader,
  createTokenSigner,
  type RegistryEndpoint,
  type RegistryReader,
  storeService,
  type StoreRequest,
  tokenIssuer,
  type TokenSigner,
  type WholeAnswer,
} from '@moorgate/containers';
import { startRegistryServer, tarArchive } from '@moorgate/testing';

/** The registry, and what puts things there. */
export interface AppRegistry {
  /** What reads it, as the application does. */
  readonly reader: RegistryReader;
  /** Pushes an image for two platforms; answers its digest. */
  addImage(repository: string, content: string): Promise<string>;
  /** Pushes an app whose services have these images, `<host>/<repository>@<digest>`; answers its digest. */
  addApp(repository: string, images: Readonly<Record<string, string>>): Promise<string>;
  /** Deletes a manifest. */
  removeManifest(repository: string, digest: string): Promise<void>;
  /** Deletes every blob that was pushed there, and leaves the manifests that name them. */
  removeBlobs(repository: string): Promise<void>;
  close(): Promise<void>;
}

/** What names content in a manifest. */
interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** Asks the registry for something of a repository. */
export type Ask = (
  repository: string,
  asked: Omit<StoreRequest, 'headers'> & { readonly type?: string },
) => Promise<WholeAnswer>;

/** Asks with every right to the repository. */
export const askWithEveryRight =
  (endpoint: RegistryEndpoint, signer: TokenSigner): Ask =>
  async (name, { type = 'application/octet-stream', ...asked }) => {
    const access = [{ name, actions: ['pull', 'push', 'delete'] }] as const;
    const authorization = await authorizeForStore(signer, access);
    const headers = { authorization, 'content-type': type };
    return askStore(endpoint, { ...asked, headers });
  };

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';

const describeBytes = (mediaType: string, bytes: Buffer): Descriptor => ({
  mediaType,
  digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  size: bytes.length,
});

/** Pushes content, and answers what names it. */
export const pushBlob = async (
  ask: Ask,
  repository: string,
  bytes: Buffer,
): Promise<Descriptor> => {
  const blob = describeBytes('application/octet-stream', bytes);
  const begun = await ask(repository, {
    method: 'POST',
    path: `/v2/${repository}/blobs/uploads/`,
  });
  const path = `${String(begun.headers.location)}&digest=${blob.digest}`;
  expect((await ask(repository, { method: 'PUT', path, body: bytes })).status).toBe(201);
  return blob;
};

/** Pushes a manifest, by its digest unless a tag is given, and answers what names it. */
export const pushManifest = async (
  ask: Ask,
  repository: string,
  content: { readonly mediaType: string; readonly tag?: string } & Readonly<
    Record<string, unknown>
  >,
): Promise<Descriptor> => {
  const { tag, ...manifestContent } = content;
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, ...manifestContent }));
  const manifest = describeBytes(content.mediaType, bytes);
  const path = `/v2/${repository}/manifests/${tag ?? manifest.digest}`;
  const asked = { method: 'PUT', path, body: bytes, type: content.mediaType };
  expect((await ask(repository, asked)).status).toBe(201);
  return manifest;
};

/** Starts one without anything in it. */
export const startAppRegistry = async (): Promise<AppRegistry> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-app-registry-'));
  const authority = await loadTokenAuthority(folder);
  const server = await startRegistryServer({
    tokenCa: authority.certificate.toString(),
    issuer: tokenIssuer,
    service: storeService,
  });
  const signer = createTokenSigner(authority, { now: () => new Date() });
  const endpoint = { kind: 'socket', path: server.socketPath } as const;
  const pushed = new Map<string, Set<string>>();

  const ask = askWithEveryRight(endpoint, signer);
  const blob = async (repository: string, bytes: Buffer): Promise<Descriptor> => {
    const added = await pushBlob(ask, repository, bytes);
    pushed.set(repository, (pushed.get(repository) ?? new Set()).add(added.digest));
    return added;
  };
  const image = async (repository: string, content: string): Promise<Descriptor> => {
    const config = await blob(repository, Buffer.from(JSON.stringify({ content })));
    const layers = [
      await blob(repository, Buffer.from(`layer ${content}`)),
      await blob(repository, Buffer.from('base')),
    ];
    return pushManifest(ask, repository, { mediaType: manifestType, config, layers });
  };
  const remove = async (repository: string, what: string): Promise<void> => {
    const asked = { method: 'DELETE', path: `/v2/${repository}/${what}` };
    expect((await ask(repository, asked)).status).toBe(202);
  };

  return {
    reader: createRegistryReader({ endpoint, signer }),
    addImage: async (repository, content) => {
      const manifests = [
        await image(repository, `${content} amd64`),
        await image(repository, `${content} arm64`),
      ];
      return (await pushManifest(ask, repository, { mediaType: indexType, manifests })).digest;
    },
    addApp: async (repository, images) => {
      const services = Object.entries(images).map(
        ([name, text]) => `  ${name}: {image: "${text}"}`,
      );
      const content = `services:\n${services.join('\n')}\n`;
      const archive = gzipSync(tarArchive([{ name: 'docker-compose.yml', content }]));
      const config = await blob(repository, Buffer.from('{}'));
      const layers = [await blob(repository, archive)];
      const app = { mediaType: manifestType, config, layers };
      return (await pushManifest(ask, repository, app)).digest;
    },
    removeManifest: (repository, digest) => remove(repository, `manifests/${digest}`),
    removeBlobs: async (repository) => {
      for (const digest of pushed.get(repository) ?? [])
        await remove(repository, `blobs/${digest}`);
      pushed.delete(repository);
    },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
};
