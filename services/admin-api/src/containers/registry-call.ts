/** What a request to `/v2/` is about, read from its path as it was sent: nothing is decoded, and nothing is put in order. */
import { isDigest, isReference, isRepositoryName, type RegistryAction } from '@moorgate/containers';

/** What is asked for. */
export type RegistryTarget =
  | { readonly kind: 'base' }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'tags'; readonly name: string }
  | { readonly kind: 'manifest'; readonly name: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly name: string; readonly digest: string }
  | { readonly kind: 'uploads'; readonly name: string }
  | { readonly kind: 'upload'; readonly name: string; readonly id: string }
  | { readonly kind: 'referrers'; readonly name: string; readonly digest: string };

/** What is done with it. */
export interface RegistryOperation {
  /** As metrics and the log call it. */
  readonly name: string;
  readonly action: RegistryAction;
}

const uploadIdPattern = /^[A-Za-z0-9][A-Za-z0-9_.=-]{0,255}$/;

/** From the end, as the last of several readings of a name that has words of the path in it is the one that registries take. */
const patterns = [
  [/^(.+)\/tags\/list$/, (name: string) => ({ kind: 'tags', name }) as const],
  [
    /^(.+)\/manifests\/([^/]+)$/,
    (name: string, reference: string) =>
      isReference(reference) ? ({ kind: 'manifest', name, reference } as const) : null,
  ],
  [/^(.+)\/blobs\/uploads\/$/, (name: string) => ({ kind: 'uploads', name }) as const],
  [
    /^(.+)\/blobs\/uploads\/([^/]+)$/,
    (name: string, id: string) =>
      uploadIdPattern.test(id) ? ({ kind: 'upload', name, id } as const) : null,
  ],
  [
    /^(.+)\/blobs\/([^/]+)$/,
    (name: string, digest: string) =>
      isDigest(digest) ? ({ kind: 'blob', name, digest } as const) : null,
  ],
  [
    /^(.+)\/referrers\/([^/]+)$/,
    (name: string, digest: string) =>
      isDigest(digest) ? ({ kind: 'referrers', name, digest } as const) : null,
  ],
] as const;

/**
 * The target of a path that begins with `/v2`; null for every path that is not exactly one of a registry (OCI distribution
 * specification 1.1, "Endpoints"): names in lower case, no empty, relative or encoded part anywhere.
 */
export const readRegistryTarget = (path: string): RegistryTarget | null => {
  if (path === '/v2' || path === '/v2/') return { kind: 'base' };
  const rest = path.slice('/v2/'.length);
  if (rest === '_catalog') return { kind: 'catalog' };
  for (const [pattern, read] of patterns) {
    const [, name, argument = ''] = pattern.exec(rest) ?? [];
    if (name !== undefined) return isRepositoryName(name) ? read(name, argument) : null;
  }
  return null;
};

const reading = (name: string) =>
  ({ GET: { name, action: 'pull' }, HEAD: { name, action: 'pull' } }) as const;

const operations = {
  base: reading('registry.ping'),
  catalog: reading('registry.catalog'),
  tags: reading('registry.tags'),
  manifest: {
    ...reading('registry.pullManifest'),
    PUT: { name: 'registry.pushManifest', action: 'push' },
    DELETE: { name: 'registry.deleteManifest', action: 'delete' },
  },
  blob: reading('registry.pullBlob'),
  uploads: { POST: { name: 'registry.beginUpload', action: 'push' } },
  upload: {
    GET: { name: 'registry.uploadState', action: 'push' },
    PATCH: { name: 'registry.upload', action: 'push' },
    PUT: { name: 'registry.endUpload', action: 'push' },
    DELETE: { name: 'registry.cancelUpload', action: 'push' },
  },
  referrers: reading('registry.referrers'),
} as const satisfies Record<RegistryTarget['kind'], Record<string, RegistryOperation>>;

/** What the method does with such a target; null where nothing. */
export const operationOf = (
  kind: RegistryTarget['kind'],
  method: string,
): RegistryOperation | null => {
  const known: Readonly<Record<string, RegistryOperation>> = operations[kind];
  return Object.hasOwn(known, method) ? known[method]! : null;
};

/** The methods that there are, for `Allow`. */
export const methodsOf = (kind: RegistryTarget['kind']): string =>
  Object.keys(operations[kind]).join(', ');

/** The path of the target, as it was read. */
export const pathOf = (target: RegistryTarget): string => {
  switch (target.kind) {
    case 'base':
      return '/v2/';
    case 'catalog':
      return '/v2/_catalog';
    case 'tags':
      return `/v2/${target.name}/tags/list`;
    case 'manifest':
      return `/v2/${target.name}/manifests/${target.reference}`;
    case 'blob':
      return `/v2/${target.name}/blobs/${target.digest}`;
    case 'uploads':
      return `/v2/${target.name}/blobs/uploads/`;
    case 'upload':
      return `/v2/${target.name}/blobs/uploads/${target.id}`;
    case 'referrers':
      return `/v2/${target.name}/referrers/${target.digest}`;
  }
};
