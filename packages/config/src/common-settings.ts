/** Settings that every service has. */
import { Type } from 'typebox';
import { listenAddressPattern } from './listen-address.ts';

/** The database, with the role of the service that is named. */
export const databaseUrlSetting = (service: string) =>
  ({
    variable: 'DATABASE_URL',
    schema: Type.String({ pattern: '^postgres(ql)?://' }),
    description: `PostgreSQL, with the role of ${service}.`,
    isSecret: true,
  }) as const;

/** Where a service listens. */
export const addressSetting = (variable: string, byDefault: string) =>
  ({
    variable,
    schema: Type.String({ pattern: listenAddressPattern }),
    description: 'Where it listens: `host:port`, `[IPv6]:port`, or `:port` for every address.',
    default: byDefault,
  }) as const;

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
