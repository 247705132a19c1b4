/** Renews the certificates of our services by itself, long before they end. */
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inTransaction } from '@moorgate/db';
import { recordAudit } from '../../audit/record-audit.ts';
import type { Context } from '../../context.ts';
import { type CertificateAuthority, readAuthority } from './issue-certificate.ts';
import {
  pkiFile,
  readX509,
  type ServerCertificateFile,
  serverCertificateFiles,
} from './pki-files.ts';
import { reissueServerCertificate } from './server-certificate.ts';
import { publicMode, replaceFile } from './write-files.ts';

/** A certificate that took the place of another one. */
export interface Renewal {
  readonly file: ServerCertificateFile;
  readonly before: X509Certificate;
  readonly after: X509Certificate;
}

const dayMs = 86_400_000;
/** What is gained by a renewal is at least this, or it would be repeated without end. */
const gainMsMin = 3_600_000;

/** A third of its life is left for everything that may go wrong until then. */
const isDue = ({ validFromDate, validToDate }: X509Certificate, nowMs: number): boolean => {
  const lifeMs = validToDate.getTime() - validFromDate.getTime();
  return nowMs >= validFromDate.getTime() + (lifeMs * 2) / 3;
};

/** True for what this root has issued, whatever its name says. */
const isIssuedBy = (root: CertificateAuthority, certificate: X509Certificate): boolean =>
  certificate.checkIssued(root.certificate) && certificate.verify(root.certificate.publicKey);

const lifeDays = ({ validFromDate, validToDate }: X509Certificate): number =>
  Math.max(1, Math.round((validToDate.getTime() - validFromDate.getTime()) / dayMs));

const renew = async (
  ctx: Context,
  certsDirectory: string,
  { file, before, after, pem }: Renewal & { readonly pem: string },
): Promise<void> => {
  const facts = ({ serialNumber, validToDate }: X509Certificate) => ({
    serialNumber: serialNumber.toLowerCase(),
    notAfter: validToDate.toISOString(),
  });
  await inTransaction(ctx.db, async (trx) => {
    await recordAudit(trx, ctx, {
      action: 'certificate.renewed',
      targetKind: 'certificate',
      targetId: file,
      before: facts(before),
      after: facts(after),
    });
    await replaceFile(certsDirectory, { name: file, content: pem, mode: publicMode });
  });
  const { subject } = after;
  ctx.log.info({ file, subject, notAfter: after.validToDate }, 'certificate renewed');
};

/**
 * Renews each certificate of the gateway and of the admin API that our own root has issued and that has lived two thirds of
 * its life, for as long as that life was and at most until the root ends: the same subject, names and key, written whole,
 * with an audit record. A certificate from elsewhere is never touched, and without `root.key` nothing is. Returns what was
 * renewed. Throws `PkiError` when a file cannot be read.
 */
export const renewDueCertificates = async (
  ctx: Context,
  certsDirectory: string,
): Promise<readonly Renewal[]> => {
  const at = (name: string): string => join(certsDirectory, name);
  if (!existsSync(at(pkiFile.rootKey))) return [];
  const root = await readAuthority(at(pkiFile.rootKey), at(pkiFile.rootCertificate));
  const now = ctx.clock.now();
  const renewals: Renewal[] = [];
  for (const file of serverCertificateFiles) {
    if (!existsSync(at(file))) continue;
    const before = await readX509(at(file));
    if (!isIssuedBy(root, before) || !isDue(before, now.getTime())) continue;
    const pem = await reissueServerCertificate(root, before, { now, days: lifeDays(before) });
    const after = new X509Certificate(pem);
    if (after.validToDate.getTime() - before.validToDate.getTime() < gainMsMin) continue;
    await renew(ctx, certsDirectory, { file, before, after, pem });
    renewals.push({ file, before, after });
  }
  return renewals;
};
