/** The table of contents of the gateway's dialect. */
import { refusalCodes } from '@moorgate/errors';
import type { AccessDescription } from '@moorgate/http';
import type { GatewayAccess, GatewayEndpoint } from './context.ts';
import { bringBeaconStream } from './endpoints/beacon/bring-beacon-stream.ts';
import { openBeaconControl } from './endpoints/beacon/open-beacon-control.ts';
import { getConfigDevice } from './endpoints/get-config-device.ts';
import { getConfig } from './endpoints/get-config.ts';
import { getDevice } from './endpoints/get-device.ts';
import { getCaCertificates } from './endpoints/est/get-ca-certificates.ts';
import { enrolDevice } from './endpoints/est/enrol-device.ts';
import { renewCertificate } from './endpoints/est/renew-certificate.ts';
import { getRepositoryFile } from './endpoints/ostree/get-repository-file.ts';
import { headRepositoryFile } from './endpoints/ostree/head-repository-file.ts';
import { postDownloadUrls } from './endpoints/ostree/post-download-urls.ts';
import { patchConfig } from './endpoints/patch-config.ts';
import { patchDevice } from './endpoints/patch-device.ts';
import { postAppsStates } from './endpoints/post-apps-states.ts';
import { postEvents } from './endpoints/post-events.ts';
import {
  putAgentSettings,
  putEcus,
  putNetworkInfo,
  putSystemInfo,
} from './endpoints/put-system-info.ts';
import { createAppProxyUrl } from './endpoints/registry/create-app-proxy-url.ts';
import { getAppBlob } from './endpoints/registry/get-app-blob.ts';
import { getAppManifest } from './endpoints/registry/get-app-manifest.ts';
import { headAppBlob } from './endpoints/registry/head-app-blob.ts';
import { headAppManifest } from './endpoints/registry/head-app-manifest.ts';
import { getMetadata } from './endpoints/repo/get-metadata.ts';
import { beginTest } from './endpoints/tests/begin-test.ts';
import { completeTest } from './endpoints/tests/complete-test.ts';
import { putArtifact } from './endpoints/tests/put-artifact.ts';

/** Every endpoint. */
export const gatewayEndpoints: readonly GatewayEndpoint[] = [
  getConfig,
  patchConfig,
  getConfigDevice,
  getDevice,
  patchDevice,
  getCaCertificates,
  renewCertificate,
  enrolDevice,
  getMetadata,
  getRepositoryFile,
  headRepositoryFile,
  postDownloadUrls,
  createAppProxyUrl,
  getAppManifest,
  headAppManifest,
  getAppBlob,
  headAppBlob,
  beginTest,
  completeTest,
  putArtifact,
  postEvents,
  postAppsStates,
  putSystemInfo,
  putNetworkInfo,
  putAgentSettings,
  putEcus,
  openBeaconControl,
  bringBeaconStream,
];

/** How access stands in the OpenAPI document: `x-admits` lists the verdicts, any of which is enough. */
export const describeGatewayAccess = (access: GatewayAccess): AccessDescription => {
  const admits = access.admits ?? ['device'];
  const isOpen = admits.includes('anonymous');
  return {
    extensions: { 'x-admits': admits },
    security: isOpen ? [] : [{ deviceCertificate: [] }],
    // A certificate that is shown is judged, whoever else may come without one.
    faults: refusalCodes,
  };
};
