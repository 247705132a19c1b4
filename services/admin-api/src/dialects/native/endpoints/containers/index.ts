/** Endpoints about container images. */
import type { AnyEndpoint } from '@moorgate/http';
import { deleteContainerManifestEndpoint } from './delete-container-manifest.ts';
import { getContainerCollectionEndpoint } from './get-container-collection.ts';
import { listContainerRepositoriesEndpoint } from './list-container-repositories.ts';
import { listContainerTagsEndpoint } from './list-container-tags.ts';
import { startContainerCollectionEndpoint } from './start-container-collection.ts';

export const containerEndpoints: readonly AnyEndpoint[] = [
  listContainerRepositoriesEndpoint,
  listContainerTagsEndpoint,
  deleteContainerManifestEndpoint,
  getContainerCollectionEndpoint,
  startContainerCollectionEndpoint,
];
