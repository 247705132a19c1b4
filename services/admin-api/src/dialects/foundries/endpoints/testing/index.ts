/** The endpoints about tests of targets. */
import type { AnyEndpoint } from '@moorgate/http';
import { getTargetTestArtifactEndpoint } from './get-target-test-artifact.ts';
import { getTargetTestEndpoint } from './get-target-test.ts';
import { listTargetTestsEndpoint } from './list-target-tests.ts';
import { listTestedVersionsEndpoint } from './list-tested-versions.ts';

/** What devices tested. */
export const testingEndpoints: readonly AnyEndpoint[] = [
  listTestedVersionsEndpoint,
  listTargetTestsEndpoint,
  getTargetTestEndpoint,
  getTargetTestArtifactEndpoint,
];
