/** The token of a beacon: whoever shows it may do whatever its engines can. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Makes what says whether a request shows the token, in a time that tells nothing of how much of it was right. */
export const createTokenCheck = (token: string): ((request: IncomingMessage) => boolean) => {
  const wanted = digest(token);
  return ({ headers }) => {
    const shown = headers['token'];
    return typeof shown === 'string' && timingSafeEqual(digest(shown), wanted);
  };
};
