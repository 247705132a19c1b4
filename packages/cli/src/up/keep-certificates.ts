/** The certificates of the services, renewed for as long as they run. */
import { unwatchFile, watchFile } from 'node:fs';
import { join } from 'node:path';
import { type Context, renewDueCertificates, serverCertificateFiles } from '@moorgate/auth';

const hourMs = 3_600_000;
const pollMs = 1_000;

/** Ends the watch; resolves when nothing is being written any more. */
export type StopKeeping = () => Promise<void>;

/**
 * Renews what is due, resolves, and looks again every hour and whenever another certificate is put into its place. What
 * keeps a certificate from being renewed is logged, and tried again; it never throws.
 */
export const keepCertificates = async (
  ctx: Context,
  certsDirectory: string,
): Promise<StopKeeping> => {
  let looking: Promise<unknown> = Promise.resolve();
  const look = (): Promise<unknown> => {
    // One after the other: two at once would issue two certificates for one place.
    looking = looking
      .then(() => renewDueCertificates(ctx, certsDirectory))
      .catch((error: unknown) => ctx.log.error({ err: error }, 'certificates were not renewed'));
    return looking;
  };
  await look();
  const onChange = (): void => void look();
  const timer = setInterval(onChange, hourMs);
  const paths = serverCertificateFiles.map((file) => join(certsDirectory, file));
  for (const path of paths) watchFile(path, { interval: pollMs }, onChange);
  return async () => {
    clearInterval(timer);
    for (const path of paths) unwatchFile(path, onChange);
    await looking;
  };
};
