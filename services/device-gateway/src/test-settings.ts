/** Settings about the tests that devices report. */
import type { TestLimits } from '@moorgate/device-tests';
import { Type } from 'typebox';

const bytes = Type.Integer({ minimum: 1_024, maximum: 2 ** 50 });

/** How much of a device is kept. */
export const testSettings = {
  testsPerDeviceMax: {
    variable: 'MOORGATE_TESTS_PER_DEVICE',
    schema: Type.Integer({ minimum: 1, maximum: 1_000 }),
    description:
      'How many tests of a device are kept, with their artifacts; those that began first go.',
    default: 100,
  },
  testArtifactsMax: {
    variable: 'MOORGATE_TEST_ARTIFACTS',
    schema: Type.Integer({ minimum: 1, maximum: 10_000 }),
    description: 'How many artifacts one test may have.',
    default: 100,
  },
  testArtifactBytesMax: {
    variable: 'MOORGATE_TEST_ARTIFACT_BYTES',
    schema: bytes,
    description: 'The largest artifact of a test, in bytes.',
    default: 67_108_864,
  },
  testBytesPerDeviceMax: {
    variable: 'MOORGATE_TEST_BYTES_PER_DEVICE',
    schema: bytes,
    description: 'How many bytes the artifacts of all tests of a device may have together.',
    default: 1_073_741_824,
  },
} as const;

/** The limits that the settings name. */
export const testLimitsOf = (config: {
  readonly [K in keyof typeof testSettings]: number;
}): TestLimits => ({
  testsMax: config.testsPerDeviceMax,
  artifactsMax: config.testArtifactsMax,
  artifactBytesMax: config.testArtifactBytesMax,
  totalBytesMax: config.testBytesPerDeviceMax,
});
