/** One control connection, from its beginning to its end. */
import type { IncomingMessage } from 'node:http';
import { addAbortListener } from 'node:events';
import type { GatewayDial } from './dial-gateway.ts';
import { readEvents } from './read-events.ts';

/** Why it came to nothing, or ended. */
export type ControlEnd =
  | { readonly kind: 'refused'; readonly status: number; readonly code: string | null }
  | { readonly kind: 'lost'; readonly wasOpen: boolean; readonly reason: string };

/** Who is told of what happens. */
export interface ControlListener {
  onOpen(): void;
  /** The gateway wants a connection. */
  onStream(id: string): void;
}

/** The gateway says something every 15 seconds. */
const silenceMsMax = 45_000;
const problemBytesMax = 65_536;

const codeOf = (text: string): string | null => {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' && /^[a-z_]{1,64}$/.test(code) ? code : null;
  } catch {
    return null;
  }
};

const readCode = async (answer: IncomingMessage): Promise<string | null> => {
  let text = '';
  try {
    for await (const part of answer.setEncoding('utf8') as AsyncIterable<string>) {
      text += part;
      if (text.length > problemBytesMax) return null;
    }
  } catch {
    // A gateway closes after a refusal; what came of it may do.
  }
  return codeOf(text);
};

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
};

const follow = async (
  answer: IncomingMessage,
  { onOpen, onStream }: ControlListener,
): Promise<ControlEnd> => {
  let wasOpen = false;
  const silent = (): void => void answer.destroy(new Error('the gateway is silent'));
  const timer = setTimeout(silent, silenceMsMax);
  try {
    for await (const event of readEvents(answer)) {
      timer.refresh();
      if (event.event === 'stream') onStream(event.id);
      if (event.event !== 'open' || wasOpen) continue;
      wasOpen = true;
      onOpen();
    }
    return { kind: 'lost', wasOpen, reason: 'the gateway ended it' };
  } catch (error) {
    return { kind: 'lost', wasOpen, reason: reasonOf(error) };
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Asks for the control connection and follows it until it ends, or until the signal. It never rejects: what went wrong is in its outcome, 403 and 401 as a
 * refusal with the code of the gateway, which trying again at once will not change.
 */
export const followControl = async (
  dial: GatewayDial,
  listener: ControlListener,
  signal: AbortSignal,
): Promise<ControlEnd> => {
  try {
    const answered = await dial.post('/beacon/control', {}, signal);
    if (answered.kind === 'upgraded') {
      answered.connection.destroy();
      return { kind: 'lost', wasOpen: false, reason: 'the gateway is none' };
    }
    const { answer, asked } = answered;
    const cut = addAbortListener(signal, () => asked.destroy());
    try {
      return await outcomeOf(answer, listener);
    } finally {
      cut[Symbol.dispose]();
      asked.destroy();
    }
  } catch (error) {
    return { kind: 'lost', wasOpen: false, reason: reasonOf(error) };
  }
};

const outcomeOf = async (
  answer: IncomingMessage,
  listener: ControlListener,
): Promise<ControlEnd> => {
  const { statusCode: status = 0 } = answer;
  if (status === 200) return follow(answer, listener);
  const code = await readCode(answer);
  if (status === 403 || status === 401) return { kind: 'refused', status, code };
  return { kind: 'lost', wasOpen: false, reason: `${status}${code === null ? '' : ` ${code}`}` };
};
