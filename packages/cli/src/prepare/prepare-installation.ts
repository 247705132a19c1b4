/** Makes everything that the services need to start, and starts none of them. */
import {
  type Context,
  createFirstAdministrator,
  loadAuditKeys,
  loadDerivationKeys,
  loadSealingKeys,
  loadEnrolmentKeys,
  loadTokenKeys,
  type PasswordPolicy,
  renewDueCertificates,
} from '@moorgate/auth';
import { ensureTufKeys, loadRegistryKeys } from '@moorgate/delivery';
import { type DataDirectory, makeDataDirectory } from '../data-directory.ts';
import { logInServices, openStore, operatorContext } from '../store.ts';
import { preparePki } from '../up/prepare-pki.ts';
import { writeRegistryCa } from '../up/registry-ca.ts';
import { writeOwnerPassword, writeServiceFolders } from './service-folders.ts';

/** What `moorgate prepare` was told. */
export interface PrepareSettings {
  readonly directory: DataDirectory;
  readonly databaseUrl: string | undefined;
  readonly adminPassword: string | undefined;
  /** The rules that it follows. */
  readonly passwordPolicy: PasswordPolicy;
  /** Names and addresses by which devices and operators reach the services. */
  readonly dnsNames: readonly string[];
  readonly factory: string;
}

const everyAddress = { host: '::', port: 0 };

/** Makes the files of keys, and what devices trust the metadata of updates by. */
const makeKeys = async (
  ctx: Context,
  { directory, factory }: Pick<PrepareSettings, 'directory' | 'factory'>,
): Promise<void> => {
  await loadTokenKeys(directory.keys);
  await loadDerivationKeys(directory.keys);
  await loadAuditKeys(directory.keys);
  await loadRegistryKeys(directory.gatewayKeys);
  await loadEnrolmentKeys(directory.gatewayKeys);
  await writeRegistryCa(directory);
  const sealingKeys = await loadSealingKeys(directory.keys);
  await ensureTufKeys(ctx, { factory, sealingKeys });
};

/**
 * Brings the schema up to date, makes a PKI, keys and a first administrator where there are none, renews certificates that
 * are due, and writes the folder of each service. To be repeated at will: what is there stays. Answers the password that
 * was made for the first administrator, null where none was. Throws one sentence for a person.
 */
export const prepareInstallation = async (settings: PrepareSettings): Promise<string | null> => {
  const { directory, adminPassword } = settings;
  const store = await openStore(directory, { externalUrl: settings.databaseUrl });
  try {
    const ctx = operatorContext(store.db);
    await preparePki({
      ...settings,
      gatewayAddr: everyAddress,
      adminAddr: everyAddress,
      adminHttps: true,
      insecureHttp: false,
    });
    await renewDueCertificates(ctx, directory.certs);
    await makeKeys(ctx, settings);
    await logInServices(store, directory);
    await writeServiceFolders(directory);
    const { passwordPolicy: policy } = settings;
    const options = adminPassword === undefined ? { policy } : { password: adminPassword, policy };
    return await createFirstAdministrator(ctx, options);
  } finally {
    await store.close();
  }
};

/** Makes the password of the database's owner alone, which a PostgreSQL that has yet to be made asks for. */
export const prepareSecrets = async (directory: DataDirectory): Promise<void> => {
  makeDataDirectory(directory);
  await writeOwnerPassword(directory);
};
