/** Sending a message to a webhook: to an address that was judged and no other, with a bound of time. */
import { createHmac } from 'node:crypto';
import { request as requestInClear, STATUS_CODES } from 'node:http';
import { request as requestOverTls } from 'node:https';
import {
  fixedLookup,
  judgeHost,
  limitConnecting,
  type NetworkPolicy,
  reasonOfConnection,
  type ResolvedAddress,
} from '@moorgate/beacons';
import { DomainError, fault } from '@moorgate/errors';

/** What calls stand on. */
export interface WebhookCallOptions {
  readonly policy: NetworkPolicy;
  /** How long a call may take in all; 15 seconds unless said. */
  readonly timeoutMs?: number;
  /** The CAs that vouch for receivers, in PEM, in place of those of the system. */
  readonly ca?: string | undefined;
  /** Says which addresses a name has; asks the system unless given. */
  resolve?(name: string): Promise<readonly ResolvedAddress[]>;
}

/** Talks to webhooks. */
export interface WebhookCaller {
  /**
   * Sends a message with its signature under this secret. Throws `webhook_address_forbidden` where the policy forbids an
   * address of the host, and `webhook_call_failed` for every answer but 2xx; redirects are not followed.
   */
  send(url: string, message: { readonly body: string; readonly secret: string }): Promise<void>;
}

const defaultTimeoutMs = 15_000;

const failed = (detail: string, cause?: unknown): Error =>
  fault('webhook_call_failed', { detail, ...(cause === undefined ? {} : { cause }) });

/** `sha256:` and HMAC-SHA256 of the body in hexadecimal digits, as receivers of JobServ compare it. */
export const signatureOf = (secret: string, body: string): string =>
  `sha256:${createHmac('sha256', secret).update(body).digest('hex')}`;

const post = (
  url: URL,
  message: { readonly body: string; readonly secret: string },
  call: {
    readonly found: readonly ResolvedAddress[];
    readonly signal: AbortSignal;
    readonly ca: string | undefined;
  },
): Promise<number> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestOverTls : requestInClear;
    const request = send(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(message.body),
        'X-JobServ-Sig': signatureOf(message.secret, message.body),
        'User-Agent': 'moorgate',
      },
      // A connection of its own, which no other call shares and no proxy of the environment bends.
      agent: false,
      lookup: fixedLookup(call.found),
      signal: call.signal,
      ...(call.ca === undefined ? {} : { ca: call.ca }),
    });
    limitConnecting(request, () => failed('no connection in time'));
    request.on('error', reject);
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    request.end(message.body);
  });

/** The host of an address without the brackets of IPv6; addresses in other spellings are read by `URL`. */
const hostOf = ({ hostname }: URL): string =>
  hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;

const requireUrl = (text: string): URL => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw failed('the address is none');
  if (url.username !== '' || url.password !== '') throw failed('the address has a password');
  return url;
};

const permitted = async (
  url: URL,
  options: WebhookCallOptions,
): Promise<readonly ResolvedAddress[]> => {
  const judged = await judgeHost(hostOf(url), options);
  if (judged.verdict === 'permitted') return judged.addresses;
  if (judged.verdict === 'forbidden') throw fault('webhook_address_forbidden');
  throw failed('the name was not found');
};

/** Waits no longer than the signal says for what cannot be called off. */
const within = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(failed('no answer in time')), { once: true });
    }),
  ]);

/** Makes what talks to webhooks. */
export const createWebhookCaller = (options: WebhookCallOptions): WebhookCaller => ({
  send: async (text, message) => {
    const url = requireUrl(text);
    const signal = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
    try {
      const found = await within(signal, permitted(url, options));
      const status = await post(url, message, { found, signal, ca: options.ca });
      if (status < 200 || status > 299)
        throw failed(`the answer was ${String(status)} ${STATUS_CODES[status] ?? ''}`.trim());
    } catch (error) {
      if (error instanceof DomainError) throw error;
      throw failed(signal.aborted ? 'no answer in time' : reasonOfConnection(error), error);
    }
  },
});
