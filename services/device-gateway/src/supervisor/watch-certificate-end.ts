/** Lines in the log before the certificate that devices see ends. */
import { createExpiryWarnings, readWatchedCertificates } from '@moorgate/auth';
import type { Logger } from '@moorgate/observability';

const lookEveryMs = 3_600_000;

/**
 * Looks into the file now and every hour, and logs once when less than thirty days are left, than seven, than one, and when
 * it has expired. One process does so for all workers; it keeps none alive. A file that cannot be read is for the workers
 * to complain about, which use it.
 */
export const watchCertificateEnd = (log: Logger, path: string): void => {
  const warn = createExpiryWarnings(log);
  const look = (): void => {
    readWatchedCertificates(path).then(
      (certificates) => warn(certificates, new Date()),
      () => undefined,
    );
  };
  look();
  setInterval(look, lookEveryMs).unref();
};
