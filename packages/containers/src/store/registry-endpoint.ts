/** Where the registry is that keeps the images, and how it is asked. */
import { type ClientRequest, request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';

/** A Unix socket on this host, or an address. */
export type RegistryEndpoint =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'address'; readonly url: URL };

/** What is asked. The path begins with `/v2/`, and is sent as it is. */
export interface StoreRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent where whoever asks sends nothing of their own. */
  readonly body?: string | Buffer;
}

/** What an address of a registry looks like: `unix:/path/of/socket`, or `http(s)://host[:port]`. */
export const registryEndpointPattern = '^(unix:/[^\\u0000]+|https?://[^/?#@]+/?)$';

/** Reads the address. Throws for one that is none. */
export const parseRegistryEndpoint = (text: string): RegistryEndpoint => {
  if (text.startsWith('unix:/')) return { kind: 'socket', path: text.slice('unix:'.length) };
  return { kind: 'address', url: new URL(text) };
};

/** Nothing of the registry is waited for longer than that without a byte. */
const silentMsMax = 120_000;

/** Begins a request; whoever calls sends its body, listens to its errors, and ends or destroys it. */
export const requestStore = (endpoint: RegistryEndpoint, asked: StoreRequest): ClientRequest => {
  const { method, path } = asked;
  // The connection is ended on this side, when the answer is here: the other one would end it when it has answered, and the
  // end of a body that it has already could not be sent any more.
  const headers = { ...asked.headers, connection: 'keep-alive' };
  // A connection for each request: one that rests could be closed at the moment at which a body begins to go out.
  const options: RequestOptions = { method, path, agent: false, timeout: silentMsMax };
  const outgoing =
    endpoint.kind === 'socket'
      ? requestHttp({
          ...options,
          socketPath: endpoint.path,
          headers: { host: 'registry', ...headers },
        })
      : addressed(endpoint.url, { ...options, headers });
  return outgoing.on('timeout', () => outgoing.destroy(new Error('the registry is silent')));
};

const addressed = (url: URL, options: RequestOptions): ClientRequest =>
  url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
