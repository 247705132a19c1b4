/** Requests whose answers may not come, because whoever would give them may have been killed. */
import { setTimeout as after } from 'node:timers/promises';
import type { AdminAnswer } from './admin.ts';
import { askGateway, type DeviceFiles } from './device.ts';

/** What became of a change that was asked for: its answer came in full, or nothing is known of it. */
export type Outcome = 'acknowledged' | 'unknown';

/** Null where no full answer came. */
const fullAnswer = async <T>(ask: () => Promise<T>): Promise<T | null> => {
  try {
    return await ask();
  } catch (error) {
    if ((error as Error).name === 'SyntaxError') throw error;
    return null;
  }
};

const unavailable = 503;

const outcomeOf = (answer: { status: number; body: unknown } | null, success: number): Outcome => {
  if (answer === null || answer.status === unavailable) return 'unknown';
  if (answer.status === success) return 'acknowledged';
  throw new Error(`the answer was ${answer.status}: ${JSON.stringify(answer.body)}`);
};

/** Asks the admin API for a change. Throws for any full answer but success and 503. */
export const change = async (
  ask: () => Promise<AdminAnswer>,
  success: number,
): Promise<{ outcome: Outcome; body: unknown }> => {
  const answer = await fullAnswer(ask);
  return { outcome: outcomeOf(answer, success), body: answer?.body };
};

/** Lets a device connect and ask for its configuration, of which there is none. */
export const connectOnce = async (gatewayUrl: string, files: DeviceFiles): Promise<Outcome> =>
  outcomeOf(await fullAnswer(() => askGateway(gatewayUrl, files, '/config')), 204);

const patienceMs = 60_000;
const pauseMs = 20;

/** Asks until there is a full answer other than 503, for a minute at most. For what changes nothing. */
const insist = async <T extends { status: number }>(ask: () => Promise<T>): Promise<T> => {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const answer = await fullAnswer(ask);
    if (answer !== null && answer.status !== unavailable) return answer;
    if (performance.now() > endMs) throw new Error('it is not served again after a minute');
    await after(pauseMs);
  }
};

/** Reads from the admin API. */
export const read = (ask: () => Promise<AdminAnswer>): Promise<AdminAnswer> => insist(ask);

/** What a gateway makes of a device: `served`, or the code of the refusal. */
export const verdictOn = async (gatewayUrl: string, files: DeviceFiles): Promise<string> => {
  const { status, body } = await insist(() => askGateway(gatewayUrl, files, '/config'));
  if (status === 204) return 'served';
  return (JSON.parse(body) as { code: string }).code;
};
