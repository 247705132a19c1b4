/** The two servers that devices are sent to: the gateway, and the bare one that it is compared with. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../credentials/credentials.ts';
import { measureUsage, type Usage } from '../measure/usage.ts';
import type { BareServerSettings } from '../processes/bare-server-settings.ts';
import { type Load, startLoad } from '../processes/load.ts';
import { startChild } from '../processes/start-child.ts';
import { say } from '../progress.ts';
import { writeCredentials } from './credentials.ts';
import type { Lab } from './lab.ts';
import { readServedReply } from './served-reply.ts';
import { gatewayCommandOn, type GatewayOptions, portOf, start } from './services.ts';
import { type BenchDatabase, runStatements } from './store.ts';

/** A server that answers GET /device over TLS. */
export interface DeviceServer {
  readonly port: number;
  /** The process, of which all others of the server descend. */
  readonly pid: number;
  /** Carries out `work`, so many operations, and answers what each of them cost the server. */
  measure<T>(operations: number, work: () => Promise<T>): Promise<Usage & { readonly result: T }>;
  stop(): Promise<void>;
}

/** Starts a server of its kind. */
export type StartDeviceServer = () => Promise<DeviceServer>;

/** Devices that a gateway knows, a client that plays them, and both kinds of server for them. */
export interface DeviceServers {
  readonly load: Load;
  readonly gateway: StartDeviceServer;
  readonly bare: StartDeviceServer;
  /** The one under the gateway. */
  readonly database: BenchDatabase;
}

/** What is prepared. */
export interface DeviceServersOptions extends GatewayOptions {
  /** Of the database, and of what is written for it. */
  readonly name: string;
  /** Devices that the client plays; each of them is enrolled. */
  readonly devices: number;
  /** Devices in the database beside them. */
  readonly fleet?: number;
  /** A file that the bare server answers one path with. */
  readonly file?: NonNullable<BareServerSettings['file']>;
}

/**
 * As if five minutes had passed since the devices were seen: each has a check-in to be written again, as it has when it
 * polls. What earlier measurements left behind is cleared away.
 */
const ageCheckIns = [
  `update device_check_ins set last_seen_at = last_seen_at - interval '5 minutes'`,
  'vacuum analyze',
  'checkpoint',
] as const;

/** What belongs to an operation but may wait, such as check-ins that are written together, is done after this time. */
const settleMs = 1_000;

const enrolledAtOnce = 16;

/**
 * Issues certificates, makes a database and lets each device connect once. The bare server answers what the gateway then
 * answers the first device.
 */
export const prepareDeviceServers = async (
  lab: Lab,
  options: DeviceServersOptions,
): Promise<DeviceServers> => {
  const { name, devices, fleet = 0, workers = 1 } = options;
  say(`${name}: issuing ${devices.toLocaleString('en')} certificates`);
  const file = join(lab.directory.root, `${name}.json`);
  const credentials = await writeCredentials(lab.directory.certs, file, devices);
  const load = await startLoad(file, lab.cleanup);
  const database = await lab.createFleet(name, fleet);
  const gateway = gatewayOn(lab, database, options);
  const reply = await enrol(credentials, load, gateway);
  const { environment } = gatewayCommandOn(lab, database, options);
  const { file: served } = options;
  const settings = {
    environment,
    reply,
    workers,
    ...(served === undefined ? {} : { file: served }),
  };
  return { load, database, gateway, bare: bareServerWith(lab, settings) };
};

const enrol = async (
  credentials: Credentials,
  load: Load,
  gateway: StartDeviceServer,
): Promise<BareServerSettings['reply']> => {
  const { port, stop } = await gateway();
  try {
    const devices = { first: 0, count: credentials.devices.length };
    await load.run({ kind: 'handshakes', port, concurrency: enrolledAtOnce, ...devices });
    return await readServedReply(credentials, port);
  } finally {
    await stop();
  }
};

const gatewayOn =
  (lab: Lab, database: BenchDatabase, options: GatewayOptions): StartDeviceServer =>
  async () => {
    const service = await start(lab, gatewayCommandOn(lab, database, options));
    return {
      port: portOf(service.url),
      pid: service.pid,
      measure: async (operations, work) => {
        // The gateway may still be writing check-ins, and two who write many rows may stand in each other's way.
        await delay(settleMs);
        await runStatements(database.ownerUrl, ...ageCheckIns);
        return measureSettled(lab, service.pid, { operations, work });
      },
      stop: service.stop,
    };
  };

const bareServerWith =
  (lab: Lab, settings: BareServerSettings): StartDeviceServer =>
  async () => {
    const child = await startChild('bare-server', settings);
    await lab.cleanup.defer(() => child.stop());
    const { port } = child.ready as { port: number };
    const { pid } = child;
    return {
      port,
      pid,
      measure: (operations, work) => measureSettled(lab, pid, { operations, work }),
      stop: child.stop,
    };
  };

const measureSettled = <T>(
  lab: Lab,
  serverPid: number,
  { operations, work }: { operations: number; work: () => Promise<T> },
): Promise<Usage & { readonly result: T }> =>
  measureUsage({ serverPid, postgresPid: lab.store.pid }, operations, async () => {
    const result = await work();
    await delay(settleMs);
    return result;
  });
