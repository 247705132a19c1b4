/** Requests whose answers may not come, because whoever would give them may have been killed. */
import { setTimeout as after } from 'node:timers/promises';
import type { AdminAnswer } from './admin.ts';
import { askGateway, type DeviceAnswer, type DeviceFiles } from './device.ts';
import { callGateway, type DeviceCall } from './est-client.ts';

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
  ask: () => Promise<Pick<AdminAnswer, 'status' | 'body'>>,
  success: number,
): Promise<{ outcome: Outcome; body: unknown }> => {
  const answer = await fullAnswer(ask);
  return { outcome: outcomeOf(answer, success), body: answer?.body };
};

/** As the agents do it, the tag of updates included that the device follows. */
const agentHeaders = { 'x-ats-tags': 'main', 'accept-encoding': 'identity' };

/** Lets a device connect and ask who it is. */
export const connectOnce = async (gatewayUrl: string, files: DeviceFiles): Promise<Outcome> =>
  outcomeOf(await fullAnswer(() => askGateway(gatewayUrl, files, '/device', agentHeaders)), 200);

/** Sends JSON as a device. Throws for any full answer but success and 503. */
export const sendAsAgent = async (
  gatewayUrl: string,
  files: DeviceFiles,
  call: DeviceCall,
  success: number,
): Promise<Outcome> =>
  outcomeOf(await fullAnswer(() => callGateway(gatewayUrl, files, call)), success);

const patienceMs = 60_000;
const pauseMs = 20;

/** Asks until there is a full answer other than 503 that will do, for a minute at most. For what changes nothing. */
const insist = async <T extends { status: number }>(
  ask: () => Promise<T>,
  willDo: (answer: T) => boolean = () => true,
): Promise<T> => {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const answer = await fullAnswer(ask);
    const isOver = performance.now() > endMs;
    if (answer !== null && answer.status !== unavailable && (isOver || willDo(answer)))
      return answer;
    if (isOver) throw new Error('it is not served again after a minute');
    await after(pauseMs);
  }
};

/** Reads from the admin API. */
export const read = (ask: () => Promise<AdminAnswer>): Promise<AdminAnswer> => insist(ask);

/** What a device is answered, as soon as it will do, after a minute in any case. */
export const insistOn = (
  gatewayUrl: string,
  files: DeviceFiles,
  path: string,
  willDo?: (answer: DeviceAnswer) => boolean,
): Promise<DeviceAnswer> => insist(() => askGateway(gatewayUrl, files, path, agentHeaders), willDo);

/** What a gateway makes of a device: `served`, or the code of the refusal. */
export const verdictOn = async (gatewayUrl: string, files: DeviceFiles): Promise<string> => {
  const { status, body } = await insistOn(gatewayUrl, files, '/device');
  if (status === 200) return 'served';
  return (JSON.parse(body) as { code: string }).code;
};
