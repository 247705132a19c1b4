/** The addresses below `/factories/` that are pages; those of Git are none of them. */

/** What is at one path of a repository: to be looked at, or as a download. */
type PlaceKind = 'tree' | 'plain';
/** What is about a repository as a whole. */
type WholeKind = 'log' | 'commit' | 'refs';

/** What one shows. */
export type SourceView =
  | { readonly kind: 'repositories' }
  | {
      readonly kind: PlaceKind | WholeKind;
      readonly repository: string;
      /** Within the repository; the empty text for its root. */
      readonly path: string;
    };

/** A page, and of which factory. */
export interface SourceAddress {
  readonly factory: string;
  readonly view: SourceView;
}

const pattern =
  /^\/factories\/([^/]+)(?:\/?$|\/([^/]+)\.git(?:\/?$|\/(tree|plain|log|commit|refs)(?:\/(.*))?$))/;

/** Null where one of them is no percent-encoded text. */
const decodeAll = (parts: readonly (string | undefined)[]): string[] | null => {
  try {
    return parts.map((part) => decodeURIComponent(part ?? ''));
  } catch {
    return null;
  }
};

/** Whether there is nothing else to name than the repository. */
export const isAboutWhole = (kind: PlaceKind | WholeKind): kind is WholeKind =>
  kind === 'log' || kind === 'commit' || kind === 'refs';

/** What the address shows; null for what is no page. */
export const sourceAddressOf = (address: string): SourceAddress | null => {
  const match = pattern.exec(address);
  if (match === null) return null;
  const [, factoryPart, repositoryPart, kind = 'tree', pathPart] = match;
  const decoded = decodeAll([factoryPart, repositoryPart, pathPart]);
  if (decoded === null) return null;
  const [factory = '', repository = '', path = ''] = decoded;
  if (repositoryPart === undefined) return { factory, view: { kind: 'repositories' } };
  const known = kind as PlaceKind | WholeKind;
  return { factory, view: { kind: known, repository, path: path.replace(/\/$/, '') } };
};

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** The list of repositories. */
export const repositoriesPath = (factory: string): string =>
  `/factories/${encodeURIComponent(factory)}/`;

/** A repository, and the revision that is looked at; null for the default branch. */
export interface LookedAt {
  readonly factory: string;
  readonly repository: string;
  readonly revision: string | null;
}

const pathOf = (
  { factory, repository, revision }: LookedAt,
  within: string,
  more: Readonly<Record<string, string>> = {},
): string => {
  const query = new URLSearchParams({ ...(revision === null ? {} : { id: revision }), ...more });
  const search = query.size === 0 ? '' : `?${query.toString()}`;
  return `${repositoriesPath(factory)}${encodeURIComponent(repository)}.git/${within}${search}`;
};

/** What is at one path of a repository; its root unless said. */
export const placePath = (at: LookedAt, kind: PlaceKind, path = ''): string =>
  pathOf(at, `${kind}/${encodePath(path)}`);

/** A page about a repository as a whole. */
export const wholePath = (at: LookedAt, kind: WholeKind): string => pathOf(at, `${kind}/`);

const skipField = 'skip';

/** The history without so many of its newest commits. */
export const olderPath = (at: LookedAt, skip: number): string =>
  pathOf(at, 'log/', { [skipField]: String(skip) });

/** How many commits the address of a history leaves out; null for what is no number. */
export const skippedOf = (query: URLSearchParams): number | null => {
  const text = query.get(skipField) ?? '0';
  return /^\d{1,7}$/.test(text) ? Number(text) : null;
};

const branchPrefix = 'refs/heads/';
const tagPrefix = 'refs/tags/';

/** How a revision is called on a page: branches and tags by their own names, object names by their beginning. */
export const revisionName = (revision: string): string => {
  for (const prefix of [branchPrefix, tagPrefix])
    if (revision.startsWith(prefix)) return revision.slice(prefix.length);
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 12) : revision;
};

/** Branches and tags, each by its full name: a tag may be called as a branch is. */
export const referencesOf = (
  names: Iterable<string>,
): { readonly branches: readonly string[]; readonly tags: readonly string[] } => {
  const all = [...names];
  return {
    branches: all.filter((name) => name.startsWith(branchPrefix)),
    tags: all.filter((name) => name.startsWith(tagPrefix)),
  };
};
