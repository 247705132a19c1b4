/** Misuse of TCP and TLS: nobody is known yet, and each connection has to end in its time. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { connect } from 'node:tls';
import type { Link } from '../link.ts';
import type { Misbehave } from './scene.ts';

/** Connects and says nothing. */
export const halfOpen: Misbehave = (scene) => scene.openTcp().closed;

const sendRaw = async (link: Link, octets: Buffer): Promise<void> => {
  await link.connected;
  link.write(octets);
  await link.closed;
};

/** The first flight of a handshake, as it would go out on a socket. */
const clientHello = async (serverName: string): Promise<Buffer> => {
  const [clientSide, serverSide] = duplexPair();
  const client = connect({ socket: clientSide, servername: serverName });
  client.on('error', () => undefined);
  const [hello] = (await once(serverSide, 'data')) as [Buffer];
  client.destroy();
  return hello;
};

/** Begins a handshake, lets the gateway do its part of the work, and never answers it. */
export const stalledHandshake: Misbehave = async (scene) =>
  sendRaw(scene.openTcp(), await clientHello(scene.serverName));

const garbageBytes = 4_096;

/** Sends octets that mean nothing. */
export const garbage: Misbehave = (scene) => sendRaw(scene.openTcp(), randomBytes(garbageBytes));
