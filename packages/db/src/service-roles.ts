/** The database roles that the services log in with. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Each role has only the rights that the migrations grant it. */
export const serviceRoles = {
  adminApi: 'moorgate_admin',
  deviceGateway: 'moorgate_gateway',
} as const;

export type ServiceRole = (typeof serviceRoles)[keyof typeof serviceRoles];

/** Serialises what may run in two starting processes at once; the number is arbitrary, but the same everywhere. */
const rolesLock = 7_305_198_001;

/** Creates the roles, without login, where they are missing. Needs the right to create roles only if one is missing. */
export const ensureServiceRoles = (db: Db): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${rolesLock})`.execute(trx);
    for (const role of Object.values(serviceRoles)) {
      const { rows } = await sql`select from pg_roles where rolname = ${role}`.execute(trx);
      if (rows.length === 0) await sql`create role ${sql.id(role)} nologin`.execute(trx);
    }
  });

/** Lets a service log in with this password. The server is sent the verifier alone, so no log of its can show the password. */
export const setServicePassword = async (
  db: Db,
  role: ServiceRole,
  password: string,
): Promise<void> => {
  await sql`alter role ${sql.id(role)} login password ${sql.lit(scramVerifier(password))}`.execute(
    db,
  );
};

const scramIterations = 4096;

/** The stored form of a password for SCRAM-SHA-256 (RFC 5802, section 3; RFC 7677), as PostgreSQL spells it. */
const scramVerifier = (password: string): string => {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, scramIterations, 32, 'sha256');
  const keyed = (label: string): Buffer => createHmac('sha256', salted).update(label).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${scramIterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
};
