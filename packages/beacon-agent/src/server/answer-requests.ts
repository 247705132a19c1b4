/** The protocol of beacons: which engines there are, and calls to them, for whoever shows the token. */
import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { responseOn } from '@moorgate/http';
import type { Logger } from '@moorgate/observability';
import { addressOf, type Engine } from '../engines/engine.ts';
import type { EngineReach } from '../engines/reach-engine.ts';
import type { ReportedEngine, WatchedEngines } from '../engines/watch-engines.ts';
import { type ForwardTarget, forwardCall } from '../forward/forward-call.ts';
import { forwardUpgrade } from '../forward/forward-upgrade.ts';
import type { CallSlots } from './call-slots.ts';
import { type CallTarget, createTargetReader } from './call-target.ts';
import { occasionally } from './occasionally.ts';
import { refuse, refuseBusy, refuseCall } from './refuse.ts';
import { createTokenCheck } from './token-check.ts';

/** What answers stand on. */
export interface AnswerParts {
  readonly token: string;
  /** The name of what found the engines, as `GET /which` says it. */
  readonly driver: string;
  readonly engines: readonly Engine[];
  readonly reach: EngineReach;
  readonly watched: WatchedEngines;
  readonly slots: CallSlots;
  readonly log: Logger;
}

/** What a server is made of: several servers may have the same. */
export interface Answers {
  readonly shouldUpgrade: NonNullable<ServerOptions['shouldUpgradeCallback']>;
  answer(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

const sendJson = (response: ServerResponse, value: unknown): void => {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(value));
};

/** Texts that are empty are left out. */
const withoutEmpty = (engine: ReportedEngine): object =>
  Object.fromEntries(Object.entries(engine).filter(([, value]) => value !== ''));

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

/** Gives the place of a call back when the call has ended, however it does. */
const inPlace = async (release: () => void, call: Promise<void>): Promise<void> => {
  try {
    await call;
  } finally {
    release();
  }
};

const refuseBody = (response: ServerResponse): void =>
  refuse(response, 400, 'a body with its length is needed, of a mebibyte at most');

/** Makes what answers. Without the token everything is 401, with nothing in it. */
export const createAnswers = (parts: AnswerParts): Answers => {
  const { reach, watched, slots, log } = parts;
  const showsToken = createTokenCheck(parts.token);
  const targetOf = createTargetReader(parts.engines);
  const noteRefusal = occasionally((count) => log.warn({ count }, 'requests without the token'));
  const note = ({ method }: IncomingMessage, { engine }: CallTarget): void =>
    log.debug({ method, engine: addressOf(engine) }, 'call');

  const engineOf = ({ engine, path }: CallTarget): ForwardTarget => ({
    ask: (options) => reach.ask(engine, { ...options, path }),
    refuse: (response, error) => refuseCall(response, engine, error),
  });
  const report = async (response: ServerResponse): Promise<void> =>
    sendJson(response, (await watched.report()).map(withoutEmpty));

  const answerOwn = (request: IncomingMessage, response: ServerResponse): void => {
    const path = pathOf(request);
    if (path !== '/vms' && path !== '/which') refuse(response, 404, 'there is nothing here');
    else if (!isRead(request)) refuse(response.setHeader('Allow', 'GET, HEAD'), 405, '');
    else if (path === '/vms') void report(response);
    else sendJson(response, parts.driver);
  };

  return {
    shouldUpgrade: (request) => {
      const target = showsToken(request) ? targetOf(request.url) : null;
      return target !== null && target !== 'unknown';
    },
    answer: (request, response) => {
      if (!showsToken(request)) {
        noteRefusal();
        refuse(response, 401, '');
        return;
      }
      const target = targetOf(request.url);
      if (target === null) return answerOwn(request, response);
      // Not 404, which is what an engine says of a container that is not there.
      if (target === 'unknown')
        return refuse(response, 500, 'this docker host is none of this beacon');
      const release = slots.take(target.engine);
      if (release === null) return refuseBusy(response, target.engine);
      note(request, target);
      void inPlace(release, forwardCall({ ...engineOf(target), request, response }));
    },
    upgrade: (request, socket, head) => {
      const target = targetOf(request.url);
      if (target === null || target === 'unknown') return void socket.destroy();
      const release = slots.take(target.engine);
      if (release === null) return refuseBusy(responseOn(request, socket), target.engine);
      note(request, target);
      void inPlace(
        release,
        forwardUpgrade({ ...engineOf(target), request, socket, head, refuseBody }),
      );
    },
  };
};
