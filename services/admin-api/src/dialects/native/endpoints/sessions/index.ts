/** The endpoints about sessions. */
import type { AnyEndpoint } from '@moorgate/http';
import { endSessionByIdEndpoint } from './end-session-by-id.ts';
import { endSessionEndpoint } from './end-session.ts';
import { endSessionsOfUserEndpoint } from './end-sessions-of-user.ts';
import { listSessionsOfUserEndpoint } from './list-sessions-of-user.ts';
import { listSessionsEndpoint } from './list-sessions.ts';
import { startSessionEndpoint } from './start-session.ts';

export const sessionEndpoints: readonly AnyEndpoint[] = [
  startSessionEndpoint,
  listSessionsEndpoint,
  endSessionEndpoint,
  endSessionByIdEndpoint,
  listSessionsOfUserEndpoint,
  endSessionsOfUserEndpoint,
];
