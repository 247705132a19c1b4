/** The manifest of an app: an OCI image manifest whose only layer is the archive, as agents read it. */
import { fault } from '@moorgate/errors';
import type { PushedBlob, RegistryClient } from '../registry/registry-client.ts';
import { ociManifest } from '../registry/media-types.ts';

/** The empty descriptor (OCI image specification, "Guidance for an Empty Descriptor"). */
const emptyConfig = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  size: 2,
} as const;

/** What agents read of a manifest at most. */
const manifestBytesMax = 50 * 1024;

async function* emptyObject(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from('{}'));
}

/** Pushes the archive and its manifest; returns the digest by which devices ask for the app. */
export const pushApp = async (
  registry: RegistryClient,
  { repository, tag }: { readonly repository: string; readonly tag: string },
  archive: PushedBlob,
): Promise<string> => {
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: ociManifest,
      artifactType: 'application/vnd.fio+compose-app',
      config: emptyConfig,
      layers: [
        { mediaType: 'application/octet-stream', digest: archive.digest, size: archive.bytes },
      ],
      annotations: { 'compose-app': 'v1' },
    }),
  );
  if (manifest.length > manifestBytesMax)
    throw fault('app_unusable', { detail: 'The manifest of the app is too long.' });
  const { digest, size } = emptyConfig;
  await registry.pushBlob(repository, { digest, bytes: size, open: emptyObject });
  await registry.pushBlob(repository, archive);
  const pushed = { bytes: manifest, mediaType: ociManifest };
  await registry.pushManifest(repository, { ...pushed, tag: null });
  return registry.pushManifest(repository, { ...pushed, tag });
};
