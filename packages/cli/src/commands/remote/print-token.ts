/** Showing a secret. */
import type { ApiCall } from '../../remote/api-command.ts';

/** Prints the token alone, for a script to take; in another form than a table the whole object. */
export const printToken = (
  { options, output, terminal }: ApiCall<unknown>,
  made: { readonly token: string },
): Promise<void> => {
  if (options.output !== 'table') return output.one(made, []);
  terminal.write(`${made.token}\n`);
  return Promise.resolve();
};
