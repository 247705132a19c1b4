/** A fleet against a running installation, for people to look at. */
import type { SimulationSettings } from '@moorgate/cli';
import type { Credentials } from '../credentials/credentials.ts';
import { type DeviceIssuer, readDeviceIssuer } from '../credentials/issue-credentials.ts';
import { keepCredentials } from '../credentials/keep-credentials.ts';
import type { Role } from '../fleet/fleet-event.ts';
import { createFleet, type Fleet } from '../fleet/fleet.ts';
import { assignRoles, parseShare } from './assign-roles.ts';
import { type Output, showFleet } from './display.ts';
import { readGatewayAddresses } from './gateway-address.ts';
import { watchFleet } from './watch-fleet.ts';

/** Where it shows itself, and what ends it. */
export interface Surroundings {
  readonly output: Output;
  /** Says what is being prepared. */
  say(line: string): void;
  /** Aborts when it has been interrupted. */
  readonly interrupted: AbortSignal;
}

const sayEach = 1_000;

const issueFor = (
  issuer: DeviceIssuer,
  { credentialsFile, devices }: SimulationSettings,
  say: Surroundings['say'],
): Promise<Credentials> =>
  keepCredentials(issuer, {
    file: credentialsFile,
    count: devices,
    onIssued: (done) => {
      if (done === 1) say('issuing certificates, which are kept for the next time');
      if (done % sayEach === 0) say(`${done.toLocaleString('en')} have been issued`);
    },
  });

const startDevices = (fleet: Fleet, roles: readonly Role[], intervalMs: number): void => {
  for (const device of fleet.devices) {
    const role = roles[device.index] ?? 'well-behaved';
    if (role === 'well-behaved') device.poll({ intervalMs });
    else device.misbehave(role, { intervalMs });
  }
};

const untilOver = (durationSeconds: number | null, interrupted: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (durationSeconds !== null) setTimeout(resolve, durationSeconds * 1_000);
    if (interrupted.aborted) resolve();
    interrupted.addEventListener('abort', () => resolve());
  });

/**
 * Connects the fleet and shows it until its time is over or it is interrupted, closes its connections, and says what came
 * of it. Throws one sentence when it cannot be made.
 */
export const runSimulation = async (
  settings: SimulationSettings,
  { output, say, interrupted }: Surroundings,
): Promise<void> => {
  const roles = assignRoles(settings.devices, settings.misbehave.map(parseShare));
  const issuer = await readDeviceIssuer(settings.certsDirectory);
  const urls = settings.gatewayUrls;
  const [first, ...others] = await readGatewayAddresses(settings.certsDirectory, urls);
  if (first === undefined) throw new Error('there is no gateway to connect to');
  const credentials = await issueFor(issuer, settings, say);
  const fleet = createFleet({
    credentials,
    issuer,
    gateways: [first, ...others],
    ...(settings.keepAlive ? { keepsConnections: true } : {}),
  });
  if (!settings.json)
    output.write(`${settings.devices.toLocaleString('en')} devices, ${urls.join(', ')}\n`);
  const display = showFleet(watchFleet(fleet, roles), output, settings.json);
  startDevices(fleet, roles, settings.pollSeconds * 1_000);
  await untilOver(settings.durationSeconds, interrupted);
  display.end();
  await fleet.stop();
};
