/** Calls to beacons that they answer themselves, with bounds of time and size. */
import { type IncomingMessage, request as requestOn, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { BeaconInstanceInsert } from '@moorgate/db';
import { DomainError, fault } from '@moorgate/errors';
import { type BeaconAddress, authorityOf } from '../address.ts';
import type { ConnectBeacon } from './connect-beacon.ts';
import { reasonOfConnection } from './judged-host.ts';
import { readVms } from './read-vms.ts';

/** What calls stand on. */
export interface BeaconCallOptions {
  readonly connect: ConnectBeacon;
  /** How long a call may take in all; 15 seconds unless said. */
  readonly timeoutMs?: number;
}

/** Talks to beacons. */
export interface BeaconCaller {
  /**
   * Asks a beacon which hosts it reaches. Throws `beacon_address_forbidden` where the policy forbids an address that it
   * has, `beacon_call_failed` with a reason that says nothing of what was answered, and `service_unavailable` while too
   * many calls are under way.
   */
  listVms(address: BeaconAddress, token: string): Promise<readonly BeaconInstanceInsert[]>;
}

const defaultTimeoutMs = 15_000;
const answerBytesMax = 1_048_576;
/** Calls of this process at once: each may take its whole time. */
const callsMax = 64;

const failed = (reason: string, cause?: unknown): Error =>
  fault('beacon_call_failed', {
    detail: `GET /vms: ${reason}`,
    ...(cause === undefined ? {} : { cause }),
  });

const collect = async (response: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > answerBytesMax) throw failed('the answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
};

const readAnswer = async (response: IncomingMessage): Promise<readonly BeaconInstanceInsert[]> => {
  const { statusCode: status = 0 } = response;
  // Wherever a redirect leads, nobody has judged it.
  if (status !== 200) throw failed(`${status} ${STATUS_CODES[status] ?? ''}`.trim());
  const bytes = await collect(response);
  const vms = readVms(parse(bytes));
  if (vms === null) throw failed('the answer is no list of hosts');
  return vms;
};

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw failed('the answer is no JSON');
  }
};

interface Question {
  readonly token: string;
  readonly signal: AbortSignal;
  readonly connection: Duplex;
}

const ask = (
  address: BeaconAddress,
  { token, signal, connection }: Question,
): Promise<readonly BeaconInstanceInsert[]> =>
  new Promise((resolve, reject) => {
    const request = requestOn({
      path: `${address.prefix}/vms`,
      headers: {
        Host: authorityOf(address),
        Token: token,
        Accept: 'application/json',
        'User-Agent': 'moorgate',
      },
      createConnection: () => connection,
      signal,
    });
    request.on('error', reject);
    request.on('response', (response) => {
      readAnswer(response)
        .then(resolve, reject)
        .finally(() => request.destroy());
    });
    request.end();
  });

/** Makes what talks to beacons. */
export const createBeaconCaller = ({
  connect,
  timeoutMs = defaultTimeoutMs,
}: BeaconCallOptions): BeaconCaller => {
  let calls = 0;
  return {
    listVms: async (address, token) => {
      if (calls >= callsMax) throw fault('service_unavailable', { retryAfterSeconds: 1 });
      const signal = AbortSignal.timeout(timeoutMs);
      calls += 1;
      try {
        return await ask(address, { token, signal, connection: await connect(address, signal) });
      } catch (error) {
        if (error instanceof DomainError) throw error;
        throw failed(signal.aborted ? 'no answer in time' : reasonOfConnection(error), error);
      } finally {
        calls -= 1;
      }
    },
  };
};
