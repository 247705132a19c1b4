/** Which operation of the Docker API a request is, as far as a policy tells them apart. */
import { type DockerTarget, readDockerTarget } from '../calls/docker-target.ts';

/** What the body of a request is. */
export type JudgedBody = 'container' | 'host-config' | 'command' | 'service' | 'volume';

/**
 * How a policy treats a request: it reads its body; refuses it whatever it says, since it gives power over the host in ways
 * that no rule names; judges its query; or lets it pass.
 */
export type DockerOperation =
  | { readonly kind: 'judged'; readonly body: JudgedBody }
  | { readonly kind: 'refused' | 'build' | 'harmless' };

interface Pattern {
  readonly path: RegExp;
  readonly operation: DockerOperation;
}

const judged = (path: RegExp, body: JudgedBody): Pattern => ({
  path,
  operation: { kind: 'judged', body },
});

/** Changes by their path, without a version. A swarm that others manage, a plugin or a builder of one’s own may do anything. */
const changes: readonly Pattern[] = [
  judged(/^containers\/create$/, 'container'),
  judged(/^containers\/[^/]+\/(?:update|start)$/, 'host-config'),
  judged(/^containers\/[^/]+\/exec$/, 'command'),
  judged(/^services\/(?:create|.+\/update)$/, 'service'),
  judged(/^volumes\/create$/, 'volume'),
  { path: /^build$/, operation: { kind: 'build' } },
  { path: /^(?:plugins|session|grpc)(?:\/|$)/, operation: { kind: 'refused' } },
  { path: /^swarm\/(?:init|join)$/, operation: { kind: 'refused' } },
  {
    path: /^(?:containers|images|networks|volumes|exec|services|tasks|nodes|secrets|configs|swarm|distribution)(?:\/|$)/,
    operation: { kind: 'harmless' },
  },
  { path: /^(?:auth|commit|build\/prune|build\/cancel)$/, operation: { kind: 'harmless' } },
];

const versionPattern = /^v\d+(?:\.\d+)*$/;

/** The path without the version at its beginning. */
export const plainPathOf = ({ segments }: DockerTarget): string =>
  (versionPattern.test(segments[0] ?? '') ? segments.slice(1) : segments).join('/');

/** Whether a request changes nothing, as far as its method says; what is attached to may be written to. */
export const isReading = (method: string, target: DockerTarget): boolean =>
  (method === 'GET' || method === 'HEAD') && !/\/attach\/ws$/.test(plainPathOf(target));

/** The scope that a request needs. */
export const scopeOf = (
  method: string,
  target: DockerTarget,
): 'docker:read' | 'docker:read-update' =>
  isReading(method, target) ? 'docker:read' : 'docker:read-update';

/** The same for a target as it was sent; one that is none takes the right to change. */
export const dockerScopeOf = (method: string, text: string): ReturnType<typeof scopeOf> => {
  const target = readDockerTarget(text);
  return target === null ? 'docker:read-update' : scopeOf(method, target);
};

/** What a policy makes of it; a change that is not known is refused. */
export const operationOf = (method: string, target: DockerTarget): DockerOperation => {
  const path = plainPathOf(target);
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE')
    return /^(?:session|grpc)(?:\/|$)/.test(path) ? { kind: 'refused' } : { kind: 'harmless' };
  return changes.find((change) => change.path.test(path))?.operation ?? { kind: 'refused' };
};
