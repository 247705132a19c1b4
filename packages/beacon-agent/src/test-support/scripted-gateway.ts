/** A gateway for tests: real mutual TLS, and the two routes of a tunnel as a test drives them. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { frameConnection } from '@moorgate/http';
import type { TestPki } from '@moorgate/testing';

export interface ScriptedGateway {
  readonly url: string;
  /** Control connections that came, refused ones among them. */
  readonly controls: readonly { readonly commonName: string }[];
  /** Refuses control connections with this code; null: takes them. */
  refuseWith(code: string | null): void;
  /** Says something on the control connection that is open. */
  say(line: string): void;
  /** Whether one is open. */
  isOpen(): boolean;
  /** Asks for a stream, and takes it; it is cut where the beacon brings none. */
  openStream(): Promise<Duplex>;
  /** Asks the beacon through a stream of its own. */
  ask(path: string, token: string): Promise<{ readonly status: number; readonly text: string }>;
  /** The most connections that were there at once and neither the control connection nor a stream yet. */
  dialledAtOnce(): number;
  /** Cuts every connection. */
  cutAll(): void;
  close(): Promise<void>;
}

/** Starts one whose devices are those of this PKI. */
export const startScriptedGateway = async (pki: TestPki): Promise<ScriptedGateway> => {
  const controls: { commonName: string }[] = [];
  const sockets = new Set<Socket>();
  const dialled = new Set<Socket>();
  let dialledAtOnce = 0;
  const wanted = new Map<string, (stream: Duplex) => void>();
  let control: ServerResponse | null = null;
  let refusal: string | null = null;
  const server = createServer({
    cert: pki.server.certPem,
    key: pki.server.keyPem,
    ca: [pki.root.certPem, pki.deviceCa.certPem],
    requestCert: true,
    rejectUnauthorized: true,
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    sockets.add(socket);
    dialled.add(socket);
    dialledAtOnce = Math.max(dialledAtOnce, dialled.size);
    socket
      .on('error', () => undefined)
      .once('close', () => {
        sockets.delete(socket);
        dialled.delete(socket);
      });
  });
  server.on('request', (asked: IncomingMessage, response: ServerResponse) => {
    if (asked.method !== 'POST' || asked.url !== '/beacon/control')
      return void response.writeHead(404).end();
    const { subject } = (asked.socket as TLSSocket).getPeerCertificate();
    controls.push({ commonName: String(subject.CN) });
    if (refusal !== null) {
      const body = JSON.stringify({ code: refusal });
      return void response.writeHead(403, { Connection: 'close' }).end(body);
    }
    control = response;
    dialled.delete(asked.socket);
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    response.write('{"event":"open"}\n');
    response.once('close', () => {
      if (control === response) control = null;
    });
  });
  server.on('upgrade', (asked: IncomingMessage, socket: Socket) => {
    const id = asked.url?.replace('/beacon/streams/', '') ?? '';
    const take = wanted.get(id);
    if (take === undefined || asked.headers.upgrade !== 'moorgate-beacon')
      return void socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: moorgate-beacon\r\n\r\n',
    );
    dialled.delete(socket);
    take(frameConnection(socket).on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const say = (line: string): void => void control?.write(line);
  const openStream = (): Promise<Duplex> =>
    new Promise((resolve) => {
      const id = randomUUID();
      wanted.set(id, resolve);
      say(`${JSON.stringify({ event: 'stream', id })}\n`);
    });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    controls,
    refuseWith: (code) => {
      refusal = code;
    },
    say,
    isOpen: () => control !== null,
    openStream,
    ask: async (path, token) => {
      const stream = await openStream();
      const asked = request({
        path,
        headers: { host: 'beacon', token },
        createConnection: () => stream as Socket,
      });
      asked.end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      return { status: answer.statusCode ?? 0, text: await text(answer) };
    },
    dialledAtOnce: () => dialledAtOnce,
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
};
