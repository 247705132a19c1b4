/** Who may use the registry: tokens are given to devices, and each request with one is admitted as its device is now. */
import { hash } from 'node:crypto';
import { publicKeyOfCertificate, withStoreFaults } from '@moorgate/auth';
import {
  type DeviceCredential,
  findStanding,
  type HeldDevice,
  type HeldIdentity,
  type StandingServices,
} from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import type { Clock } from '@moorgate/observability';
import { LRUCache } from 'lru-cache';
import type { RegistryKeys } from './registry-keys.ts';
import { mintRegistryToken, readRegistryToken } from './registry-token.ts';

/** What tokens stand on. */
export interface RegistryTokenServices extends StandingServices {
  readonly clock: Clock;
  /** Null: this gateway was given no keys. */
  readonly keys: RegistryKeys | null;
}

/** What a request with a token does to be told of changes of its device. */
export type HoldRequest = (
  uuid: string,
  mayGoOn: () => Promise<boolean>,
) => { hasChangedSince(sequence: number): boolean };

/** The device of a connection, and the certificate that it showed, in DER. */
export interface TokenRequester {
  readonly identity: HeldIdentity;
  readonly device: HeldDevice;
  certificate(): Buffer;
}

/** The tokens of one process. */
export interface RegistryTokens {
  /**
   * A token for the device of a connection: for an hour, and no longer than its certificate.
   * Faults: registry_not_served, without keys.
   */
  issue(requester: TokenRequester): string;
  /**
   * The device of a token, which is put under `hold` before it is looked up. It is looked up once, and again after each
   * change of the device and while the feed is not followed.
   * Faults: registry_token_invalid; service_unavailable.
   */
  admit(token: string | undefined, hold: HoldRequest): Promise<HeldDevice>;
  /** Forgets what is known of a device, or of all, because it may have changed; before the change is in force here. */
  forget(uuid?: string): void;
}

const lifetimeMs = 3_600_000;
const knownMax = 10_000;

interface Known extends DeviceCredential {
  readonly device: HeldDevice;
}

const isSame = (known: Known, credential: DeviceCredential): boolean =>
  known.generation === credential.generation && known.spkiSha256.equals(credential.spkiSha256);

/** Makes them. */
export const createRegistryTokens = (services: RegistryTokenServices): RegistryTokens => {
  const { clock, trust, keys } = services;
  /** By the device, most of which have one key. */
  const known = new LRUCache<string, Known>({ max: knownMax });
  const nowMs = (): number => clock.now().getTime();

  return {
    issue: ({ identity, device, certificate }) => {
      if (keys === null) throw fault('registry_not_served');
      return mintRegistryToken(keys, {
        deviceUuid: device.uuid,
        generation: device.generation,
        spkiSha256: hash('sha256', publicKeyOfCertificate(certificate()), 'buffer'),
        deviceCaId: identity.ca.id,
        factory: identity.ca.factory,
        expiresAtMs: Math.min(nowMs() + lifetimeMs, identity.notAfterMs),
      });
    },
    admit: async (token, hold) => {
      // A download that outlasts its token goes on.
      const askedAtMs = nowMs();
      const identify = (list: ReturnType<typeof trust.current>): DeviceCredential | null =>
        token === undefined || keys === null
          ? null
          : readRegistryToken(keys, token, { trust: list, nowMs: askedAtMs });
      const credential = identify(trust.current());
      if (credential === null) throw fault('registry_token_invalid');
      const { deviceUuid } = credential;
      const find = (): Promise<HeldDevice | null> =>
        withStoreFaults(() =>
          findStanding(services, { identify, hasChangedSince: held.hasChangedSince }),
        );
      const held = hold(deviceUuid, async () => (await find()) !== null);
      const last = known.get(deviceUuid);
      if (last !== undefined && services.isFeedCurrent() && isSame(last, credential))
        return last.device;
      const device = await find();
      if (device === null) throw fault('registry_token_invalid');
      known.set(deviceUuid, { ...credential, device });
      return device;
    },
    forget: (uuid) => {
      if (uuid === undefined) known.clear();
      else known.delete(uuid);
    },
  };
};
