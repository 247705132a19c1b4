/** Endpoints about Docker hosts; the Docker API itself is a door of its own. */
import type { AnyEndpoint } from '@moorgate/http';
import { getDockerHostEndpoint } from './get-docker-host.ts';
import { listDockerHostsEndpoint } from './list-docker-hosts.ts';

export const dockerHostEndpoints: readonly AnyEndpoint[] = [
  listDockerHostsEndpoint,
  getDockerHostEndpoint,
];
