/** The endpoints about builds; what has a fixed name comes before what has any. */
import type { AnyEndpoint } from '@moorgate/http';
import { cancelBuildRunEndpoint } from './cancel-build-run.ts';
import { cancelProjectBuildEndpoint } from './cancel-project-build.ts';
import { changeProjectBuildEndpoint } from './change-project-build.ts';
import { createExternalBuildEndpoint } from './create-external-build.ts';
import { createProjectBuildEndpoint } from './create-project-build.ts';
import { getBuildRunEndpoint } from './get-build-run.ts';
import { getLatestProjectBuildEndpoint } from './get-latest-project-build.ts';
import { getProjectEndpoint } from './get-project.ts';
import { getProjectBuildEndpoint } from './get-project-build.ts';
import { getProjectDefinitionEndpoint } from './get-project-definition.ts';
import { getPromotedBuildEndpoint } from './get-promoted-build.ts';
import { getRunArtifactEndpoint } from './get-run-artifact.ts';
import { getRunConsoleEndpoint } from './get-run-console.ts';
import { getRunDefinitionEndpoint } from './get-run-definition.ts';
import { listBuildRunsEndpoint } from './list-build-runs.ts';
import { listProjectBuildsEndpoint } from './list-project-builds.ts';
import { listPromotedBuildsEndpoint } from './list-promoted-builds.ts';
import { listRunHistoryEndpoint } from './list-run-history.ts';
import { listRunTestsEndpoint } from './list-run-tests.ts';
import { promoteProjectBuildEndpoint } from './promote-project-build.ts';
import { rerunBuildRunEndpoint } from './rerun-build-run.ts';

/** Builds and their runs. */
export const buildEndpoints: readonly AnyEndpoint[] = [
  getProjectEndpoint,
  listProjectBuildsEndpoint,
  createProjectBuildEndpoint,
  createExternalBuildEndpoint,
  getLatestProjectBuildEndpoint,
  getProjectBuildEndpoint,
  changeProjectBuildEndpoint,
  getProjectDefinitionEndpoint,
  cancelProjectBuildEndpoint,
  promoteProjectBuildEndpoint,
  listPromotedBuildsEndpoint,
  getPromotedBuildEndpoint,
  listRunHistoryEndpoint,
  listBuildRunsEndpoint,
  getBuildRunEndpoint,
  getRunDefinitionEndpoint,
  getRunConsoleEndpoint,
  listRunTestsEndpoint,
  rerunBuildRunEndpoint,
  cancelBuildRunEndpoint,
  getRunArtifactEndpoint,
];
