/** Answers of the beacon itself, in the place of an engine’s. */
import type { ServerResponse } from 'node:http';
import { addressOf, type Engine } from '../engines/engine.ts';
import { reasonOfEngine } from '../engines/reach-engine.ts';

/** Answers with a line of text; a connection on which an answer has begun is cut. */
export const refuse = (response: ServerResponse, status: number, text: string): void => {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  response.end(text === '' ? '' : `${text}\n`);
};

/** A call that came to nothing: 500, as beacons have always answered, with a reason that tells nothing of what was asked. */
export const refuseCall = (response: ServerResponse, engine: Engine, error: unknown): void =>
  refuse(response, 500, `docker host ${addressOf(engine)}: ${reasonOfEngine(error)}`);

/** An engine that has its hands full. */
export const refuseBusy = (response: ServerResponse, engine: Engine): void => {
  response.setHeader('Retry-After', '1');
  refuse(response, 503, `docker host ${addressOf(engine)}: too many calls are under way`);
};
