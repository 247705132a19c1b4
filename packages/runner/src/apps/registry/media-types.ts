/** Media types of images (OCI image specification; Docker image manifest, version 2, schema 2). */

export const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
export const ociIndex = 'application/vnd.oci.image.index.v1+json';
export const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';
export const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json';

export const indexTypes: readonly string[] = [ociIndex, dockerList];
export const manifestTypes: readonly string[] = [ociManifest, dockerManifest];
