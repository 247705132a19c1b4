/** The fields of a request as this dialect looks at them. */
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHeaders } from '../../../../same-origin.ts';

/** Each field as one text; a repeated one with commas, which no proof and no credential has. */
export const headersOf = (headers: IncomingHttpHeaders): RequestHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
