/** The closed catalogue of error codes. One row in a file of `codes/` is all that a new error needs. */
import type { CatalogueEntry } from './catalogue-entry.ts';
import { access } from './codes/access.ts';
import { admission } from './codes/admission.ts';
import { applications } from './codes/applications.ts';
import { beacons } from './codes/beacons.ts';
import { builds } from './codes/builds.ts';
import { configurations } from './codes/configurations.ts';
import { containers } from './codes/containers.ts';
import { deviceTests } from './codes/device-tests.ts';
import { devices } from './codes/devices.ts';
import { dockerHosts } from './codes/docker-hosts.ts';
import { downloads } from './codes/downloads.ts';
import { identities } from './codes/identities.ts';
import { metadata } from './codes/metadata.ts';
import { oauth } from './codes/oauth.ts';
import { reports } from './codes/reports.ts';
import { request } from './codes/request.ts';
import { runner } from './codes/runner.ts';
import { service } from './codes/service.ts';
import { signing } from './codes/signing.ts';
import { source } from './codes/source.ts';
import { tokens } from './codes/tokens.ts';
import { updates } from './codes/updates.ts';

/** Every code, by name. */
export const catalogue = {
  ...request,
  ...service,
  ...access,
  ...identities,
  ...tokens,
  ...devices,
  ...signing,
  ...configurations,
  ...deviceTests,
  ...updates,
  ...downloads,
  ...metadata,
  ...reports,
  ...oauth,
  ...beacons,
  ...dockerHosts,
  ...applications,
  ...source,
  ...containers,
  ...builds,
  ...runner,
  ...admission,
} as const;

/** A key of the catalogue. */
export type ErrorCode = keyof typeof catalogue;

/** A refusal at the handshake. */
export type RefusalCode = keyof typeof admission;

/** Every refusal at the handshake. */
export const refusalCodes = Object.keys(admission) as RefusalCode[];

/** The row of a code. */
export const describeError = (code: ErrorCode): CatalogueEntry => catalogue[code];
