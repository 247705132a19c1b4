/** Secrets that are shown once. */
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** An answer with a secret; whoever sent a request twice and lost the first answer gets the id alone. */
interface MaybeSecret {
  readonly id: string;
  readonly token?: string;
}

/** The answer, with its secret. Throws `CommandError` when it has none: the server did not keep it. */
export const withSecret = <T extends MaybeSecret>(
  made: T,
): Extract<T, { readonly token: string }> => {
  if (typeof made.token === 'string') return made as Extract<T, { readonly token: string }>;
  throw new CommandError(
    exitCodes.failed,
    `the token ${made.id} was made, but the answer with its secret was lost; revoke it, and make another`,
  );
};

/** An answer with the secret of a client, or with null for one that has none. */
interface MaybeClientSecret {
  readonly id: string;
  readonly 'client-secret'?: string | null;
}

/** The same for an application credential. */
export const withClientSecret = <T extends MaybeClientSecret>(
  made: T,
): Extract<T, { readonly 'client-secret': string | null }> => {
  if (made['client-secret'] !== undefined)
    return made as Extract<T, { readonly 'client-secret': string | null }>;
  throw new CommandError(
    exitCodes.failed,
    `the application credential ${made.id} was made, but the answer with its secret was lost; revoke it, and make another`,
  );
};
