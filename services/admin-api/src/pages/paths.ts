/** The addresses of the pages, and of what leads to them. */
import { localPath } from '../login/local-path.ts';

export const pagePaths = {
  /** Where applications send a browser (RFC 6749, 3.1). */
  authorize: '/oauth2/authorize',
  /** Short, since people type it from another screen (RFC 8628, 3.3). */
  deviceEntry: '/device',
  home: '/oauth2/pages',
  login: '/oauth2/pages/login',
  logout: '/oauth2/pages/logout',
  password: '/oauth2/pages/password',
  secondFactor: '/oauth2/pages/second-factor',
  device: '/oauth2/pages/device',
  deviceDecision: '/oauth2/pages/device/decision',
  consent: '/oauth2/pages/consent',
} as const;

/** The name of the parameter and of the field. */
export const returnField = 'return-to';

/** Whether a page can lead back to this path, and a login elsewhere too. */
export const isReturnPath = (path: string): boolean => localPath(path) !== null;

/** Where a page leads back to: a path of this site, and the home page for everything else. */
export const returnPathOf = (text: string | null): string =>
  localPath(text ?? '') ?? pagePaths.home;

/** A page that leads back to another one. */
export const withReturn = (page: string, returnTo: string): string =>
  `${page}?${new URLSearchParams({ [returnField]: returnTo }).toString()}`;
