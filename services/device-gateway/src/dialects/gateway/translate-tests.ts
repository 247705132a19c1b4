/** Between the tests of the wire and ours. */
import { mediaTypeOf, type TestEnd } from '@moorgate/device-tests';
import { fault } from '@moorgate/errors';
import type { ArtifactUrlsBody, TestEndBody } from './schemas-tests.ts';

/** How a test ended, as a device tells it. */
export const testEndFromBody = ({ status = '', details, results }: TestEndBody): TestEnd => ({
  status: status === 'FAILED' ? 'FAILED' : 'PASSED',
  details: details ?? null,
  results:
    results?.map((result) => ({
      name: result.name,
      status: result.status,
      localTime: result.local_ts ?? 0,
      details: result.details ?? '',
      metrics: result.metrics ?? null,
    })) ?? null,
});

/** A host, or an address, with a port or without (RFC 3986, section 3.2), and nothing that would make it more. */
const hostPattern =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9.])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/**
 * Where each artifact is to be sent: under the host and port that the device used itself, since it shows its certificate
 * nowhere else. Throws `invalid_request` for a `Host` that is none.
 */
export const toArtifactUrls = (
  host: string | undefined,
  test: { readonly id: string; readonly artifacts: readonly string[] },
): ArtifactUrlsBody => {
  if (host === undefined || !hostPattern.test(host))
    throw fault('invalid_request', {
      issues: [{ pointer: '/headers/host', message: 'must be a host with or without a port' }],
    });
  const base = `https://${host}/tests/${encodeURIComponent(test.id)}`;
  return Object.fromEntries(
    test.artifacts.map((name) => [
      name,
      { url: `${base}/${encodeURIComponent(name)}`, 'content-type': mediaTypeOf(name) },
    ]),
  );
};
