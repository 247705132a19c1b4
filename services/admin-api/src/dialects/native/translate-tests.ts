/** Between the tests and actions of the wire and ours. */
import type { DeviceAction, DeviceTest } from '@moorgate/device-tests';
import type { DeviceActionBody, DeviceTestBody } from './schemas-tests.ts';

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

/** A test, with the names of its artifacts where they are given. */
export const toDeviceTestBody = (
  test: DeviceTest,
  artifacts: readonly string[] = [],
): DeviceTestBody => ({
  uuid: test.id,
  name: test.name,
  target_name: test.targetName,
  status: test.status,
  created_on: seconds(test.createdAt),
  completed_on: test.completedAt === null ? null : seconds(test.completedAt),
  ...(test.details === null || test.details === '' ? {} : { details: test.details }),
  ...(artifacts.length === 0 ? {} : { artifacts: [...artifacts] }),
  ...(test.results === null || test.results.length === 0
    ? {}
    : {
        results: test.results.map(({ name, status, localTime, details, metrics }) => ({
          name,
          status,
          local_ts: localTime,
          details,
          metrics: metrics === null ? null : { ...metrics },
        })),
      }),
});

/** An action. */
export const toDeviceActionBody = (action: DeviceAction): DeviceActionBody => ({
  id: action.id,
  name: action.name,
  capture: action.isCaptured,
  state: action.state,
  'requested-at': seconds(action.requestedAt),
  'requested-by': action.requestedBy,
});

/** Characters of a parameter of a header (RFC 8187, section 3.2.1); all others are escaped. */
const escapeExtended = (name: string): string =>
  encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The header that makes a browser save a file under its name, and never show it (RFC 6266). */
export const toContentDisposition = (name: string): string => {
  const plain = name.replaceAll(/[^A-Za-z0-9._ -]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${escapeExtended(name)}`;
};
