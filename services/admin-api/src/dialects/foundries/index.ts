/** The dialect of FoundriesFactory: its table of contents. */
import { factoryTokenHeaders } from '../../factory/factory-credentials.ts';
import { defineFace } from '../define-face.ts';
import { authenticateFoundries } from './authenticate.ts';
import { withBothSpellings } from './both-spellings.ts';
import type { FoundriesServices } from './context.ts';
import { foundriesDocument } from './document.ts';
import { certificateEndpoints } from './endpoints/certificates/index.ts';
import { configurationEndpoints } from './endpoints/configurations/index.ts';
import { deniedDeviceEndpoints } from './endpoints/denied-devices/index.ts';
import { deviceGroupEndpoints } from './endpoints/device-groups/index.ts';
import { deviceEndpoints } from './endpoints/devices/index.ts';
import { factoryEndpoints } from './endpoints/factories/index.ts';
import { metadataEndpoints } from './endpoints/metadata/index.ts';
import { missingEndpoints } from './endpoints/not-offered/index.ts';
import { peopleEndpoints } from './endpoints/people/index.ts';
import { reportEndpoints } from './endpoints/reports/index.ts';
import { sbomEndpoints } from './endpoints/sboms/index.ts';
import { targetEndpoints } from './endpoints/targets/index.ts';
import { testingEndpoints } from './endpoints/testing/index.ts';
import { testEndpoints } from './endpoints/tests/index.ts';
import { renderFoundriesFault } from './envelope.ts';

const endpoints = withBothSpellings([
  ...deviceEndpoints,
  ...configurationEndpoints,
  ...reportEndpoints,
  ...testEndpoints,
  ...deniedDeviceEndpoints,
  ...deviceGroupEndpoints,
  ...factoryEndpoints,
  ...peopleEndpoints,
  ...targetEndpoints,
  ...testingEndpoints,
  ...sbomEndpoints,
  ...metadataEndpoints,
  ...certificateEndpoints,
  ...missingEndpoints,
]);

/** The dialect. Registration, at `/ota/devices/` too, is an operation of the native one, which follows. */
export const foundriesFace = defineFace<FoundriesServices>({
  name: 'foundries',
  prefixes: ['/ota'],
  endpoints,
  document: foundriesDocument,
  tokenHeaders: factoryTokenHeaders,
  services: (parts) => {
    const { tokenChecks, factory, blobs, ownOrigin, sealingKeys } = parts;
    const { targets, registry, registration, certificateFiles } = parts;
    const own = { tokenChecks, factory, blobs, ownOrigin, sealingKeys };
    return { ...own, targets, registry, registration, certificateFiles };
  },
  authenticate: authenticateFoundries,
  renderFault: renderFoundriesFault,
});
