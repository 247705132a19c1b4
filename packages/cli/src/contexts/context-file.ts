/** The contexts of an operator: which servers they speak to, and as whom; a file that nobody else can read. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** One server, and the credential for it. */
export interface Context {
  readonly url: string;
  readonly username: string;
  readonly token: string;
  /** The id of the token where `login` made it, so that `logout` revokes it; null where it was brought along. */
  readonly madeTokenId: string | null;
  /** When the token ends, in Unix seconds; null where that is not known. */
  readonly expiresAt: number | null;
  /** The only root that is trusted for HTTPS, in PEM; null for those that the system trusts. */
  readonly ca: string | null;
  /** True where the token may go to another host in clear. */
  readonly isInsecure: boolean;
}

/** All contexts by name, and the one that is meant when none is named. */
export interface Contexts {
  readonly current: string | null;
  readonly contexts: Readonly<Record<string, Context>>;
}

const none: Contexts = { current: null, contexts: {} };

const isContexts = (value: unknown): value is Contexts => {
  const { contexts } = (value ?? {}) as Partial<Contexts>;
  return (
    typeof contexts === 'object' &&
    Object.values(contexts).every(
      ({ url, token }) => typeof url === 'string' && typeof token === 'string',
    )
  );
};

/**
 * Reads the file; no contexts where there is none. Throws `CommandError` when others can read it, for then the tokens in
 * it are no secret any more, and when it is not a file of contexts.
 */
export const readContexts = (path: string): Contexts => {
  try {
    if ((statSync(path).mode & 0o077) !== 0)
      throw new CommandError(
        exitCodes.failed,
        `${path} can be read by others: chmod 600 it, and replace the tokens in it`,
      );
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isContexts(value)) return value;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return none;
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CommandError(
    exitCodes.failed,
    `${path} is not a file of contexts; remove it and log in`,
  );
};

/** Writes the file, whole or not at all, for its owner alone; a folder that is made for it likewise. */
export const writeContexts = (path: string, contexts: Contexts): void => {
  const folder = dirname(path);
  const isNew = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  if (isNew) chmodSync(folder, 0o700);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, `${JSON.stringify(contexts, null, 2)}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
};

/** The contexts with one more, or another one in its place, which is the current one from now on. */
export const withContext = ({ contexts }: Contexts, name: string, context: Context): Contexts => ({
  current: name,
  contexts: { ...contexts, [name]: context },
});

/** The contexts without one; where it was the current one, none is. */
export const withoutContext = ({ current, contexts }: Contexts, name: string): Contexts => ({
  current: current === name ? null : current,
  contexts: Object.fromEntries(Object.entries(contexts).filter(([key]) => key !== name)),
});

/** A context by its name. Throws `CommandError` when there is none. */
export const contextNamed = ({ contexts }: Contexts, name: string): Context => {
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context !== undefined) return context;
  throw new CommandError(
    exitCodes.usage,
    `there is no context ${name}; "moorgate contexts list" shows which there are`,
  );
};
