export { askDockerHost, attachToDockerHost, type DockerRequest } from './ask-docker-host.ts';
export type { CallBounds } from './calls/call-slots.ts';
export {
  type BegunCall,
  createDockerCaller,
  type DockerCallerOptions,
} from './calls/create-docker-caller.ts';
export type {
  CallDocker,
  DockerAnswer,
  DockerCall,
  DockerCaller,
  DockerUpgrade,
} from './calls/docker-call.ts';
export { dockerHostId } from './docker-host-id.ts';
export { type DockerHost, resolveDockerHost, type ResolvedDockerHost } from './docker-host.ts';
export { dockerScopeOf, type JudgedBody } from './policy/docker-operation.ts';
export {
  type DockerPolicy,
  type DockerRefusal,
  dockerRefusals,
  type RefusedPart,
} from './policy/docker-policy.ts';
export { judgeDockerBody } from './policy/judge-docker-body.ts';
export { createLevelWatch, type LevelWatch } from './rights/level-watch.ts';
export type { DockerServices } from './services.ts';
export { findDockerHost, listDockerHosts, type UsableDockerHost } from './list-docker-hosts.ts';
