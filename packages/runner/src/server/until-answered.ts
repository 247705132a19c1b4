/** Repeats what a server did not answer. */
import { setTimeout as after } from 'node:timers/promises';
import type { ServerAnswer } from './server-client.ts';

const retryMsMin = 500;
const retryMsMax = 10_000;

/** Asks until there is an answer, or `signal` aborts; then what was last heard is returned. */
export const untilAnswered = async (
  ask: () => Promise<ServerAnswer>,
  signal: AbortSignal,
): Promise<ServerAnswer> => {
  for (let retryMs = retryMsMin; ; retryMs = Math.min(retryMs * 2, retryMsMax)) {
    const answer = await ask();
    if (answer.outcome !== 'unreachable' || signal.aborted) return answer;
    await after(answer.retryAfterMs ?? retryMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return answer;
  }
};
