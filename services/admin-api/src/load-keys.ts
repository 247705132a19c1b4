/** Keys that never enter the database. */
import {
  type AuditKeys,
  loadAuditKeys,
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
}

/** Reads every file of the folder; makes those that are not there. Throws when one cannot be used. */
export const loadKeys = async (folder: string): Promise<AdminKeys> => ({
  tokenKeys: await loadTokenKeys(folder),
  sealingKeys: await loadSealingKeys(folder),
  auditKeys: await loadAuditKeys(folder),
});
