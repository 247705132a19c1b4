/** A fleet whose devices keep their connections and go on asking. */
import {
  agents,
  createFleet,
  type Fleet,
  type GatewayAddress,
  issueCredentials,
  type SimulatedDevice,
} from '@moorgate/simulator';
import { keepLinkLog, type LinkLog } from './link-log.ts';
import type { RevocationGround } from './revocation-ground.ts';

/** Its devices, and everything that has happened to them. */
export interface Crowd {
  readonly fleet: Fleet;
  readonly log: LinkLog;
}

/** How large it is, where it connects, from which addresses, and where chance comes from. */
export interface CrowdOptions {
  readonly devices: number;
  readonly gateways: readonly GatewayAddress[];
  readonly addressOf: (index: number) => string;
  readonly random: () => number;
}

const connectingAtOnce = 16;

const connectUntilServed = async (device: SimulatedDevice): Promise<void> => {
  for (;;) {
    const status = await device.ask().then(
      (answer) => answer.status,
      () => null,
    );
    if (status !== null && status < 300) return;
  }
};

const connectAll = async (devices: readonly SimulatedDevice[]): Promise<void> => {
  const waiting = [...devices];
  const lane = async (): Promise<void> => {
    for (let device = waiting.pop(); device !== undefined; device = waiting.pop())
      await connectUntilServed(device);
  };
  await Promise.all(Array.from({ length: connectingAtOnce }, lane));
};

/** Makes it; resolves when every device is enrolled and has been served on a connection that is still open. */
export const gatherCrowd = async (
  ground: RevocationGround,
  { devices, gateways, addressOf, random }: CrowdOptions,
): Promise<Crowd> => {
  const credentials = await issueCredentials(ground.issuer, { count: devices });
  const [first, ...others] = gateways;
  const fleet = createFleet({
    credentials,
    gateways: [first!, ...others],
    agentOf: () => agents['aktualizr-lite'],
    keepsConnections: true,
    addressOf,
    random,
  });
  const log = keepLinkLog(fleet);
  await connectAll(fleet.devices);
  return { fleet, log };
};
