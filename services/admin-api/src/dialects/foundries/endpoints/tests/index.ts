/** The endpoints about tests of devices. */
import type { AnyEndpoint } from '@moorgate/http';
import { getFactoryDeviceTestEndpoint } from './get-factory-device-test.ts';
import { getFactoryTestArtifactEndpoint } from './get-factory-test-artifact.ts';
import { listFactoryDeviceTestsEndpoint } from './list-factory-device-tests.ts';

/** Tests, and what they left. */
export const testEndpoints: readonly AnyEndpoint[] = [
  listFactoryDeviceTestsEndpoint,
  getFactoryDeviceTestEndpoint,
  getFactoryTestArtifactEndpoint,
];
