/** The two servers that devices are sent to: the gateway, and the bare one that it is compared with. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../credentials/credentials.ts';
import { measureUsage, type Usage } from '../measure/usage.ts';
import type { BareServerSettings } from '../processes/bare-server-settings.ts';
import { startChild } from '../processes/start-child.ts';
import type { Lab } from './lab.ts';
import { readServedReply } from './served-reply.ts';
import { gatewayCommandOn, portOf, start } from './services.ts';
import { type BenchDatabase, runStatements } from './store.ts';

/** A server that answers GET /device over TLS. */
export interface DeviceServer {
  readonly port: number;
  /** Carries out `work`, so many operations, and answers what each of them cost the server. */
  measure(operations: number, work: () => Promise<unknown>): Promise<Usage>;
  stop(): Promise<void>;
}

/** Starts a server of its kind. */
export type StartDeviceServer = () => Promise<DeviceServer>;

/** Both kinds. */
export interface DeviceServers {
  readonly gateway: StartDeviceServer;
  readonly bare: StartDeviceServer;
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

/** What belongs to an operation but may wait, such as check-ins that are written together, is counted too. */
const settleMs = 1_000;

/**
 * Prepares both: `enrol` gets a gateway that runs, and has to make every device known to it. The bare server answers what
 * the gateway then answers the first device.
 */
export const prepareDeviceServers = async (
  lab: Lab,
  credentials: Credentials,
  options: {
    readonly databaseName: string;
    readonly enrol: (gateway: DeviceServer) => Promise<unknown>;
  },
): Promise<DeviceServers> => {
  const database = await lab.createFleet(options.databaseName, 0);
  const gateway = gatewayOn(lab, database);
  const running = await gateway();
  try {
    await options.enrol(running);
    const reply = await readServedReply(credentials, running.port);
    const { environment } = gatewayCommandOn(lab, database);
    return { gateway, bare: bareServerWith(lab, { environment, reply }) };
  } finally {
    await running.stop();
  }
};

const gatewayOn =
  (lab: Lab, database: BenchDatabase): StartDeviceServer =>
  async () => {
    const service = await start(lab, gatewayCommandOn(lab, database));
    return {
      port: portOf(service.url),
      measure: async (operations, work) => {
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
    return {
      port,
      measure: (operations, work) => measureSettled(lab, child.pid, { operations, work }),
      stop: child.stop,
    };
  };

const measureSettled = (
  lab: Lab,
  serverPid: number,
  { operations, work }: { operations: number; work: () => Promise<unknown> },
): Promise<Usage> =>
  measureUsage({ serverPid, postgresPid: lab.store.pid }, operations, async () => {
    await work();
    await delay(settleMs);
  });
