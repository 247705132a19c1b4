/** Docker hosts, and what their engines say. */
import { answerOf, type components, readProblem, UnreachableError } from '@moorgate/client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import { type Pages, usePages } from '../../parts/pages.ts';
import type { StateName } from '../../parts/state-mark.tsx';
import { en } from '../../strings/en.ts';

/** A host. */
export type DockerHost = components['schemas']['DockerHost'];

/** Those that whoever is logged in may use. */
export const useDockerHosts = (): Pages<DockerHost> =>
  usePages(['docker-hosts'], ({ query, signal }) =>
    api.GET('/docker-hosts', { params: { query }, signal }),
  );

/** One of them. */
export const useDockerHost = (id: string): UseQueryResult<DockerHost> =>
  useQuery({
    queryKey: ['docker-host', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/docker-hosts/{id}', { params: { path: { id } }, signal })),
  });

/** How it stands with a host, as far as that is known without calling it. */
export const hostStateOf = (host: DockerHost): StateName => {
  const { connection } = host.beacon;
  if (connection?.['is-denied'] === true) return 'host-denied';
  if (connection !== null && connection['connected-at'] === 0) return 'host-away';
  if (host['is-stale']) return 'host-gone';
  if (!host['can-access-docker']) return 'host-closed';
  return connection === null ? 'host-called' : 'host-connected';
};

/** What people call it. */
export const hostNameOf = ({ alias, name, address }: DockerHost): string =>
  alias ?? (name === '' ? address : name);

/** The connection in a sentence. */
export const hostTruthOf = (host: DockerHost): string => {
  const { address, connection } = host.beacon;
  const words = en.hosts.one;
  const sentences = [
    connection === null
      ? words.called(address)
      : connection['is-denied']
        ? words.denied(connection.device)
        : connection['connected-at'] === 0
          ? words.away(connection.device)
          : words.connected(connection.device),
    ...(host['is-stale'] ? [words.stale] : []),
    ...(host['can-access-docker'] ? [] : [words.closed]),
  ];
  return sentences.join(' ');
};

/** A container as engines list it. */
export interface Container {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Image: string;
  readonly State: string;
  readonly Status: string;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** An image as engines list it. */
export interface Image {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly Size: number;
  /** In Unix seconds. */
  readonly Created: number;
}

/** Asks the engine of a host. Throws as the client of the API does. */
const askEngine = async <Answer>(
  id: string,
  target: string,
  signal: AbortSignal,
): Promise<Answer> => {
  const path = `/v1/docker-hosts/${encodeURIComponent(id)}/docker/${target}`;
  const response = await fetch(path, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new UnreachableError(String(error));
  });
  if (!response.ok) throw await readProblem(response);
  return (await response.json()) as Answer;
};

/** Engines are asked less often than the server itself. */
const engineMs = 10_000;

/** Something that the engine of a host lists: `containers/json?all=true`. */
export const useEngineList = <Item>(id: string, target: string): UseQueryResult<readonly Item[]> =>
  useQuery({
    queryKey: ['docker-host', id, target],
    queryFn: ({ signal }) => askEngine<readonly Item[]>(id, target, signal),
    refetchInterval: engineMs,
    staleTime: engineMs / 2,
  });

/** What a container is called. */
export const containerNameOf = ({ Id, Names }: Container): string =>
  Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12);
