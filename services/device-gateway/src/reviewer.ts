/** Verdicts on connections: made at the handshake, held while nothing changes, and made again when something does. */
import {
  type AdmissionServices,
  admitDevice,
  type CheckInQueue,
  type DeviceVerdict,
  type Verdict,
} from '@moorgate/devices';
import type { Lease } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { certificateOf, type Connection, type Connections } from './connections.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { RefusalLine } from './refusal-log.ts';

/** What verdicts on connections stand on. */
export interface ReviewServices {
  readonly admission: AdmissionServices;
  readonly connections: Connections;
  readonly lease: Lease;
  readonly checkIns: CheckInQueue;
  readonly metrics: GatewayMetrics;
  logRefusal(line: RefusalLine): boolean;
}

/** Judges connections. */
export interface Reviewer {
  /** Makes a verdict and puts it on the connection. Rejects, with the verdict as it was, when none can be made. */
  review(connection: Connection): Promise<Verdict>;
  /** True when the verdict `device` holds at this moment without asking the store. */
  isCurrent(connection: Connection): boolean;
}

/** Makes the reviewer of a process. */
export const createReviewer = (services: ReviewServices): Reviewer => {
  const { admission, connections, lease, checkIns, metrics } = services;
  const { trust, ctx } = admission;

  const take = (connection: Connection, verdict: DeviceVerdict): void => {
    const { hold } = connection;
    if (hold === null) return;
    checkIns.overlay(verdict.device);
    if (hold.device === null || hold.device.sequence <= verdict.device.sequence) {
      hold.device = verdict.device;
    }
  };

  const logRefusal = (connection: Connection, code: string, detail?: string): void => {
    const { address, hold } = connection;
    const isLogged = services.logRefusal({ code, detail, address, uuid: hold?.uuid ?? null });
    if (!isLogged) metrics.suppressedLines.inc({});
  };

  const settle = (connection: Connection, verdict: Verdict): Verdict => {
    const isNews = connection.verdict?.kind !== verdict.kind;
    connection.verdict = verdict;
    const code = verdict.kind === 'refused' ? verdict.code : '';
    if (isNews) metrics.verdicts.inc({ kind: verdict.kind, code });
    if (verdict.kind === 'refused') logRefusal(connection, code, verdict.detail);
    else if (verdict.kind !== 'anonymous') take(connection, verdict);
    return verdict;
  };

  return {
    review: async (connection) => {
      const { hasCertificate, address, verdict: held } = connection;
      if (!hasCertificate) return settle(connection, { kind: 'anonymous' });
      // Whoever waits for the gateways to follow a change has stopped waiting for this one.
      if (!lease.mayAsk()) throw fault('service_unavailable');
      const certificate = certificateOf(connection);
      // It has closed.
      if (certificate === null) throw fault('service_unavailable');
      const verdict = await admitDevice(admission, {
        ...certificate,
        address,
        wasAdmitted: held?.kind === 'device' || held?.kind === 'renewable',
        identified: (uuid) => connections.hold(connection, uuid),
        hasChangedSince: (sequence) => connections.hasChangedSince(connection, sequence),
      });
      return settle(connection, verdict);
    },
    isCurrent: (connection) => {
      const { verdict } = connection;
      if (verdict?.kind !== 'device') return false;
      const { identity, device } = verdict;
      return (
        !connections.hasChangedSince(connection, device.sequence) &&
        trust.current().byId.get(identity.ca.id) === identity.ca &&
        ctx.clock.now().getTime() <= identity.notAfterMs &&
        lease.isHeld()
      );
    },
  };
};
