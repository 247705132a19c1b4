/** The dialect of Lighthouse: its table of contents. */
import type { AnyEndpoint } from '@moorgate/http';
import { defineFace } from '../define-face.ts';
import { authenticateLighthouse } from './authenticate.ts';
import { lighthousePartsFrom } from './context.ts';
import { lighthouseDocument } from './document.ts';
import { setAliasEndpoint } from './endpoints/aliases/set-alias.ts';
import { createApplicationEndpoint } from './endpoints/applications/create-application.ts';
import { listApplicationsEndpoint } from './endpoints/applications/list-applications.ts';
import { listDeploymentsEndpoint } from './endpoints/applications/list-deployments.ts';
import {
  putRevertApplicationEndpoint,
  revertApplicationEndpoint,
} from './endpoints/applications/revert-application.ts';
import {
  startApplicationEndpoint,
  stopApplicationEndpoint,
} from './endpoints/applications/toggle-application.ts';
import { updateApplicationEndpoint } from './endpoints/applications/update-application.ts';
import { changeTokenEndpoint } from './endpoints/beacons/change-token.ts';
import { connectBeaconEndpoint } from './endpoints/beacons/connect-beacon.ts';
import { forbidUserEndpoint } from './endpoints/beacons/forbid-user.ts';
import { listBeaconsEndpoint } from './endpoints/beacons/list-beacons.ts';
import { listInstancesEndpoint } from './endpoints/beacons/list-instances.ts';
import { permitUserEndpoint } from './endpoints/beacons/permit-user.ts';
import { refreshBeaconEndpoint } from './endpoints/beacons/refresh-beacon.ts';
import { dockerProxyEndpoints } from './endpoints/docker/proxy-docker.ts';
import { getProviderEndpoint } from './endpoints/provider/get-provider.ts';
import { listPermittedVmsEndpoint } from './endpoints/provider/list-permitted-vms.ts';
import { listVmsEndpoint } from './endpoints/provider/list-vms.ts';
import { logInEndpoint } from './endpoints/sessions/log-in.ts';
import { logOutEndpoint } from './endpoints/sessions/log-out.ts';
import { changeUserEndpoint } from './endpoints/users/change-user.ts';
import { createUserEndpoint } from './endpoints/users/create-user.ts';
import { deleteUserEndpoint } from './endpoints/users/delete-user.ts';
import { getUserEndpoint } from './endpoints/users/get-user.ts';
import { listUsersEndpoint } from './endpoints/users/list-users.ts';
import { renderLighthouseFault } from './envelope.ts';
import { inVersion, lighthousePrefixes } from './translate.ts';

/** Every endpoint, for the mount and for the API description. */
const endpoints: readonly AnyEndpoint[] = [
  logInEndpoint,
  logOutEndpoint,
  listUsersEndpoint,
  getUserEndpoint,
  createUserEndpoint,
  changeUserEndpoint,
  deleteUserEndpoint,
  connectBeaconEndpoint,
  listBeaconsEndpoint,
  listInstancesEndpoint,
  changeTokenEndpoint,
  refreshBeaconEndpoint,
  permitUserEndpoint,
  forbidUserEndpoint,
  setAliasEndpoint,
  createApplicationEndpoint,
  startApplicationEndpoint,
  stopApplicationEndpoint,
  revertApplicationEndpoint,
  putRevertApplicationEndpoint,
  updateApplicationEndpoint,
  listApplicationsEndpoint,
  listDeploymentsEndpoint,
  listVmsEndpoint,
  getProviderEndpoint,
  listPermittedVmsEndpoint,
  ...dockerProxyEndpoints,
];

export const lighthouseFace = defineFace({
  name: 'lighthouse',
  prefixes: lighthousePrefixes,
  endpoints,
  document: lighthouseDocument,
  services: lighthousePartsFrom,
  authenticate: authenticateLighthouse,
  renderFault: renderLighthouseFault,
  finish: inVersion,
});
