import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createApplicationCredentialFor } from '@moorgate/oauth';
import { createLogger } from '@moorgate/observability';
import { createTestPki } from '@moorgate/testing';
import supertest from 'supertest';
import { type MtlsListener, openMtlsListener } from '../../mtls-listener.ts';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';

const mtlsOrigin = 'https://mutual.moorgate.test';
const pki = createTestPki();

let folder: string;
let app: TestApp;
let listener: MtlsListener;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-mutual-tls-'));
  const [mtlsKeyFile, mtlsCertificateFile] = [join(folder, 'tls.key'), join(folder, 'tls.pem')];
  await writeFile(mtlsKeyFile, pki.server.keyPem);
  await writeFile(mtlsCertificateFile, pki.server.certPem);
  app = await startTestApp({ mtlsOrigin });
  const config = { mtlsAddress: '127.0.0.1:0', mtlsKeyFile, mtlsCertificateFile };
  const log = createLogger({ service: 'test', level: 'silent' });
  listener = await openMtlsListener(
    {
      mtlsUrl: undefined,
      publicUrl: undefined,
      tlsKeyFile: undefined,
      tlsCertificateFile: undefined,
      ...config,
    },
    log,
    app.answer,
  );
});
afterAll(async () => {
  await listener.close();
  await app.close();
  await rm(folder, { recursive: true });
});
afterEach(() => expect(app.check.violations).toEqual([]));

interface Certificate {
  readonly keyPem: string;
  readonly certPem: string;
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Nobody that the server knows has signed either. */
const own: Certificate = createTestPki().root;
const other: Certificate = createTestPki().root;

const thumbprintOf = ({ certPem }: Certificate): string => {
  const der = Buffer.from(certPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return createHash('sha256').update(der).digest('base64url');
};

const call = (
  path: string,
  certificate: Certificate | null,
  sent: { readonly form?: Record<string, string>; readonly token?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(listener.origin!);
    const body = sent.form === undefined ? undefined : new URLSearchParams(sent.form).toString();
    const outgoing = request(
      {
        hostname,
        port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        ca: pki.root.certPem,
        servername: 'localhost',
        agent: false,
        headers: {
          ...(body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
          ...(sent.token === undefined ? {} : { Authorization: `Bearer ${sent.token}` }),
        },
        ...(certificate === null ? {} : { key: certificate.keyPem, cert: certificate.certPem }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const parsed = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
          resolve({ status: response.statusCode!, body: parsed });
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });

const register = async (certificateThumbprint: string): Promise<string> => {
  const username = await app.addUser(['devices:read']);
  const { id } = await createApplicationCredentialFor(app.operator, app.keys, {
    username,
    name: 'press line',
    scopes: ['devices:read'],
    certificateThumbprint,
  });
  return id;
};

const tokenFor = (clientId: string, certificate: Certificate): Promise<Answer> =>
  call('/oauth2/token', certificate, {
    form: { grant_type: 'client_credentials', client_id: clientId },
  });

test('a client with the certificate of its credential gets a token that is bound to it', async () => {
  const { status, body } = await tokenFor(await register(thumbprintOf(own)), own);
  expect([status, body['token_type']]).toEqual([200, 'Bearer']);
  const token = body['access_token'] as string;
  expect((await call('/v1/self', own, { token })).status).toBe(200);
  expect((await call('/v1/self', other, { token })).status).toBe(401);
  await supertest(app.server).get('/v1/self').set('Authorization', `Bearer ${token}`).expect(401);
});

test('another certificate is not that of the client, whoever signed it', async () => {
  const answer = await tokenFor(await register(thumbprintOf(own)), other);
  expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client']);
});

test('whoever shows no certificate is told why nothing is answered', async () => {
  const { status, body } = await call('/v1/self', null);
  expect([status, body['code']]).toEqual([403, 'client_certificate_required']);
});

test('no session is resumed: each connection proves that its client has the key', async () => {
  const { hostname: host, port } = new URL(listener.origin!);
  const options = {
    host,
    port: Number(port),
    ca: pki.root.certPem,
    servername: 'localhost',
    key: own.keyPem,
    cert: own.certPem,
  };
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    const sessions: Buffer[] = [];
    const socket = connect({ ...options, maxVersion });
    socket.on('session', (session: Buffer) => sessions.push(session));
    socket.end('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await new Promise((resolve) => socket.resume().once('close', resolve));
    for (const session of sessions) {
      const again = connect({ ...options, maxVersion, session });
      await new Promise((resolve) => again.once('secureConnect', resolve));
      expect([maxVersion, again.isSessionReused()]).toEqual([maxVersion, false]);
      again.destroy();
    }
  }
});

test('the ordinary address names it, and never asks for a certificate itself', async () => {
  const { body } = await supertest(app.server)
    .get('/.well-known/oauth-authorization-server')
    .expect(200);
  expect(body.mtls_endpoint_aliases).toMatchObject({
    token_endpoint: `${mtlsOrigin}/oauth2/token`,
    device_authorization_endpoint: `${mtlsOrigin}/oauth2/device_authorization`,
  });
  expect(body.mtls_endpoint_aliases).not.toHaveProperty('authorization_endpoint');
  expect(body.authorization_endpoint).toBe(`${app.origin}/oauth2/authorize`);
  expect(body.tls_client_certificate_bound_access_tokens).toBe(true);
  expect(body.token_endpoint_auth_methods_supported).toEqual(
    expect.arrayContaining(['tls_client_auth', 'self_signed_tls_client_auth']),
  );
});
