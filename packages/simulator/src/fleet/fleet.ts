/** Many simulated devices in one process. */
import { EventEmitter, on } from 'node:events';
import { type Credentials, identityOf } from '../credentials/credentials.ts';
import type { DeviceIssuer } from '../credentials/issue-credentials.ts';
import { type Agent, agentInTurn } from './agents.ts';
import type { GatewayAddress } from './device-connections.ts';
import type { FleetEvent, Role } from './fleet-event.ts';
import { isIPv4Loopback, loopbackAddress } from './loopback-address.ts';
import { createDevice, type SimulatedDevice } from './simulated-device.ts';
import { createSpareIdentities } from './spare-identities.ts';
import { createTally, type Tally, type TallySummary } from './tally.ts';

/** What a fleet consists of. */
export interface FleetOptions {
  /** One device for each; they and their keys are held once for the whole fleet. */
  readonly credentials: Credentials;
  /** Devices take them in turn. */
  readonly gateways: readonly [GatewayAddress, ...GatewayAddress[]];
  /** Which agent a device runs; the kinds in turn unless given. */
  readonly agentOf?: (index: number) => Agent;
  /** Whether devices keep their connections; as their agents do unless given. */
  readonly keepsConnections?: boolean;
  /** Where a device connects from; an address of its own where the gateway is on the loopback interface. */
  readonly addressOf?: (index: number) => string | undefined;
  /** How long a handshake or an answer may stand still before a device gives up, in milliseconds; a minute unless given. */
  readonly patienceMs?: number;
  /** What issued the credentials, for devices that are to show other ones. */
  readonly issuer?: DeviceIssuer;
  /** The source of all chance, evenly distributed from 0 to 1, without 1. */
  readonly random?: () => number;
}

/** A fleet. */
export interface Fleet {
  readonly devices: readonly SimulatedDevice[];
  /** Calls `listener` for everything that happens from now on, at once; answers what ends that. */
  onEvent(listener: (event: FleetEvent) => void): () => void;
  /** What happens from now on, until the fleet is stopped; what nobody has taken yet waits in memory. */
  events(): AsyncIterableIterator<FleetEvent>;
  /** What has happened so far, to all devices or to those that had that role then. */
  summary(role?: Role): TallySummary;
  /** Stops every device, and ends the streams of events. */
  stop(): Promise<void>;
}

const patienceDefaultMs = 60_000;

/** The last is said when the fleet has stopped. */
interface EmittedEvents {
  happened: [FleetEvent];
  stopped: [];
}

/** Linux binds a socket to any address of 127.0.0.0/8, but that reaches nothing beyond. */
const ownLoopbackAddress = (gateway: GatewayAddress, index: number): string | undefined =>
  isIPv4Loopback(gateway.host) ? loopbackAddress(index) : undefined;

/** Makes a fleet that does nothing yet. */
export const createFleet = (options: FleetOptions): Fleet => {
  const { credentials, gateways, agentOf = agentInTurn, random = Math.random } = options;
  const emitter = new EventEmitter<EmittedEvents>();
  const spares = createSpareIdentities(options.issuer);
  const total = createTally();
  const tallies = new Map<Role, Tally>();
  let links = 0;

  const tallyOf = (role: Role): Tally => {
    const tally = tallies.get(role) ?? createTally();
    tallies.set(role, tally);
    return tally;
  };
  const tell = (event: FleetEvent): void => {
    total.record(event);
    tallyOf(event.role).record(event);
    emitter.emit('happened', event);
  };
  const devices: SimulatedDevice[] = credentials.devices.map(({ uuid }, index) => {
    const gateway = gateways[index % gateways.length] ?? gateways[0];
    const agent = agentOf(index);
    return createDevice({
      uuid,
      index,
      agent,
      gateway,
      random,
      keepsConnection: options.keepsConnections ?? agent.keepsConnection,
      localAddress: (options.addressOf ?? ownLoopbackAddress.bind(null, gateway))(index),
      rootCertificate: credentials.rootCertificate,
      patienceMs: options.patienceMs ?? patienceDefaultMs,
      identity: () => identityOf(credentials, index),
      anotherKey: () => spares.anotherKey(uuid),
      foreign: () => spares.foreign(uuid),
      onOpen: (role) => {
        const link = (links += 1);
        return (event) => tell({ ...event, uuid, index, link, role });
      },
    });
  });

  const events = async function* (): AsyncGenerator<FleetEvent> {
    for await (const [event] of on(emitter, 'happened', { close: ['stopped'] }))
      yield event as FleetEvent;
  };
  return {
    devices,
    onEvent: (listener) => {
      emitter.on('happened', listener);
      return () => void emitter.off('happened', listener);
    },
    events,
    summary: (role) => (role === undefined ? total : tallyOf(role)).summary(),
    stop: async () => {
      await Promise.all(devices.map((device) => device.stop()));
      emitter.emit('stopped');
    },
  };
};
