/** Finding tokens, apart from the commands that need it seldom: it comes with all that makes them. */
import { findTokens } from '@moorgate/auth';

/** The kind and the id of every token in a line; what only looks like one, but has a wrong check, is left out. */
export const findTokensInLine = (line: string): { kind: string; id: string }[] =>
  findTokens(line).map(({ kind, id }) => ({ kind, id }));
