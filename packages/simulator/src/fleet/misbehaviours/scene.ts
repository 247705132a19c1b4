/** What a misbehaving device has at hand. */
import type { ClientIdentity } from '../../credentials/credentials.ts';
import type { DeviceAnswer } from '../answer-reader.ts';
import type { Link } from '../link.ts';

/** One device, for one kind of misbehaviour. Everything here throws once the device has been stopped. */
export interface Scene {
  readonly serverName: string;
  /** What its agent polls. */
  readonly path: string;
  /** Connects with that certificate, or without one. */
  openTls(identity: ClientIdentity | null): Link;
  /** Connects without a handshake. */
  openTcp(): Link;
  /** Asks as a device should. */
  ask(): Promise<DeviceAnswer>;
  /** Closes the connection that it asks on. */
  disconnect(): void;
  /** The head of its agent's poll, with these headers beside its own. */
  head(headers?: Readonly<Record<string, string>>): string;
  wait(milliseconds: number): Promise<void>;
  identity(): ClientIdentity;
  /** The same UUID with another key. */
  anotherKey(): Promise<ClientIdentity>;
  /** A certificate for the same UUID that no CA of the installation has issued. */
  foreign(): Promise<ClientIdentity>;
}

/** One round of a misbehaviour: it ends when its connection has. May throw `ConnectionLost`. */
export type Misbehave = (scene: Scene) => Promise<unknown>;
