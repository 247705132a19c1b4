/** Keys that never enter the database. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AuditKeys,
  loadAuditKeys,
  loadEnrolmentKeys,
  loadSealingKeys,
  loadTokenKeys,
  type SealingKeys,
  type TokenKeys,
} from '@moorgate/auth';

/** What stands in the folder of keys. */
export interface AdminKeys {
  readonly tokenKeys: TokenKeys;
  readonly sealingKeys: SealingKeys;
  readonly auditKeys: AuditKeys;
  /** Of the tokens with which devices register; they stand in a folder of their own, which gateways may have. */
  readonly enrolmentKeys: TokenKeys;
}

/** The part of the folder of keys that gateways have too; made where it is missing, for its owner alone. */
const gatewayFolderOf = async (folder: string): Promise<string> => {
  const path = join(folder, 'gateway');
  await mkdir(path, { mode: 0o700, recursive: true });
  return path;
};

/** Reads every file of the folder; makes those that are not there. Throws when one cannot be used. */
export const loadKeys = async (folder: string): Promise<AdminKeys> => ({
  tokenKeys: await loadTokenKeys(folder),
  sealingKeys: await loadSealingKeys(folder),
  auditKeys: await loadAuditKeys(folder),
  enrolmentKeys: await loadEnrolmentKeys(await gatewayFolderOf(folder)),
});
