/** A client of the admin API over the transport of this process. */
import { setGlobalProxyFromEnv } from 'node:http';
import { setDefaultCACertificates } from 'node:tls';
import { type ApiClient, createApiClient } from '@moorgate/client';
import { readClientEnvironment } from '../client-environment.ts';
import type { Terminal } from '../terminal.ts';

/** Where to, and how. */
export interface TransportOptions {
  readonly url: string;
  readonly token?: string | undefined;
  /** The only root that is trusted for HTTPS, in PEM; null for those that the system trusts. */
  readonly ca: string | null;
  /** How long an answer may take to begin, in seconds. */
  readonly timeoutSeconds: number;
  /** How often a request that was turned away is sent at most; four times unless said. */
  readonly tries?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sees every answer that is no error. */
  onAnswer?(response: Pick<Response, 'headers'>): void;
}

/**
 * Opens a client. Trust and proxies (HTTP_PROXY, HTTPS_PROXY, NO_PROXY) are set for the whole process, which speaks to one
 * server.
 */
export const openClient = (
  terminal: Pick<Terminal, 'environment'>,
  { url, ca, timeoutSeconds, ...options }: TransportOptions,
): ApiClient => {
  if (ca !== null) setDefaultCACertificates([ca]);
  if (readClientEnvironment(terminal).hasProxy) setGlobalProxyFromEnv(terminal.environment);
  return createApiClient({ ...options, baseUrl: url, timeoutMs: timeoutSeconds * 1_000 });
};
