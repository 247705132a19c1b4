export { beginTest, type TestBeginning } from './begin-test.ts';
export { completeTest, type TestEnd } from './complete-test.ts';
export { actionStates, type ActionState, type DeviceAction } from './device-action.ts';
export type { DeviceTest, DeviceTestDetails, TestResult } from './device-test.ts';
export { type DeviceActions, listActions } from './list-actions.ts';
export { mediaTypeOf } from './media-type.ts';
export { type Artifact, getArtifact, getTest, listTests, type TestKey } from './read-tests.ts';
export { type ActionRequest, startAction } from './start-action.ts';
export { type ArtifactServices, type ArtifactUpload, storeArtifact } from './store-artifact.ts';
export { isArtifactName, testIdPattern, type TestLimits } from './test-rules.ts';
export {
  getArtifactOfTarget,
  getTestOfTarget,
  listTestedTargets,
  listTestsOfTarget,
  type TargetTest,
  type TestedTargets,
  type TestingDevice,
} from './tests-of-targets.ts';
