/** A folder for each service with what it needs of the installation and nothing else, to be handed to it alone. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { enrolmentKeysFile, pkiFile } from '@moorgate/auth';
import { serviceRoles } from '@moorgate/db';
import { registryKeysFile } from '@moorgate/delivery';
import { type DataDirectory, keptSecret } from '../data-directory.ts';
import { databasePasswordName } from '../store.ts';
import { registryCaFile } from '../up/registry-ca.ts';

/** The folder of a service, or of the PostgreSQL that is no embedded one. */
export const serviceFolder = (
  { root }: DataDirectory,
  service: 'admin-api' | 'container-registry' | 'device-gateway' | 'postgres' | 'runner',
): string => join(root, 'services', service);

/** The group may read: a container may run under another user of the same group, as PostgreSQL does. */
const secretMode = 0o640;
/** Certificates are for everybody: a service whose user is made at its start reads them where they are written. */
const publicMode = 0o644;
/** Passed through by others, listed by none of them. */
const folderMode = 0o751;

const modeOf = (name: string): number => (/\.(pem|crt)$/.test(name) ? publicMode : secretMode);

/** Whole or not at all, and only if it is another text, so that nobody who watches the file is woken for nothing. */
const writeFileIfOther = async (path: string, content: Buffer | string): Promise<void> => {
  const wanted = Buffer.from(content);
  const present = await readFile(path).catch(() => null);
  if (present?.equals(wanted) === true) return;
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  const mode = modeOf(path);
  const handle = await open(draft, 'wx', mode);
  try {
    await handle.writeFile(wanted);
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
};

const makeFolder = async (path: string): Promise<void> => {
  for (const folder of [dirname(path), path]) {
    const isNew = (await mkdir(folder, { recursive: true })) !== undefined;
    if (isNew) await chmod(folder, folderMode);
  }
};

/** The files of a folder: the name of each, and where its content is. */
type Sources = Readonly<Record<string, string>>;

const copyAll = async (folder: string, sources: Sources): Promise<void> => {
  await makeFolder(folder);
  for (const [name, source] of Object.entries(sources))
    if (existsSync(source)) await writeFileIfOther(join(folder, name), await readFile(source));
};

const gatewayPair = ({ certs }: DataDirectory): Sources => ({
  'tls.key': join(certs, pkiFile.serverKey),
  'tls.pem': join(certs, pkiFile.serverCertificate),
});

/** The gateway's where the root is kept elsewhere, so that nobody could make another one. */
const adminPair = (directory: DataDirectory): Sources =>
  existsSync(join(directory.certs, pkiFile.adminCertificate))
    ? {
        'tls.key': join(directory.certs, pkiFile.adminKey),
        'tls.pem': join(directory.certs, pkiFile.adminCertificate),
      }
    : gatewayPair(directory);

const passwordOf = ({ keys }: DataDirectory, role: string): Sources => ({
  'database-password': join(keys, databasePasswordName(role)),
});

/** Every secret that never enters the database; the passwords for it are none of them. */
const keyFiles = async ({ keys }: DataDirectory): Promise<Sources> =>
  Object.fromEntries(
    (await readdir(keys))
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name, join(keys, name)]),
  );

/**
 * Writes what each service needs into `services/` of the data directory: its password for the database, its key and its
 * certificate; for the gateway the keys that all gateways share; for the admin API the other keys that never enter the
 * database, the certificates that it watches, and the device CA, with which it registers and renews devices; for the registry
 * the certificate of the CA of its tokens; for a runner on this host the root by which it knows the admin API. No other CA's
 * key is in any of them. What is there already is replaced where it is another, and files of other names are left.
 */
export const writeServiceFolders = async (directory: DataDirectory): Promise<void> => {
  const { certs } = directory;
  const adminApi = serviceFolder(directory, 'admin-api');
  await copyAll(adminApi, {
    ...adminPair(directory),
    ...passwordOf(directory, serviceRoles.adminApi),
    'device-cas.pem': join(certs, pkiFile.trustedCas),
    'device-ca.key': join(certs, pkiFile.deviceCaKey),
    'device-ca.crt': join(certs, pkiFile.deviceCaCertificate),
    'gateway.pem': join(certs, pkiFile.serverCertificate),
    'root.crt': join(certs, pkiFile.rootCertificate),
  });
  await copyAll(join(adminApi, 'keys'), {
    ...(await keyFiles(directory)),
    [enrolmentKeysFile]: join(directory.gatewayKeys, enrolmentKeysFile),
  });
  await copyAll(serviceFolder(directory, 'device-gateway'), {
    ...gatewayPair(directory),
    ...passwordOf(directory, serviceRoles.deviceGateway),
    'root.crt': join(certs, pkiFile.rootCertificate),
    [registryKeysFile]: join(directory.gatewayKeys, registryKeysFile),
    [enrolmentKeysFile]: join(directory.gatewayKeys, enrolmentKeysFile),
  });
  await copyAll(serviceFolder(directory, 'container-registry'), {
    'token-ca.crt': join(certs, registryCaFile),
  });
  await copyAll(serviceFolder(directory, 'runner'), {
    'root.crt': join(certs, pkiFile.rootCertificate),
  });
};

/** Writes the password for the owner of the database, for a PostgreSQL that is about to be made. Draws it the first time. */
export const writeOwnerPassword = async (directory: DataDirectory): Promise<void> => {
  const folder = serviceFolder(directory, 'postgres');
  await makeFolder(folder);
  const password = keptSecret(directory, databasePasswordName('owner'));
  await writeFileIfOther(join(folder, 'password'), password);
};
