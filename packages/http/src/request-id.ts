/** The id of a request: the client's own, if it is fit for a log, else a new one. */
import { randomFillSync } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const acceptable = /^[A-Za-z0-9._-]{1,128}$/;

const idBytes = 12;
/** Random octets for many ids at once: asking for them is what costs. */
const supply = Buffer.alloc(idBytes * 256);
let used = supply.length;

const randomId = (): string => {
  if (used === supply.length) {
    randomFillSync(supply);
    used = 0;
  }
  used += idBytes;
  return supply.toString('base64url', used - idBytes, used);
};

/** The client's `X-Request-Id` when it has at most 128 characters of `[A-Za-z0-9._-]`, else 16 random ones. */
export const chooseRequestId = (offered: string | undefined): string =>
  offered !== undefined && acceptable.test(offered) ? offered : randomId();

/** Gives a request its id and puts it on the answer, once: whoever asks later gets the same. */
export const identifyRequest = (request: IncomingMessage, response: ServerResponse): string => {
  const given = response.getHeader('X-Request-Id');
  if (typeof given === 'string') return given;
  const offered = request.headers['x-request-id'];
  const id = chooseRequestId(typeof offered === 'string' ? offered : undefined);
  response.setHeader('X-Request-Id', id);
  return id;
};
