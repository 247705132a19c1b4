/** What can go wrong with one request to an engine. */
import type { ServerResponse } from 'node:http';
import type { EngineMishap, TestEngine } from '@moorgate/testing';

/** An answer that goes nowhere: its connection is cut where it would end. */
export const unheard = (response: ServerResponse): ServerResponse => {
  const { socket } = response;
  const cut = (): void => void socket?.destroy();
  return Object.assign(Object.create(response) as ServerResponse, {
    writeHead: () => ({ end: cut }),
    write: () => true,
    end: cut,
  });
};

/** The engine answers with this status. */
export const answers =
  (status: number, message: string): EngineMishap =>
  (_call, response) => {
    response.writeHead(status).end(JSON.stringify({ message }));
    return true;
  };

/** The request is not carried out, and nobody says so. */
export const cutBefore: EngineMishap = (_call, response) => {
  response.socket?.destroy();
  return true;
};

/** The request is carried out, and nobody says so. */
export const cutAfter: EngineMishap = (_call, response, carryOut) => {
  carryOut(unheard(response));
  return true;
};

/** Lets the first request that fits meet a mishap; answers whether that has happened. */
export const spoilOnce = (
  engine: TestEngine,
  pattern: RegExp,
  mishap: EngineMishap,
): (() => boolean) => {
  let isSpent = false;
  engine.interfere((call, response, carryOut) => {
    if (isSpent || !pattern.test(`${call.method} ${call.target}`)) return false;
    isSpent = true;
    return mishap(call, response, carryOut);
  });
  return () => isSpent;
};

/** Runs it at so manieth request that changes something, counted from 0, which is carried out before that or not at all. */
export const atChange = (
  engine: TestEngine,
  { at, isCarriedOut }: { readonly at: number; readonly isCarriedOut: boolean },
  run: () => void,
): void => {
  let seen = 0;
  engine.interfere((call, response, carryOut) => {
    if (call.method === 'GET') return false;
    seen += 1;
    if (seen !== at + 1) return false;
    if (isCarriedOut) carryOut(response);
    run();
    return true;
  });
};
