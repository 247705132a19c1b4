/** A provider that answers as a test wants, right or wrong: OpenID Connect, and GitHub beside it. */
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the next answers are. What is left out is as it should be. */
export interface StubBehaviour {
  /** Added to the claims of the ID token, in place of those that it has; undefined leaves one out. */
  claims?: Readonly<Record<string, unknown>>;
  /** Added to the parameters that the browser comes back with; null leaves one out. */
  answer?: Readonly<Record<string, string | null>>;
  /** Signs with a key that the provider does not publish. */
  isForged?: boolean;
  /** Has no signature at all. */
  isUnsigned?: boolean;
  /** Answered to every request for a token. */
  tokenStatus?: number;
  /** Added to what it says about itself. */
  metadata?: Readonly<Record<string, unknown>>;
  /** Claims of the userinfo endpoint. */
  userinfo?: Readonly<Record<string, unknown>>;
  github?: {
    readonly user: { readonly id: number; readonly login: string };
    readonly organizations: readonly string[];
    /** In place of the address of the next page. */
    readonly nextPage?: string;
  };
}

export interface StubProvider {
  readonly issuer: string;
  behaviour: StubBehaviour;
  /** The paths that were asked for, with the body of requests for tokens. */
  readonly requests: { readonly path: string; readonly body: string }[];
  close(): Promise<void>;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signed = (claims: object, key: KeyObject): string => {
  const text = `${encode({ alg: 'RS256', kid: 'stub', typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
};

const unsigned = (claims: object): string => `${encode({ alg: 'none' })}.${encode(claims)}.`;

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const otherKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** Starts it on loopback. Each code is good for one use. */
export const startStubProvider = async (): Promise<StubProvider> => {
  const nonces = new Map<string, string | null>();
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stub: StubProvider = {
    issuer,
    behaviour: {},
    requests: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const authorize = (url: URL, response: ServerResponse): void => {
    const code = randomUUID();
    nonces.set(code, url.searchParams.get('nonce'));
    const back = new URL(url.searchParams.get('redirect_uri') ?? '');
    const isOpenId = url.pathname === '/authorize';
    const answer = {
      code,
      state: url.searchParams.get('state'),
      iss: isOpenId ? issuer : null,
      ...stub.behaviour.answer,
    };
    for (const [name, value] of Object.entries(answer))
      if (value !== null) back.searchParams.set(name, value);
    response.writeHead(302, { Location: back.href }).end();
  };

  const idToken = (nonce: string | null): string => {
    const now = Math.floor(Date.now() / 1_000);
    const times = { iat: now, exp: now + 300 };
    const person = { iss: issuer, sub: 'subject', aud: 'moorgate', nonce, ...times };
    const claims = { ...person, ...stub.behaviour.claims };
    if (stub.behaviour.isUnsigned === true) return unsigned(claims);
    const key = stub.behaviour.isForged === true ? otherKeys.privateKey : keys.privateKey;
    return signed(claims, key);
  };

  const token = (path: string, body: string): [number, unknown] => {
    const code = new URLSearchParams(body).get('code') ?? '';
    const nonce = nonces.get(code);
    const { tokenStatus = 200 } = stub.behaviour;
    if (tokenStatus !== 200) return [tokenStatus, { error: 'server_error' }];
    if (nonce === undefined) return [400, { error: 'invalid_grant' }];
    nonces.delete(code);
    const access = { access_token: 'stub-access-token', token_type: 'bearer' };
    return [200, path === '/token' ? { ...access, id_token: idToken(nonce) } : access];
  };

  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['S256'],
  };

  const organizations = (url: URL, response: ServerResponse): unknown => {
    const { organizations: all = [], nextPage } = stub.behaviour.github ?? {};
    const page = Number(url.searchParams.get('page') ?? '1');
    const next = nextPage ?? `${issuer}/api/v3/user/orgs?per_page=2&page=${page + 1}`;
    if (page * 2 < all.length || nextPage !== undefined)
      response.setHeader('Link', `<${next}>; rel="next", <${issuer}/last>; rel="last"`);
    return all.slice((page - 1) * 2, page * 2).map((login) => ({ login }));
  };

  const answerOf = (url: URL, body: string, response: ServerResponse): [number, unknown] => {
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return [200, { ...metadata, ...stub.behaviour.metadata }];
      case '/jwks':
        return [200, { keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'stub' }] }];
      case '/token':
      case '/login/oauth/access_token':
        return token(url.pathname, body);
      case '/userinfo':
        return [200, { sub: 'subject', ...stub.behaviour.userinfo }];
      case '/api/v3/user':
        return [200, stub.behaviour.github?.user];
      case '/api/v3/user/orgs':
        return [200, organizations(url, response)];
      default:
        return [404, { error: 'not_found' }];
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', issuer);
    const body = await readBody(request);
    stub.requests.push({ path: url.pathname, body });
    if (url.pathname === '/authorize' || url.pathname === '/login/oauth/authorize') {
      authorize(url, response);
      return;
    }
    const [status, answer] = answerOf(url, body, response);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  };

  return stub;
};
