/** Hosts that are called by name: judged by every address that they have, and called at one of those that were judged. */
import { lookup as lookUpName } from 'node:dns/promises';
import type { ClientRequest } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import type { NetworkPolicy } from './network-policy.ts';

/** An address that a name stands for. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** What judging stands on. */
export interface JudgeOptions {
  readonly policy: NetworkPolicy;
  /** Says which addresses a name has; asks the system unless given. */
  resolve?(name: string): Promise<readonly ResolvedAddress[]>;
}

/** What was found out of a host. */
export type JudgedHost =
  | { readonly verdict: 'permitted'; readonly addresses: readonly ResolvedAddress[] }
  | { readonly verdict: 'forbidden' | 'unknown' };

const systemResolve = (name: string): Promise<readonly ResolvedAddress[]> =>
  lookUpName(name, { all: true });

/**
 * Resolves a host once: forbidden where the policy forbids any of its addresses, unknown where it has none. Fails as the
 * resolution does.
 */
export const judgeHost = async (
  host: string,
  { policy, resolve = systemResolve }: JudgeOptions,
): Promise<JudgedHost> => {
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
  if (addresses.length === 0) return { verdict: 'unknown' };
  const isPermitted = addresses.every(({ address }) => policy.permits(address));
  return isPermitted ? { verdict: 'permitted', addresses } : { verdict: 'forbidden' };
};

/** Answers with what was judged, however often a connection asks. */
export const fixedLookup =
  (found: readonly ResolvedAddress[]): LookupFunction =>
  (_name, { all }, callback) => {
    const [first] = found;
    if (all === true) callback(null, [...found]);
    else callback(null, first!.address, first!.family);
  };

const connectTimeoutMs = 5_000;

/** Gives up, with this error, on a connection that does not come about within five seconds. */
export const limitConnecting = (request: ClientRequest, late: () => Error): void => {
  const timer = setTimeout(() => request.destroy(late()), connectTimeoutMs);
  const stop = (): void => clearTimeout(timer);
  request.once('close', stop).once('socket', (socket) => {
    socket.once('connect', stop).once('close', stop);
  });
};

/** Why a connection came to nothing, in words that tell neither addresses nor answers. */
export const reasonOfConnection = (error: unknown): string => {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name was not found';
  if (code === 'ETIMEDOUT') return 'no connection in time';
  if (code === 'ECONNREFUSED') return 'the connection was refused';
  if (code.startsWith('HPE_')) return 'the answer is no HTTP';
  if (/CERT|SSL|TLS|^UNABLE/.test(code)) return 'the certificate is not accepted';
  return 'the request failed';
};
