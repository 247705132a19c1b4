/** What is known of a request before anybody reads it, and when its answer is over. */
import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { Context } from '@moorgate/auth';
import { identifyRequest } from './request-id.ts';

/** The surroundings of one request, whoever sent it. */
export type RequestContext = Omit<Context, 'principal' | 'requestId'> & {
  readonly requestId: string;
};

/** More of it tells nobody anything. */
const userAgentCharactersMax = 256;

/** What every request is served with. */
export interface RequestServices extends Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'> {
  /** The client's address; behind declared proxies the true one. */
  clientAddress(request: Request): string;
}

/** The surroundings; its answer has the id of the request from now on, and so has every line of its log. */
export const requestContext = (
  request: Request,
  response: Response,
  services: RequestServices,
): RequestContext => {
  const { db, confirmations, clock, log } = services;
  const requestId = identifyRequest(request, response);
  return {
    db,
    confirmations,
    clock,
    log: log.child({ requestId }),
    requestId,
    address: services.clientAddress(request),
    userAgent: request.get('user-agent')?.slice(0, userAgentCharactersMax) ?? null,
  };
};

/** Header values by lower-case name; those of a field that came several times in one text. */
export const headerValues = ({
  headers,
}: Pick<IncomingMessage, 'headers'>): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );

/** Resolves when the answer is over, or nobody waits for it any more. */
export const closeOf = (response: Response): Promise<void> =>
  new Promise((resolve) => {
    if (response.closed) resolve();
    else response.once('close', () => resolve());
  });
