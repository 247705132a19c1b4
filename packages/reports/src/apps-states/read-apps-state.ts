/** Reads what a device sends about its apps. */
import type { AppsState as StoredAppsState } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { fitText, isTimestamp } from '../fit-text.ts';

/** What a device says of its apps, as it is kept and shown. */
export type AppsState = StoredAppsState;

type AppState = AppsState['apps'][string];
type Fields = Readonly<Record<string, unknown>>;

const serviceFields = ['name', 'hash', 'state', 'status', 'health', 'image', 'logs'] as const;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readService = (value: Fields): AppState['services'][number] =>
  Object.fromEntries(
    serviceFields
      .filter((name) => typeof value[name] === 'string')
      .map((name) => [name, fitText(value[name])]),
  );

const readApp = (value: Fields): AppState => ({
  uri: fitText(value['uri']),
  state: fitText(value['state']),
  services: Array.isArray(value['services'])
    ? value['services'].filter(isObject).map(readService)
    : [],
});

/**
 * The state of a device's apps; members of other types than they should be are left out. Throws `invalid_request` for what
 * is no object and for a time that is none, which the order of states would be lost without.
 */
export const readAppsState = (value: unknown): AppsState => {
  if (!isObject(value) || !isTimestamp(value['deviceTime'])) {
    const message = 'must be a date and time of RFC 3339';
    throw fault('invalid_request', { issues: [{ pointer: '/body/deviceTime', message }] });
  }
  const apps = isObject(value['apps']) ? Object.entries(value['apps']) : [];
  return {
    deviceTime: value['deviceTime'],
    ostree: fitText(value['ostree']),
    apps: Object.fromEntries(
      apps.flatMap(([name, app]) => (isObject(app) ? [[fitText(name), readApp(app)]] : [])),
    ),
  };
};
