/** What somebody has, as it is saved: with the version that a change is meant for. */
import { answerOf } from '@moorgate/client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

/** Names with their version, as `If-Match` has it; null where the server names none. */
export interface Saved {
  readonly names: readonly string[];
  readonly version: string | null;
}

/** What somebody has of two kinds. */
export type RightKind = 'roles' | 'scopes';

/** So long a read may take that follows a change. */
const readMsMax = 30_000;

const path = (username: string) => ({ path: { username } });

const readers = {
  roles: async (username: string, signal: AbortSignal): Promise<Saved> => {
    const { data, response } = await api.GET('/users/{username}/roles', {
      params: path(username),
      signal,
    });
    return { names: data?.roles ?? [], version: response.headers.get('etag') };
  },
  scopes: async (username: string, signal: AbortSignal): Promise<Saved> => {
    const { data, response } = await api.GET('/users/{username}/scopes', {
      params: path(username),
      signal,
    });
    return { names: data?.scopes ?? [], version: response.headers.get('etag') };
  },
} as const;

/** What they have. */
export const useSaved = (kind: RightKind, username: string): UseQueryResult<Saved> =>
  useQuery({
    queryKey: ['user', username, kind],
    queryFn: ({ signal }) => readers[kind](username, signal),
  });

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name));

const headerOf = ({ version }: Saved) => (version === null ? {} : { 'If-Match': version });

const put = (kind: RightKind, username: string, change: Saved): Promise<unknown> => {
  const params = { ...path(username), header: headerOf(change) };
  return kind === 'roles'
    ? answerOf(api.PUT('/users/{username}/roles', { params, body: { roles: [...change.names] } }))
    : answerOf(
        api.PUT('/users/{username}/scopes', { params, body: { scopes: [...change.names] } }),
      );
};

/**
 * Saves it, unless somebody else has in between; answers what the next change is meant for. Where somebody else has saved right behind
 * it, that is a version which is not the present one any more.
 */
export const save =
  (kind: RightKind, username: string) =>
  async (change: Saved): Promise<Saved> => {
    await put(kind, username, change);
    const present = await readers[kind](username, AbortSignal.timeout(readMsMax));
    return isSame(present.names, change.names)
      ? { names: change.names, version: present.version }
      : change;
  };
