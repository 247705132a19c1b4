/** Whether an engine answers, and which version of its API it speaks. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Engine } from './engine.ts';
import type { EngineReach } from './reach-engine.ts';

/** What was found. */
export interface EngineState {
  readonly canAccessDocker: boolean;
  /** The part of its paths that names the version: `v1.41`. */
  readonly version: string;
}

/** What an engine of which nothing is known is said to speak. */
export const unknownState: EngineState = { canAccessDocker: false, version: 'v1' };

const answerMsMax = 2_000;
const textBytesMax = 65_536;
const apiVersionPattern = /^[0-9]{1,3}(\.[0-9]{1,4}){0,2}$/;

const readText = async (answer: IncomingMessage): Promise<string | null> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > textBytesMax) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
};

/** What the engine answers with 200; null where it does not. */
const get = async (reach: EngineReach, engine: Engine, path: string): Promise<string | null> => {
  const inTime = AbortSignal.timeout(answerMsMax);
  try {
    const request = reach.ask(engine, { method: 'GET', path, signal: inTime });
    // What is cut off may have something to complain about.
    request.on('error', () => undefined).end();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    const text = answer.statusCode === 200 ? await readText(answer) : null;
    request.destroy();
    return text;
  } catch {
    return null;
  }
};

const apiVersionOf = (text: string | null): string | null => {
  try {
    const { ApiVersion } = JSON.parse(text ?? '{}') as { ApiVersion?: unknown };
    return typeof ApiVersion === 'string' && apiVersionPattern.test(ApiVersion) ? ApiVersion : null;
  } catch {
    return null;
  }
};

/**
 * Asks an engine, two seconds for each of two questions. One that answers no ping cannot be accessed; its version is then the
 * one that was known before, since a server would take another one for another host.
 */
export const probeEngine = async (
  reach: EngineReach,
  engine: Engine,
  known: EngineState,
): Promise<EngineState> => {
  if ((await get(reach, engine, '/_ping')) === null) return { ...known, canAccessDocker: false };
  const apiVersion = apiVersionOf(await get(reach, engine, '/version'));
  const version = apiVersion === null ? known.version : `v${apiVersion}`;
  return { canAccessDocker: true, version };
};
