/**
 * Ends with 0 when the service in this container answers, within three seconds, that it lives, and with 1 when it does not. The
 * registry has no address for that: it answers at its socket, and wants a token first.
 */
import { request } from 'node:http';

const { MOORGATE_HEALTH_URL: url, MOORGATE_HEALTH_SOCKET: socketPath } = process.env;
const options = { agent: false, signal: AbortSignal.timeout(3_000) };
const [asked, well] =
  socketPath === undefined
    ? [request(url, options), 200]
    : [request({ ...options, socketPath, path: '/v2/' }), 401];

process.exitCode = 1;
asked
  .on('response', ({ statusCode }) => {
    if (statusCode === well) process.exitCode = 0;
    asked.destroy();
  })
  .on('error', () => undefined)
  .end();
