/** What an endpoint of the gateway gets, and how one is defined. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Downloads } from '@moorgate/delivery';
import type { HeldDevice, HeldIdentity, VerdictKind } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import type { EventQueue, UpdateOutcome } from '@moorgate/reports';
import type { ArtifactServices } from '@moorgate/device-tests';
import type { Endpoint, NodeContext, RequestDefinition } from '@moorgate/http';
import type { RequestHold } from '../../connections.ts';
import type { EstServices } from '../../est-services.ts';
import type { RegistryServices } from '../../registry-services.ts';
import type { TunnelDoor } from '../../tunnels/tunnel-door.ts';

/** The verdicts that an endpoint admits; without a word, only `device`. */
export interface GatewayAccess {
  readonly admits?: readonly VerdictKind[];
}

/** What endpoints stand on, beside what every use case gets. */
export interface GatewayServices {
  readonly est: EstServices;
  /** The files of updates. */
  readonly downloads: Downloads;
  readonly registry: RegistryServices;
  readonly events: EventQueue;
  /** Counts what a device reported of the update that it is assigned to. */
  countUpdateOutcome(outcome: UpdateOutcome): void;
  /** Where artifacts of tests go, and how much is kept. */
  readonly tests: ArtifactServices;
  /** Beacons that connect from their side. */
  readonly tunnels: TunnelDoor;
}

/** The device of a connection, as it is now. */
export interface ConnectedDevice {
  readonly identity: HeldIdentity;
  /** The certificate that the connection showed, in DER. */
  certificate(): Buffer;
  readonly device: HeldDevice;
}

/** The context of a request to the gateway. */
export interface GatewayContext extends NodeContext {
  readonly services: GatewayServices;
  /** The fields of the request, by their names in lower case; most that are repeated are joined by commas. */
  readonly headers: IncomingHttpHeaders;
  readonly verdict: VerdictKind;
  /** Null for an anonymous connection. */
  readonly connected: ConnectedDevice | null;
  /**
   * Puts the request under a device until its answer is over; for requests that come with a token which that device got.
   * To be called as soon as the token names the device and before it is looked up: a lookup of a sequence after which the
   * device has changed has to be repeated. After each later change `mayGoOn` is asked, again when it rejects; once it is
   * false the connection is cut.
   */
  readonly holdRequest: (uuid: string, mayGoOn: () => Promise<boolean>) => RequestHold;
}

export type GatewayEndpoint<R extends RequestDefinition = RequestDefinition> = Endpoint<
  R,
  GatewayAccess,
  GatewayContext
>;

/** Checks a definition's types; returns it unchanged. */
export const defineGatewayEndpoint = <const R extends RequestDefinition>(
  endpoint: GatewayEndpoint<R>,
): GatewayEndpoint<R> => endpoint;

const onlyDevices: readonly VerdictKind[] = ['device'];

/** Throws `certificate_required` or `certificate_expired` where an endpoint (null: none) does not admit the verdict. */
export const requireAccess = (access: GatewayAccess | null, ctx: GatewayContext): void => {
  if ((access?.admits ?? onlyDevices).includes(ctx.verdict)) return;
  throw fault(ctx.verdict === 'anonymous' ? 'certificate_required' : 'certificate_expired');
};

/** The device that asks, for endpoints that admit nobody else. */
export const connectedDevice = (ctx: GatewayContext): ConnectedDevice => {
  if (ctx.connected === null) throw fault('certificate_required');
  return ctx.connected;
};
