/** Every certificate that something stops working without. */
import {
  type Context,
  readWatchedCertificates,
  requireUnlimited,
  type WatchedCertificate,
} from '@moorgate/auth';
import { listDeviceCas } from '../device-cas/list-device-cas.ts';

const readFileOrNothing = async (
  ctx: Context,
  path: string,
): Promise<readonly WatchedCertificate[]> => {
  try {
    return await readWatchedCertificates(path);
  } catch (error) {
    ctx.log.error({ err: error, path }, 'a certificate that is watched cannot be read');
    return [];
  }
};

/**
 * The certificates in these files and the device CAs that are in use, by their ends. A file that cannot be read is logged
 * and left out. Faults: scope_missing.
 */
export const listCertificates = async (
  ctx: Context,
  files: readonly string[],
): Promise<WatchedCertificate[]> => {
  requireUnlimited(ctx.principal, ['devices:read']);
  const read = await Promise.all(files.map((path) => readFileOrNothing(ctx, path)));
  const deviceCas = (await listDeviceCas(ctx))
    .filter(({ retiredAt }) => retiredAt === null)
    .map(({ id, subject, sha256, notBefore, notAfter }) => ({
      kind: 'device_ca' as const,
      source: id,
      subject,
      sha256,
      notBefore,
      notAfter,
    }));
  return [...read.flat(), ...deviceCas].sort(
    (one, other) => one.notAfter.getTime() - other.notAfter.getTime(),
  );
};
