/** The addresses below `/factories/` that are pages; those of Git are none of them. */

/** What one shows. */
export type SourceView =
  | { readonly kind: 'repositories' }
  | {
      readonly kind: 'tree' | 'plain' | 'log' | 'commit' | 'refs';
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

const decode = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/** What the address shows; null for what is no page. */
export const sourceAddressOf = (address: string): SourceAddress | null => {
  const match = pattern.exec(address);
  if (match === null) return null;
  const [, factoryPart = '', repositoryPart, kind = 'tree', pathPart = ''] = match;
  const factory = decode(factoryPart);
  const path = decode(pathPart);
  if (factory === null || path === null) return null;
  if (repositoryPart === undefined) return { factory, view: { kind: 'repositories' } };
  const repository = decode(repositoryPart);
  if (repository === null) return null;
  const known = kind as 'tree' | 'plain' | 'log' | 'commit' | 'refs';
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

const queryOf = (revision: string | null): string =>
  revision === null ? '' : `?${new URLSearchParams({ id: revision }).toString()}`;

/** A page about a repository. */
export const viewPath = (
  { factory, repository, revision }: LookedAt,
  kind: 'tree' | 'plain' | 'log' | 'commit' | 'refs',
  path = '',
): string =>
  `${repositoriesPath(factory)}${repository}.git/${kind}/${encodePath(path)}${queryOf(revision)}`;
