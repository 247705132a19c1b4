/** Where this server is for whoever asks: addresses that answers hold begin so, and clients ask for them as they are. */
import type { IncomingHttpHeaders } from 'node:http';
import type { FoundriesContext } from './context.ts';

/** The scheme, host and port of the request. */
export const requestOrigin = (
  { ownOrigin }: Pick<FoundriesContext, 'ownOrigin'>,
  headers: IncomingHttpHeaders,
): string => `${ownOrigin.isSecure ? 'https' : 'http'}://${headers.host ?? ''}`;
