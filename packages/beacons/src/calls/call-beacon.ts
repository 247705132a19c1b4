/** Calls to beacons: to the address that was judged and no other, with bounds of time and size. */
import { type IncomingMessage, request as requestInClear, STATUS_CODES } from 'node:http';
import { request as requestOverTls } from 'node:https';
import type { BeaconInstanceInsert } from '@moorgate/db';
import { DomainError, fault } from '@moorgate/errors';
import type { BeaconAddress } from '../address.ts';
import {
  fixedLookup,
  judgeHost,
  type JudgeOptions,
  limitConnecting,
  reasonOfConnection,
  type ResolvedAddress,
} from './judged-host.ts';
import { readVms } from './read-vms.ts';

/** What calls stand on. */
export interface BeaconCallOptions extends JudgeOptions {
  /** The CAs that vouch for beacons that speak TLS, in PEM, in place of those of the system. */
  readonly ca?: string | undefined;
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

/** The addresses that are called. */
const permitted = async (
  { host }: BeaconAddress,
  options: BeaconCallOptions,
): Promise<readonly ResolvedAddress[]> => {
  const judged = await judgeHost(host, options);
  if (judged.verdict === 'permitted') return judged.addresses;
  if (judged.verdict === 'forbidden') throw fault('beacon_address_forbidden');
  throw failed('the name was not found');
};

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

const ask = (
  address: BeaconAddress,
  call: { readonly token: string; readonly signal: AbortSignal; readonly ca: string | undefined },
  found: readonly ResolvedAddress[],
): Promise<readonly BeaconInstanceInsert[]> =>
  new Promise((resolve, reject) => {
    const send = address.isSecure ? requestOverTls : requestInClear;
    const request = send({
      host: address.host,
      port: address.port,
      path: `${address.prefix}/vms`,
      headers: { Token: call.token, Accept: 'application/json', 'User-Agent': 'moorgate' },
      // A connection of its own, which no other call shares and no proxy of the environment bends.
      agent: false,
      lookup: fixedLookup(found),
      signal: call.signal,
      ...(call.ca === undefined ? {} : { ca: call.ca }),
    });
    limitConnecting(request, () => failed('no connection in time'));
    request.on('error', reject);
    request.on('response', (response) => {
      readAnswer(response)
        .then(resolve, reject)
        .finally(() => request.destroy());
    });
    request.end();
  });

/** Waits no longer than the signal says for what cannot be called off. */
const within = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(failed('no answer in time')), { once: true });
    }),
  ]);

/** Makes what talks to beacons. */
export const createBeaconCaller = (options: BeaconCallOptions): BeaconCaller => {
  let calls = 0;
  return {
    listVms: async (address, token) => {
      if (calls >= callsMax) throw fault('service_unavailable', { retryAfterSeconds: 1 });
      const signal = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
      calls += 1;
      try {
        const found = await within(signal, permitted(address, options));
        return await ask(address, { token, signal, ca: options.ca }, found);
      } catch (error) {
        if (error instanceof DomainError) throw error;
        throw failed(signal.aborted ? 'no answer in time' : reasonOfConnection(error), error);
      } finally {
        calls -= 1;
      }
    },
  };
};
