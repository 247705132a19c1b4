/** Container images. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const containers = {
  registry_unavailable: {
    kind: 'unavailable',
    title: 'The registry of container images does not answer.',
    remedy: 'Try again after `Retry-After`; the operator finds the cause in its log.',
  },
  registry_absent: {
    kind: 'unavailable',
    title: 'This installation has no registry of container images.',
    remedy:
      'The operator installs `docker-registry` 2.8 where `moorgate up` runs, or names a registry in `MOORGATE_REGISTRY_URL`.',
  },
  registry_collecting: {
    kind: 'unavailable',
    title: 'The registry collects garbage, and takes nothing meanwhile; it can be read.',
    remedy: 'Push again after `Retry-After`.',
  },
  registry_token_too_narrow: {
    kind: 'unauthenticated',
    title: 'The token for the registry was not asked for with this action.',
    remedy: 'Ask the realm that `WWW-Authenticate` names for the scope that it names.',
  },
  registry_catalog_denied: {
    kind: 'forbidden',
    title: 'The catalogue of all repositories is shown to nobody here.',
    remedy: 'Use `GET /v1/containers/repositories`.',
  },
  registry_operation_unsupported: {
    kind: 'method_not_allowed',
    title: 'The registry does not do that.',
    remedy:
      'Delete manifests by their digests; what nothing names any more goes with a collection.',
  },
  repository_name_invalid: {
    kind: 'invalid',
    title: 'The path is none of a repository of container images.',
    remedy:
      'Names are a factory and more, in lower case, with single slashes: `acme/app`; nothing in them is encoded.',
  },
  repository_not_found: {
    kind: 'not_found',
    title: 'There is no such repository of container images.',
    remedy: 'The list of repositories has the names, each without its factory.',
  },
  manifest_not_found: {
    kind: 'not_found',
    title: 'The repository has no such tag or manifest.',
    remedy: 'The list of its tags shows which it has.',
  },
  manifest_in_use: {
    kind: 'conflict',
    title: 'A target names this manifest.',
    remedy: 'Remove the target first; devices would not find the image any more.',
  },
  collection_running: {
    kind: 'conflict',
    title: 'A collection of the registry runs already.',
    remedy: 'Ask for its state, and begin another one when it has ended.',
  },
  collection_not_offered: {
    kind: 'unavailable',
    title: 'The registry is not one that this installation keeps.',
    remedy: 'Collect garbage where the registry runs, while nobody writes to it.',
  },
} as const satisfies Record<string, CatalogueEntry>;
