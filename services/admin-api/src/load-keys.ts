/** Keys that never enter the database. */
import {
  type AuditKeys,
  type DerivationKeys,
  loadAuditKeys,
  loadDerivationKeys,
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
  /** Of the tokens that are shown again. */
  readonly derivationKeys: DerivationKeys;
  readonly auditKeys: AuditKeys;
  /** Of the tokens with which devices register. */
  readonly enrolmentKeys: TokenKeys;
}

/** Where the keys are. */
export interface KeyFolders {
  readonly keysDirectory: string;
  /** Of those that gateways may have too; the same folder unless given. */
  readonly gatewayKeysDirectory?: string | undefined;
}

/** Reads every file of the folders; makes those that are not there. Throws when one cannot be used. */
export const loadKeys = async ({
  keysDirectory: folder,
  gatewayKeysDirectory = folder,
}: KeyFolders): Promise<AdminKeys> => ({
  tokenKeys: await loadTokenKeys(folder),
  sealingKeys: await loadSealingKeys(folder),
  derivationKeys: await loadDerivationKeys(folder),
  auditKeys: await loadAuditKeys(folder),
  enrolmentKeys: await loadEnrolmentKeys(gatewayKeysDirectory),
});
