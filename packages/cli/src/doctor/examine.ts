/** Looks at an installation and says what is right and what is not, changing nothing. */
import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
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

const dayMs = 86_400_000;
const soonDays = 30;

/** Examines the data directory, its certificates and the database. Never throws for what it finds. */
export const examine = async (
  directory: DataDirectory,
  externalUrl: string | undefined,
): Promise<Finding[]> => [
  ...secretFiles(directory),
  ...certificates(directory, Date.now()),
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

const certificates = (directory: DataDirectory, now: number): Finding[] => {
  const files = ['root.crt', 'tls.pem', 'device-ca.crt', 'cas.pem'];
  if (!existsSync(join(directory.certs, 'tls.pem')))
    return [
      bad(
        `there is no server certificate in ${directory.certs}; "moorgate up" or "moorgate pki init" makes a PKI`,
      ),
    ];
  return files
    .filter((name) => existsSync(join(directory.certs, name)))
    .flatMap((name) =>
      certificatesOf(name, readFileSync(join(directory.certs, name), 'utf8'), now),
    );
};

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const certificatesOf = (name: string, pem: string, now: number): Finding[] => {
  const blocks = pem.match(pemBlock) ?? [];
  if (blocks.length === 0) return [bad(`${name} has no certificate in it`)];
  return blocks.map((block) => {
    try {
      return validity(name, new X509Certificate(block), now);
    } catch {
      return bad(`${name} has a certificate that cannot be read`);
    }
  });
};

const validity = (name: string, certificate: X509Certificate, now: number): Finding => {
  const subject = certificate.subject.replaceAll('\n', ', ');
  const daysLeft = Math.floor((certificate.validToDate.getTime() - now) / dayMs);
  if (certificate.validFromDate.getTime() > now) return bad(`${name}: ${subject} is not valid yet`);
  if (daysLeft < 0) return bad(`${name}: ${subject} has expired`);
  const sentence = `${name}: ${subject} is valid for ${daysLeft} more days`;
  return daysLeft < soonDays ? bad(sentence) : good(sentence);
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
