/** Lines in the log about certificates that end soon. */
import type { Logger } from '@moorgate/observability';
import { certificateState, daysLeft } from './certificate-end.ts';
import type { WatchedCertificate } from './watched-certificate.ts';

/** Told when less is left, in days; the last is the end itself. */
const thresholds = [30, 7, 1, 0] as const;

/** How many of the thresholds are behind it. */
const stageOf = (days: number): number => thresholds.filter((limit) => days < limit).length;

const tell = (log: Logger, certificate: WatchedCertificate, days: number): void => {
  const { kind, source, subject, notAfter } = certificate;
  const facts = { kind, source, subject, notAfter, daysLeft: days };
  if (days < 0) log.error(facts, 'a certificate has expired');
  else if (days < 1) log.error(facts, 'a certificate ends within a day');
  else log.warn(facts, 'a certificate ends soon');
};

/** Looks at certificates; each of them is in use at that moment. */
export type ExpiryWarnings = (certificates: readonly WatchedCertificate[], now: Date) => void;

/**
 * Makes what logs one line about a certificate when it has less than thirty days left, another at seven, at one, and when
 * it has expired; and one more after each start of the process. Another certificate in its place begins anew.
 */
export const createExpiryWarnings = (log: Logger): ExpiryWarnings => {
  let told = new Map<string, number>();
  return (certificates, now) => {
    const seen = new Map<string, number>();
    for (const certificate of certificates) {
      const key = `${certificate.source} ${certificate.sha256}`;
      const days = daysLeft(certificate, now);
      const stage = stageOf(days);
      if (certificateState(certificate, now) !== 'pending' && stage > (told.get(key) ?? 0))
        tell(log, certificate, days);
      seen.set(key, Math.max(stage, told.get(key) ?? 0));
    }
    told = seen;
  };
};
