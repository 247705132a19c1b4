/** Settings that every service has. */
import { Type } from 'typebox';
import { listenAddressPattern, privateAddressPattern } from './listen-address.ts';

/** The database, with the role of the service that is named. */
export const databaseUrlSetting = (service: string) =>
  ({
    variable: 'DATABASE_URL',
    schema: Type.String({ pattern: '^postgres(ql)?://' }),
    description: `PostgreSQL, with the role of ${service}.`,
    isSecret: true,
  }) as const;

/** The password for it, where the address has none: a file of its own is easier to protect than a whole address. */
export const databasePasswordSetting = {
  variable: 'DATABASE_PASSWORD',
  schema: Type.String({ minLength: 1 }),
  description: 'The password for it, where it does not stand in `DATABASE_URL`.',
  isOptional: true,
  isSecret: true,
} as const;

/** Where a service listens. */
export const addressSetting = (variable: string, byDefault: string) =>
  ({
    variable,
    schema: Type.String({ pattern: listenAddressPattern }),
    description: 'Where it listens: `host:port`, `[IPv6]:port`, or `:port` for every address.',
    default: byDefault,
  }) as const;

/**
 * Where a service tells its metrics, its health and its readiness to those who watch it. The host is never left out:
 * what is told there is for nobody else, so every address is listened on only where somebody wrote `0.0.0.0` or `[::]`.
 */
export const privateAddressSetting = (variable: string) =>
  ({
    variable,
    schema: Type.String({ pattern: privateAddressPattern }),
    description:
      'Where it answers `/metrics`, `/healthz` and `/readyz`, to whoever reaches it: `127.0.0.1:port`, say. Nowhere unless given; the host is never left out, `0.0.0.0:port` means every address.',
    isOptional: true,
  }) as const;

/** The same for both services: one admits the connection, the other signs. */
export const renewalGraceSetting = {
  variable: 'MOORGATE_RENEWAL_GRACE_DAYS',
  schema: Type.Integer({ minimum: 0, maximum: 36_500 }),
  description:
    'For how many days after its expiry the certificate of a device may still be renewed, and used for nothing else.',
  default: 0,
} as const;

/** The gateway as devices are told of it. */
export const gatewayUrlSetting = {
  variable: 'MOORGATE_GATEWAY_URL',
  schema: Type.String({ pattern: '^https://[^/?#@]+/?$' }),
  description: 'The address at which devices reach the gateway.',
  default: 'https://localhost:8443',
} as const;

/** What is logged. */
export const logLevelSetting = {
  variable: 'MOORGATE_LOG_LEVEL',
  schema: Type.Union([
    Type.Literal('debug'),
    Type.Literal('info'),
    Type.Literal('warn'),
    Type.Literal('error'),
    Type.Literal('silent'),
  ]),
  description: 'The least severe lines that are logged.',
  default: 'info',
} as const;
