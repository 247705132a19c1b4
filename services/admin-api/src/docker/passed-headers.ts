/** Which header fields of a request an engine gets, and which of its answer a client gets. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/**
 * What means something to an engine: how a body is framed, the credentials of registries, and what a builder says of its
 * session. Nothing else: credentials of ours, and of proxies before us, are in fields that nobody can list.
 */
const forEngine =
  /^(?:accept|content-encoding|content-length|x-registry-auth|x-registry-config|x-docker-.+)$/;

/** The fields for an engine, beside the media type of the body. */
export const headersForEngine = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && forEngine.test(name) ? [[name, value] as const] : [],
    ),
  );

/** What belongs to one connection (RFC 9110, 7.6.1), or tells a browser something in the name of this server. */
const withheld = new Set([
  ...['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['alt-svc', 'clear-site-data', 'nel', 'refresh', 'report-to', 'reporting-endpoints'],
  ...['referrer-policy', 'service-worker-allowed', 'set-cookie', 'set-cookie2'],
  ...['strict-transport-security', 'www-authenticate', 'x-request-id'],
]);

const withheldKinds =
  /^(?:access-control-|content-security-policy|cross-origin-|origin-|permissions-policy|proxy-|x-content-type-options|x-dns-prefetch|x-download-options|x-frame-options|x-permitted-|x-xss-)/;

/** The fields of an answer as the engine sent them. */
export const headersForClient = (headers: IncomingHttpHeaders): OutgoingHttpHeaders => ({
  'Cache-Control': 'no-store',
  ...Object.fromEntries(
    Object.entries(headers).filter(([name]) => !withheld.has(name) && !withheldKinds.test(name)),
  ),
});
