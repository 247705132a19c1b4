/** The Chrome DevTools Protocol over pipes. */
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A command, its result or an event; what is in it depends on its kind. */
export type Message = Readonly<Record<string, unknown>>;

/** Sends commands and hears events; `sessionId` names a tab. What is not answered when the browser ends is rejected. */
export interface Wire {
  send(method: string, params?: object, sessionId?: string): Promise<Message>;
  onEvent(listener: (method: string, params: Message, sessionId: string) => void): void;
}

/** Ends each message. */
const terminator = '\0';

const hearMessages = (from: Readable, hear: (message: Message) => void): void => {
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const parts = `${rest}${text}`.split(terminator);
    rest = parts.pop() ?? '';
    for (const part of parts) hear(JSON.parse(part) as Message);
  });
};

/**
 * Speaks with a browser that was started with `--remote-debugging-pipe` and has pipes at 3 and 4: not over a socket, so that
 * it ends with this process, however that ends.
 */
export const openWire = (child: ChildProcess): Wire => {
  const [commands, messages] = child.stdio.slice(3) as [Writable, Readable];
  const waiting = new Map<number, PromiseWithResolvers<Message>>();
  const listeners: Parameters<Wire['onEvent']>[0][] = [];
  let lastId = 0;
  hearMessages(messages, ({ id, error, result, method, params, sessionId }) => {
    const asked = waiting.get(Number(id));
    waiting.delete(Number(id));
    if (asked === undefined)
      for (const listener of listeners)
        listener(String(method), (params ?? {}) as Message, String(sessionId));
    else if (error !== undefined) asked.reject(new Error(JSON.stringify(error)));
    else asked.resolve(result as Message);
  });
  messages.once('close', () => {
    for (const asked of waiting.values()) asked.reject(new Error('chromium ended'));
  });
  // That nobody reads any more shows at the other pipe.
  commands.on('error', () => undefined);
  return {
    send: (method, params = {}, sessionId) => {
      if (messages.closed) return Promise.reject(new Error('chromium ended'));
      lastId += 1;
      const asked = Promise.withResolvers<Message>();
      waiting.set(lastId, asked);
      const command = JSON.stringify({ id: lastId, method, params, sessionId });
      commands.write(`${command}${terminator}`);
      return asked.promise;
    },
    onEvent: (listener) => void listeners.push(listener),
  };
};
