/** Looks at an installation and says what is right and what is not, changing nothing. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  certificateState,
  daysLeft,
  pkiFile,
  readWatchedCertificates,
  type WatchedCertificate,
} from '@moorgate/auth';
import { listPendingMigrations, openDatabase } from '@moorgate/db';
import { findPostgres } from '@moorgate/postgres';
import type { DataDirectory } from '../data-directory.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly isGood: boolean;
  readonly sentence: string;
}

const good = (sentence: string): Finding => ({ isGood: true, sentence });
const bad = (sentence: string): Finding => ({ isGood: false, sentence });

/** Examines the data directory, its certificates and the database. Never throws for what it finds. */
export const examine = async (
  directory: DataDirectory,
  externalUrl: string | undefined,
): Promise<Finding[]> => [
  ...secretFiles(directory),
  ...(await certificates(directory, new Date())),
  await database(directory, externalUrl),
];

const filesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];

/** A private file that others can read is no secret any more. */
const secretFiles = (directory: DataDirectory): Finding[] => {
  const files = [
    ...filesIn(directory.keys),
    ...filesIn(directory.certs).filter((path) => path.endsWith('.key')),
  ];
  const open = files.filter((file) => (statSync(file).mode & 0o077) !== 0);
  if (open.length === 0)
    return [good(`${files.length} files with secrets are readable by their owner alone`)];
  return open.map((file) =>
    bad(`${file} can be read by others: chmod 600 it, and replace what is in it`),
  );
};

/** The last is there only where the admin API speaks HTTPS with a certificate of its own. */
const certificateFiles = [
  pkiFile.rootCertificate,
  pkiFile.serverCertificate,
  pkiFile.deviceCaCertificate,
  pkiFile.trustedCas,
  pkiFile.adminCertificate,
];

const certificates = async (directory: DataDirectory, now: Date): Promise<Finding[]> => {
  const { certs } = directory;
  if (!existsSync(join(certs, pkiFile.serverCertificate)))
    return [
      bad(
        `there is no server certificate in ${certs}; "moorgate up" or "moorgate pki init" makes a PKI`,
      ),
    ];
  const paths = certificateFiles.map((name) => join(certs, name)).filter(existsSync);
  return (await Promise.all(paths.map((path) => certificatesIn(path, now)))).flat();
};

const certificatesIn = async (path: string, now: Date): Promise<Finding[]> => {
  try {
    return (await readWatchedCertificates(path)).map((one) => validity(one, now));
  } catch (error) {
    return [bad(error instanceof Error ? error.message : String(error))];
  }
};

const validity = (certificate: WatchedCertificate, now: Date): Finding => {
  const { source, subject } = certificate;
  const left = `${source}: ${subject} is valid for ${daysLeft(certificate, now)} more days`;
  switch (certificateState(certificate, now)) {
    case 'pending':
      return bad(`${source}: ${subject} is not valid yet`);
    case 'expired':
      return bad(`${source}: ${subject} has expired`);
    case 'ending':
      return bad(left);
    case 'valid':
      return good(left);
  }
};

const database = async (
  directory: DataDirectory,
  externalUrl: string | undefined,
): Promise<Finding> => {
  const url = externalUrl ?? (await findPostgres(directory.root));
  if (url === null) return good('the embedded PostgreSQL does not run at the moment');
  const db = openDatabase({ url, applicationName: 'moorgate doctor', poolSize: 1 });
  try {
    const pending = await listPendingMigrations(db);
    return pending.length === 0
      ? good('PostgreSQL answers, and has the newest schema')
      : bad(`the schema lacks ${pending.join(', ')}; "moorgate migrate" applies them`);
  } catch (error) {
    return bad(
      `PostgreSQL does not answer: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    await db.destroy();
  }
};
