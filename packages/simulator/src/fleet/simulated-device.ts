/** One simulated device: it connects and asks when it is told to, or goes on by itself until it is stopped. */
import type { ClientIdentity } from '../credentials/credentials.ts';
import type { Agent } from './agents.ts';
import { ConnectionLost, type DeviceAnswer } from './answer-reader.ts';
import {
  type ConnectionSettings,
  createDeviceConnections,
  type ShownIdentity,
} from './device-connections.ts';
import type { LinkEvent, Role } from './fleet-event.ts';
import type { Link } from './link.ts';
import { misbehaviours } from './misbehaviours/misbehaviours.ts';
import type { Misbehaviour } from './misbehaviours/names.ts';
import type { Scene } from './misbehaviours/scene.ts';
import { createRepetition, type Rhythm } from './repetition.ts';

/** A device of a fleet. */
export interface SimulatedDevice {
  readonly uuid: string;
  /** Its place in the fleet. */
  readonly index: number;
  readonly agent: Agent;
  role(): Role;
  /** True while the connection that it asks on is open. */
  isConnected(): boolean;
  /** Resolves when it is connected. Rejects with `ConnectionLost`. */
  connect(): Promise<void>;
  /**
   * Asks as its agent does, on the connection that is open or on a new one, and closes it then unless it keeps it.
   * Rejects with `ConnectionLost` when no whole answer comes.
   */
  ask(path?: string): Promise<DeviceAnswer>;
  /** Asks on a connection of its own, and reads so many octets in a second, or as fast as they come. */
  download(path: string, bytesPerSecond?: number): Promise<DeviceAnswer>;
  /** Polls until it is stopped, for the first time within one interval. Retries as its agent does. */
  poll(rhythm: Rhythm): void;
  /** Misbehaves until it is stopped: again and again, a rest after each connection that has ended. */
  misbehave(kind: Misbehaviour, rest: Rhythm): void;
  /** Ends what it does by itself, and closes its connections. */
  stop(): Promise<void>;
}

/** What a fleet gives each of its devices. */
export interface DeviceSettings extends Omit<ConnectionSettings, 'onOpen'> {
  readonly uuid: string;
  readonly index: number;
  /** The same UUID with another key. */
  anotherKey(): Promise<ClientIdentity>;
  /** A certificate that no CA of the installation has issued. */
  foreign(): Promise<ClientIdentity>;
  /** Evenly distributed from 0 to 1, without 1. */
  random(): number;
  /** Called for each new connection with what the device does then; answers who is told of it. */
  onOpen(role: Role): (event: LinkEvent) => void;
}

/** A connection that is lost ends a round, and has been told of. */
const unlessLost = (error: unknown): void => {
  if (!(error instanceof ConnectionLost)) throw error;
};

/** Makes a device that does nothing yet. */
export const createDevice = (settings: DeviceSettings): SimulatedDevice => {
  const { agent, uuid, index } = settings;
  let role: Role = 'well-behaved';
  const repetition = createRepetition(settings.random);
  const connections = createDeviceConnections({
    ...settings,
    onOpen: () => settings.onOpen(role),
  });

  /** Whether the answer settles a poll; what went wrong has been told of. */
  const isSettled = (): Promise<boolean> =>
    connections.ask().then(
      ({ status }) => status < 500,
      () => false,
    );
  const pollOnce = async (): Promise<void> => {
    if (await isSettled()) return;
    for (const waitMs of agent.retryWaitsMs) {
      await repetition.wait(waitMs);
      if (await isSettled()) return;
    }
  };
  const openInRound = (identity: ShownIdentity): Link => {
    repetition.check();
    return connections.open(identity);
  };
  const scene: Scene = {
    serverName: settings.gateway.serverName,
    path: agent.path,
    openTls: openInRound,
    openTcp: () => openInRound('no TLS'),
    ask: () => connections.ask(),
    disconnect: connections.disconnect,
    head: (headers) => connections.head(agent.path, headers),
    wait: repetition.wait,
    identity: settings.identity,
    anotherKey: settings.anotherKey,
    foreign: settings.foreign,
  };

  return {
    uuid,
    index,
    agent,
    role: () => role,
    isConnected: connections.isConnected,
    connect: connections.connect,
    ask: connections.ask,
    download: connections.download,
    poll: (rhythm) => repetition.start(rhythm, pollOnce),
    misbehave: (kind, rest) => {
      repetition.start(rest, () => misbehaviours[kind](scene).catch(unlessLost));
      role = kind;
    },
    stop: async () => {
      repetition.interrupt();
      await Promise.all([connections.closeAll(), repetition.ended()]);
      role = 'well-behaved';
    },
  };
};
