/** Pushes an image with all that it consists of. */
import type { RegistryClient } from '../registry/registry-client.ts';
import type { LayoutImage } from './oci-layout.ts';

/** Pushes blobs first, then manifests from the inside outwards; the last one gets the tag. Returns its digest. */
export const pushImage = async (
  registry: RegistryClient,
  { repository, tag }: { readonly repository: string; readonly tag: string },
  { blobs, manifests }: LayoutImage,
): Promise<string> => {
  for (const blob of blobs) await registry.pushBlob(repository, blob);
  let digest = '';
  for (const [index, { bytes, mediaType }] of manifests.entries()) {
    digest = await registry.pushManifest(repository, { bytes, mediaType, tag: null });
    if (index === manifests.length - 1)
      await registry.pushManifest(repository, { bytes, mediaType, tag });
  }
  return digest;
};
