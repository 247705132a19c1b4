export type { CallBounds } from './calls/call-slots.ts';
export { createDockerCaller, type DockerCallerOptions } from './calls/create-docker-caller.ts';
export type {
  CallDocker,
  DockerAnswer,
  DockerCall,
  DockerCaller,
  DockerUpgrade,
} from './calls/docker-call.ts';
export { type DockerHost, resolveDockerHost, type ResolvedDockerHost } from './docker-host.ts';
