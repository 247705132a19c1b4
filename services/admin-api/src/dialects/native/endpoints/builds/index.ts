/** The endpoints about builds, in the order of the documentation. */
import type { AnyEndpoint } from '@moorgate/http';
import { cancelBuildEndpoint } from './cancel-build.ts';
import { getBuildConsoleEndpoint } from './get-build-console.ts';
import { getBuildEndpoint } from './get-build.ts';
import { listBuildsEndpoint } from './list-builds.ts';
import { rerunBuildEndpoint } from './rerun-build.ts';

export const buildEndpoints: readonly AnyEndpoint[] = [
  listBuildsEndpoint,
  getBuildEndpoint,
  getBuildConsoleEndpoint,
  cancelBuildEndpoint,
  rerunBuildEndpoint,
];
