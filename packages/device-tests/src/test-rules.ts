/** What tests and their artifacts may be called, and how much of them is kept. */
import { fault } from '@moorgate/errors';

/** The id of a test, where whoever began it chose one. */
export const testIdPattern = '^[A-Za-z0-9_-]{15,48}$';

const testId = new RegExp(testIdPattern);

/** How much of one device is kept. */
export interface TestLimits {
  /** Tests; those that began first go. */
  readonly testsMax: number;
  /** Artifacts of one test. */
  readonly artifactsMax: number;
  /** Bytes of one artifact. */
  readonly artifactBytesMax: number;
  /** Bytes of all artifacts of the device. */
  readonly totalBytesMax: number;
}

/** Passes for what can be the id of a test. Throws `test_not_found`. */
export const requireTestId = (id: string): void => {
  if (!testId.test(id)) throw fault('test_not_found');
};

const nameBytesMax = 255;
const controlOrSeparator = /[\p{Cc}\p{Zl}\p{Zp}/\\]/u;

/** Whether it can be the name of an artifact: one segment of a path, without control characters. */
export const isArtifactName = (name: string): boolean =>
  name !== '' &&
  name !== '.' &&
  name !== '..' &&
  Buffer.byteLength(name) <= nameBytesMax &&
  !controlOrSeparator.test(name);
