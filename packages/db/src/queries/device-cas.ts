/** Statements about the CAs that vouch for devices. */
import { sql } from 'kysely';
import type { Db, EnrolmentPolicy, Trx } from '../database.ts';

/** A device CA. */
export interface DeviceCaRow {
  id: string;
  certificate: Buffer;
  certificate_sha256: Buffer;
  subject: string;
  factory: string;
  enrolment_policy: EnrolmentPolicy;
  not_before: Date;
  not_after: Date;
  created_at: Date;
  retired_at: Date | null;
  retired_by: string | null;
  /** Null where it came with cas.pem. */
  added_by: string | null;
}

const columns = [
  'id',
  'certificate',
  'certificate_sha256',
  'subject',
  'factory',
  'enrolment_policy',
  'not_before',
  'not_after',
  'created_at',
  'retired_at',
  'retired_by',
  'added_by',
] as const;

/** Every device CA, retired ones too, oldest first. */
export const listDeviceCas = (db: Db): Promise<DeviceCaRow[]> =>
  db.selectFrom('device_cas').select(columns).orderBy('created_at').orderBy('id').execute();

/** Waits for every other change of the set of CAs, and lets none begin before the commit; readers go on. */
export const lockDeviceCas = async (trx: Trx): Promise<void> => {
  await sql`lock table device_cas in share row exclusive mode`.execute(trx);
};

/** The CA of that id. */
export const findDeviceCaById = (db: Db, id: string): Promise<DeviceCaRow | undefined> =>
  db.selectFrom('device_cas').select(columns).where('id', '=', id).executeTakeFirst();

/** A CA that is added; with cas.pem unless it says who did. */
export type NewDeviceCaRow = Omit<DeviceCaRow, 'added_by'> & Partial<Pick<DeviceCaRow, 'added_by'>>;

/** Inserts a CA. */
export const insertDeviceCa = async (trx: Trx, ca: NewDeviceCaRow): Promise<void> => {
  await trx.insertInto('device_cas').values(ca).execute();
};

/** Changes what an operator may change of a CA. */
export const updateDeviceCa = async (
  trx: Trx,
  id: string,
  change: Partial<Pick<DeviceCaRow, 'factory' | 'enrolment_policy' | 'retired_at' | 'retired_by'>>,
): Promise<void> => {
  await trx.updateTable('device_cas').set(change).where('id', '=', id).execute();
};
