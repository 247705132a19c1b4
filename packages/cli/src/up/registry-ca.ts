/** The CA of tokens for the registry, in the form in which the registry reads it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTokenAuthority } from '@moorgate/auth';
import type { DataDirectory } from '../data-directory.ts';

/** Its name in the folder of certificates; its key is among the secrets alone. */
export const registryCaFile = 'registry-ca.crt';

/** Makes the CA where there is none, writes its certificate beside the others, and answers the path. */
export const writeRegistryCa = async ({ keys, certs }: DataDirectory): Promise<string> => {
  const { certificate } = await loadTokenAuthority(keys);
  const path = join(certs, registryCaFile);
  writeFileSync(path, certificate.toString(), { mode: 0o644 });
  return path;
};
