/** The native dialect, that of dg-satellite and update-server: its table of contents. */
import { type AnyEndpoint, renderProblem } from '@moorgate/http';
import { defineFace } from '../define-face.ts';
import { authenticateNative } from './authenticate.ts';
import { listCertificatesEndpoint } from './endpoints/certificates/list-certificates.ts';
import { applicationEndpoints } from './endpoints/applications/index.ts';
import { applicationCredentialEndpoints } from './endpoints/application-credentials/index.ts';
import { auditEndpoints } from './endpoints/audit/index.ts';
import { beaconEndpoints } from './endpoints/beacons/index.ts';
import { buildEndpoints } from './endpoints/builds/index.ts';
import { configurationEndpoints } from './endpoints/configurations/index.ts';
import { containerEndpoints } from './endpoints/containers/index.ts';
import { deviceEndpoints } from './endpoints/devices/index.ts';
import { dockerHostEndpoints } from './endpoints/docker-hosts/index.ts';
import { enrolmentTokenEndpoints } from './endpoints/enrolment-tokens/index.ts';
import { getFleetEndpoint } from './endpoints/fleet/get-fleet.ts';
import { listGatewaysEndpoint } from './endpoints/gateways/list-gateways.ts';
import { identityEndpoints } from './endpoints/identities/index.ts';
import { reportEndpoints } from './endpoints/reports/index.ts';
import { runEndpoints } from './endpoints/runs/index.ts';
import { runnerEndpoints } from './endpoints/runners/index.ts';
import { rolloutEndpoints } from './endpoints/rollouts/index.ts';
import { roleEndpoints } from './endpoints/roles/index.ts';
import { secondFactorEndpoints } from './endpoints/second-factor/index.ts';
import { sessionEndpoints } from './endpoints/sessions/index.ts';
import { sourceRepositoryEndpoints } from './endpoints/source-repositories/index.ts';
import { serviceAccountEndpoints } from './endpoints/service-accounts/index.ts';
import { targetEndpoints } from './endpoints/targets/index.ts';
import { testEndpoints } from './endpoints/tests/index.ts';
import { tokenEndpoints } from './endpoints/tokens/index.ts';
import { tufEndpoints } from './endpoints/tuf/index.ts';
import { updateEndpoints } from './endpoints/updates/index.ts';
import { changeOwnPasswordEndpoint } from './endpoints/users/change-own-password.ts';
import { changeUserScopesEndpoint } from './endpoints/users/change-user-scopes.ts';
import { createUserEndpoint } from './endpoints/users/create-user.ts';
import { deactivateUserEndpoint } from './endpoints/users/deactivate-user.ts';
import { findSelfEndpoint } from './endpoints/users/find-self.ts';
import { findUserEndpoint } from './endpoints/users/find-user.ts';
import { findUserScopesEndpoint } from './endpoints/users/find-user-scopes.ts';
import { listUsersEndpoint } from './endpoints/users/list-users.ts';
import { reactivateUserEndpoint } from './endpoints/users/reactivate-user.ts';
import { resetPasswordEndpoint } from './endpoints/users/reset-password.ts';
import { pointIntoRequest } from './envelope.ts';
import { nativeDocument } from './document.ts';

/** Every endpoint, for the mount and for the API description. */
export const nativeEndpoints: readonly AnyEndpoint[] = [
  ...deviceEndpoints,
  ...enrolmentTokenEndpoints,
  ...configurationEndpoints,
  ...testEndpoints,
  ...reportEndpoints,
  ...beaconEndpoints,
  ...dockerHostEndpoints,
  ...applicationEndpoints,
  ...sourceRepositoryEndpoints,
  ...containerEndpoints,
  getFleetEndpoint,
  listGatewaysEndpoint,
  listCertificatesEndpoint,
  ...tokenEndpoints,
  ...applicationCredentialEndpoints,
  ...serviceAccountEndpoints,
  ...roleEndpoints,
  createUserEndpoint,
  listUsersEndpoint,
  findUserEndpoint,
  findUserScopesEndpoint,
  changeUserScopesEndpoint,
  deactivateUserEndpoint,
  reactivateUserEndpoint,
  resetPasswordEndpoint,
  findSelfEndpoint,
  changeOwnPasswordEndpoint,
  ...secondFactorEndpoints,
  ...sessionEndpoints,
  ...identityEndpoints,
  ...auditEndpoints,
  ...updateEndpoints,
  ...rolloutEndpoints,
  ...tufEndpoints,
  ...buildEndpoints,
  ...runnerEndpoints,
  ...runEndpoints,
  ...targetEndpoints,
];

/** The prefixes of the dialect: tools use `/v1`, older ones and the guide none. The first is the documented one. */
export const nativePrefixes = ['/v1', ''] as const;

/** The dialect with the bare prefix, which answers for whatever no other dialect has. */
export const nativeFace = defineFace({
  name: 'native',
  prefixes: nativePrefixes,
  endpoints: nativeEndpoints,
  document: nativeDocument,
  hasManners: true,
  tokenHeaders: ['authorization', 'osf-token'],
  services: (parts) => parts,
  authenticate: authenticateNative,
  renderFault: (error, requestId) => renderProblem(pointIntoRequest(error), requestId),
});
