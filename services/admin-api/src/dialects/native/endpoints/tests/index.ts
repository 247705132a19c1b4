/** The endpoints of tests that devices report, and of actions. */
import type { AnyEndpoint } from '@moorgate/http';
import { getArtifactEndpoint } from './get-artifact.ts';
import { getTestEndpoint } from './get-test.ts';
import { listActionsEndpoint } from './list-actions.ts';
import { listTestsEndpoint } from './list-tests.ts';
import { startActionEndpoint } from './start-action.ts';

export const testEndpoints: readonly AnyEndpoint[] = [
  listTestsEndpoint,
  getTestEndpoint,
  getArtifactEndpoint,
  listActionsEndpoint,
  startActionEndpoint,
];
