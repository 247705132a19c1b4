/** What the registry of a gateway stands on: its tokens, and the address under which devices reach it. */
import { X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { createRegistryTokens, loadRegistryKeys, type RegistryTokens } from '@moorgate/delivery';
import type { AdmissionServices } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { createRateCounter, readKeyPair, requireAllowed } from '@moorgate/http';
import type { DeviceGatewayConfig } from './config.ts';

/** What the endpoints of the registry get. */
export interface RegistryServices {
  readonly tokens: RegistryTokens;
  /** Counts a token that a device asks for. Faults: rate_limited. */
  requireTokenAllowed(uuid: string): void;
  /** `https://host:port` of this gateway. Faults: registry_not_served, where its certificate has no name. */
  publicUrl(): string;
  /** Notes the certificate that it shows, in PEM. */
  noteCertificate(pem: Buffer): void;
  /** Notes where it listens. */
  notePort(port: number): void;
}

/** An agent asks for two in an update; one that fetches several apps again and again stays below this. */
const tokensPerDevice = { perSecond: 1, burst: 30 };

const firstName = /(?:^|, )(?:DNS|IP Address):([^,*]+)(?=,|$)/;

/** The first name in the certificate that is no pattern; null where there is none. */
const nameOf = (pem: Buffer): string | null => {
  const name = firstName.exec(new X509Certificate(pem).subjectAltName ?? '')?.[1];
  if (name === undefined) return null;
  return isIPv6(name) ? `[${name}]` : name;
};

/** Makes them. Throws when the file of keys cannot be used. */
export const createRegistryServices = async (
  config: DeviceGatewayConfig,
  { ctx, ...admission }: AdmissionServices,
  mayAsk: () => boolean,
): Promise<RegistryServices> => {
  const keys = config.keysFolder === undefined ? null : await loadRegistryKeys(config.keysFolder);
  const counter = createRateCounter(tokensPerDevice);
  let name = nameOf(readKeyPair(config).cert);
  let port: number | null = null;
  return {
    tokens: createRegistryTokens({ ...admission, mayAsk, clock: ctx.clock, keys }),
    requireTokenAllowed: (uuid) => requireAllowed(counter.take(uuid)),
    publicUrl: () => {
      if (config.publicUrl !== undefined) return config.publicUrl.replace(/\/$/, '');
      if (name !== null && port !== null) return `https://${name}:${port}`;
      throw fault('registry_not_served', {
        detail: 'The certificate of this gateway has no name, and its address is not configured.',
      });
    },
    noteCertificate: (pem) => {
      name = nameOf(pem);
    },
    notePort: (bound) => {
      port = bound;
    },
  };
};
