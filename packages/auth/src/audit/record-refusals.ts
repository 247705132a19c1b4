/** Writing down requests and connections that were refused. */
import { networkOf } from '@moorgate/config';
import {
  type AuditRecordInsert,
  type DeviceRefusalInsert,
  inTransaction,
  insertAuditRecords,
  insertDeviceRefusals,
} from '@moorgate/db';
import type { ErrorCode } from '@moorgate/errors';
import type { Context } from '../context.ts';
import type { UserPrincipal } from '../principal.ts';
import { actorOf } from './record-audit.ts';
import { createRefusalTally, type RefusalTally, type TalliedRefusal } from './tally-refusals.ts';

/** A request that was refused. */
export interface RefusedRequest {
  /** Null where nobody was recognised. */
  readonly principal: UserPrincipal | null;
  readonly address: string;
  readonly code: ErrorCode;
  /** The operation that was asked for; null where there is none. */
  readonly operationId: string | null;
}

const rowsMax = 500;
const anonymous = { actorKind: 'system', actorId: 'anonymous', actorName: 'anonymous' } as const;

/**
 * Makes the tally of refused requests: each minute one record `request.refused` for each actor, code and operation, with how
 * often and until when. Where nobody was recognised the address stands for the actor, in IPv6 its /64; the record names the
 * first address.
 */
export const tallyRefusedRequests = (
  ctx: Pick<Context, 'db' | 'clock' | 'log'>,
): RefusalTally<RefusedRequest> =>
  createRefusalTally<RefusedRequest>({
    clock: ctx.clock,
    log: ctx.log,
    keyOf: ({ principal, address, code, operationId }) => {
      const who = principal?.credential.tokenId ?? networkOf(address) ?? address;
      return JSON.stringify([who, code, operationId]);
    },
    write: (refusals) =>
      inTransaction(ctx.db, async (trx) => {
        for (let start = 0; start < refusals.length; start += rowsMax) {
          const rows = refusals.slice(start, start + rowsMax).map(recordFrom);
          await insertAuditRecords(trx, rows);
        }
      }),
  });

const recordFrom = (refusal: TalliedRefusal<RefusedRequest>): AuditRecordInsert => {
  const { subject, count, first, last } = refusal;
  const principal = subject?.principal ?? null;
  const what = { count, until: last.toISOString() };
  return {
    at: first,
    ...(principal === null ? anonymous : actorOf(principal)),
    action: 'request.refused',
    targetKind: 'operation',
    targetId: subject === null ? 'others' : (subject.operationId ?? 'none'),
    address: subject?.address ?? null,
    requestId: null,
    before: null,
    after: JSON.stringify(subject === null ? what : { code: subject.code, ...what }),
  };
};

/** A connection of a device, or of a stranger, that was refused. */
export interface RefusedConnection {
  readonly code: string;
  readonly address: string;
  /** Null where no certificate named one. */
  readonly uuid: string | null;
}

/**
 * Makes the tally of refused connections of a gateway: each minute one record `device.refused` for each device (or address)
 * and code, with how often and until when.
 */
export const tallyRefusedConnections = (
  ctx: Pick<Context, 'db' | 'clock' | 'log'>,
): RefusalTally<RefusedConnection> =>
  createRefusalTally<RefusedConnection>({
    clock: ctx.clock,
    log: ctx.log,
    keyOf: ({ uuid, address, code }) => `${uuid ?? networkOf(address) ?? address} ${code}`,
    write: (refusals) =>
      inTransaction(ctx.db, async (trx) => {
        for (let start = 0; start < refusals.length; start += rowsMax) {
          const rows = refusals.slice(start, start + rowsMax).map(deviceRefusalFrom);
          await insertDeviceRefusals(trx, rows);
        }
      }),
  });

const deviceRefusalFrom = (refusal: TalliedRefusal<RefusedConnection>): DeviceRefusalInsert => {
  const { subject, count, first, last } = refusal;
  return {
    at: first,
    until: last,
    uuid: subject?.uuid ?? null,
    address: subject?.address ?? null,
    code: subject?.code ?? null,
    count,
  };
};
