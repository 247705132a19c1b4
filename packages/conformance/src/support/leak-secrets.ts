/** Everything that a run issues and that must stand nowhere but with those whose it is. */
import { createPrivateKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Secret } from './leak-forms.ts';

/** Collects secrets as a run goes on. */
export interface SecretCollection {
  /** A secret, and, where it is a token of ours, the part of it that only its holder knows. */
  add(label: string, secret: string | Buffer): void;
  /** A private key in PEM: its private numbers, in whatever form they are written down. */
  addPrivateKey(label: string, pem: string): void;
  /** What an installation keeps in `keys/` and the private keys in `certs/`; call it when it has made them. */
  addDataDirectory(dataDir: string): void;
  /** All of it, each secret once. */
  list(): readonly Secret[];
}

const tokenPattern = /^mgt_[a-z]+_[0-9a-z]+_([0-9A-Za-z]{43})_/;
const privateMembers = ['d', 'p', 'q'] as const;

/** Texts in a file of secrets that are secrets: the file itself, and each long text of a JSON document in it. */
const textsIn = (content: string): string[] => {
  const text = content.trim();
  if (!text.startsWith('{')) return [text];
  return [...text.matchAll(/"([A-Za-z0-9+/_-]{32,}=*)"/g)].map(([, value]) => value!);
};

/** Makes an empty collection. */
export const collectSecrets = (): SecretCollection => {
  const secrets = new Map<string, Secret>();
  const put = (label: string, bytes: Buffer): void => {
    const key = bytes.toString('latin1');
    if (!secrets.has(key)) secrets.set(key, { label, bytes });
  };
  const add = (label: string, secret: string | Buffer): void => {
    put(label, Buffer.from(secret as string));
    const known = typeof secret === 'string' ? tokenPattern.exec(secret)?.[1] : undefined;
    if (known !== undefined) put(`${label}, its secret part`, Buffer.from(known));
  };
  const addPrivateKey = (label: string, pem: string): void => {
    const key = createPrivateKey(pem).export({ format: 'jwk' });
    for (const member of privateMembers) {
      const value = key[member];
      if (value !== undefined) put(`${label}, ${member}`, Buffer.from(value, 'base64url'));
    }
  };
  return {
    add,
    addPrivateKey,
    addDataDirectory: (dataDir) => {
      const files = readdirSync(join(dataDir, 'keys'), { recursive: true, withFileTypes: true });
      for (const { name, parentPath } of files.filter((entry) => entry.isFile())) {
        for (const text of textsIn(readFileSync(join(parentPath, name), 'utf8'))) {
          add(`keys/${name}`, text);
          put(`keys/${name}, decoded`, Buffer.from(text, 'base64'));
        }
      }
      const names = readdirSync(join(dataDir, 'certs')).filter((name) => name.endsWith('.key'));
      for (const name of names)
        addPrivateKey(`certs/${name}`, readFileSync(join(dataDir, 'certs', name), 'utf8'));
    },
    list: () => [...secrets.values()],
  };
};
