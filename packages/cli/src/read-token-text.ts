/** Reading tokens, apart from the commands that need it seldom. */
import { parseToken } from '@moorgate/auth';

/** The kind and the id of a token of ours; null for every other text. */
export const readTokenText = (text: string): { kind: string; id: string } | null => {
  const token = parseToken(text);
  return token === null ? null : { kind: token.kind, id: token.id };
};
