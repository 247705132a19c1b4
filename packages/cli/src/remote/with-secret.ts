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
