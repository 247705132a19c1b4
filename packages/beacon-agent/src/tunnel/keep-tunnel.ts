/** The tunnel: a control connection to the gateway, kept for as long as the beacon runs, and a connection for each stream that is wanted. */
import type { Duplex } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { frameConnection } from '@moorgate/http';
import type { Logger } from '@moorgate/observability';
import pLimit from 'p-limit';
import type { GatewayDial } from './dial-gateway.ts';
import { type ControlEnd, followControl } from './follow-control.ts';

/** What a tunnel stands on. */
export interface TunnelParts {
  readonly dial: GatewayDial;
  /** Takes a connection, as if it had come to a listener. */
  serve(connection: Duplex): void;
  /** Streams at once; what is wanted beyond that is not opened. */
  readonly streamsMax: number;
  /** How long to wait after a refusal, about. */
  readonly refusedRetryMs: number;
  readonly log: Logger;
}

/** A tunnel that is kept. */
export interface Tunnel {
  /** Ends the control connection, and tries no more. What is served already goes on. */
  stop(): Promise<void>;
}

const retryMsMin = 500;
const retryMsMax = 60_000;
/**
 * A worker of the gateway gives a device sixteen connections, and one is among them until it is a stream: many more at once
 * would take each other's place.
 */
const dialsAtOnce = 8;

/** Somewhere from half of it to the whole: those who lost their gateway together do not come back together. */
const jittered = (milliseconds: number): number => milliseconds * (0.5 + Math.random() / 2);

const createStreams = ({ dial, serve, streamsMax, log }: TunnelParts, signal: AbortSignal) => {
  let streams = 0;
  const dialling = pLimit(dialsAtOnce);
  const open = async (id: string): Promise<void> => {
    const headers = { connection: 'Upgrade', upgrade: 'moorgate-beacon' };
    const path = `/beacon/streams/${id}`;
    const answered = await dialling(() => dial.post(path, headers, signal));
    if (answered.kind === 'answered') {
      answered.asked.destroy();
      throw new Error(`the gateway answered ${answered.answer.statusCode ?? 0}`);
    }
    const { connection } = answered;
    const closed = new Promise<void>((resolve) => connection.once('close', resolve));
    // Whoever serves it hears of its errors too.
    serve(frameConnection(connection).on('error', () => undefined));
    await closed;
  };
  return async (id: string): Promise<void> => {
    if (streams >= streamsMax) {
      log.warn({ streams }, 'a stream is not opened: there are as many as there may be');
      return;
    }
    streams += 1;
    try {
      await open(id);
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, 'a stream was not opened');
    } finally {
      streams -= 1;
    }
  };
};

/** How long to wait after such an end, and for the next time how often it has failed in a row. */
const pauseAfter = (
  end: ControlEnd,
  failures: number,
  refusedRetryMs: number,
): { readonly pauseMs: number; readonly failures: number } => {
  if (end.kind === 'refused') return { pauseMs: refusedRetryMs, failures: 0 };
  const before = end.wasOpen ? 0 : failures;
  return { pauseMs: Math.min(retryMsMin * 2 ** before, retryMsMax), failures: before + 1 };
};

const tell = (log: Logger, end: ControlEnd): void => {
  if (end.kind === 'refused') {
    const { status, code } = end;
    log.error({ status, code }, 'the gateway refuses this beacon; it is asked again later');
  } else log.warn({ reason: end.reason }, 'the tunnel is not open; it is tried again');
};

/**
 * Keeps a tunnel open: whenever it is lost it is tried again, after growing pauses, and after a refusal slowly. Nothing that the
 * gateway does ends it.
 */
export const keepTunnel = (parts: TunnelParts): Tunnel => {
  const { dial, refusedRetryMs, log } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  const openStream = createStreams(parts, signal);
  const listener = {
    onOpen: () => log.info('the tunnel is open'),
    onStream: (id: string) => void openStream(id),
  };
  const keep = async (): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      const end = await followControl(dial, listener, signal);
      if (signal.aborted) return;
      tell(log, end);
      const next = pauseAfter(end, failures, refusedRetryMs);
      failures = next.failures;
      await after(jittered(next.pauseMs), undefined, { signal }).catch(() => undefined);
    }
  };
  const kept = keep();
  return {
    stop: async () => {
      stopping.abort();
      await kept;
    },
  };
};
