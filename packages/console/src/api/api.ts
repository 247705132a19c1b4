/** The public API, asked as whoever is logged in: the browser adds the cookie of the session by itself. */
import { ApiError, createApiClient } from '@moorgate/client';

/** One try each: what failed is shown, and asked for again by itself. */
export const api = createApiClient({ baseUrl: window.location.origin, tries: 1 });

/** The code of a problem; null for what is none, and where the answer did not come from Moorgate. */
export const codeOf = (error: unknown): string | null =>
  error instanceof ApiError ? error.problem.code : null;

/** True where the session is over, or there never was one. */
export const isUnauthenticated = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 401;
