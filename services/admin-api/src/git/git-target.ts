/** What a path below `/factories/` asks Git for (gitprotocol-http(5)). */
import type { GitService } from '@moorgate/source';

/** A repository, and what is asked of it. */
export interface GitTarget {
  readonly factory: string;
  readonly repository: string;
  /** Null for the dumb protocol, and whatever else only a file would answer. */
  readonly service: GitService | null;
  /** Whether its references are asked for, which goes before the rest. */
  readonly isAdvertisement: boolean;
}

const services: readonly string[] = [
  'git-upload-pack',
  'git-receive-pack',
] satisfies readonly GitService[];

const pathPattern =
  /^\/factories\/([^/]+)\/([^/]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack|HEAD|(?:objects|info)\/.*)$/;

const isService = (text: string | null): text is GitService => services.includes(text ?? '');

const decode = (segment: string): string | null => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
};

/** What is asked for; null for what is no request of Git. */
export const gitTargetOf = (path: string, query: URLSearchParams): GitTarget | null => {
  const [, factoryPart = '', repositoryPart = '', rest = ''] = pathPattern.exec(path) ?? [];
  const factory = decode(factoryPart);
  const repository = decode(repositoryPart);
  if (rest === '' || factory === null || repository === null) return null;
  const isAdvertisement = rest === 'info/refs';
  const asked = isAdvertisement ? query.get('service') : rest;
  return { factory, repository, service: isService(asked) ? asked : null, isAdvertisement };
};

/** The name of the operation, for the log and the metrics. */
export const operationOf = ({ service, isAdvertisement }: GitTarget): string => {
  if (service === null) return 'gitFile';
  const what = service === 'git-upload-pack' ? 'Fetch' : 'Push';
  return isAdvertisement ? `gitBegin${what}` : `git${what}`;
};
