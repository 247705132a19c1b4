/** Writing down who changed what. */
import { type ActorKind, insertAuditRecords, type Trx } from '@moorgate/db';
import type { Context } from '../context.ts';
import type { Principal } from '../principal.ts';

/** What happened to what. `before` and `after` hold what changed, never a secret. */
export interface AuditRecord {
  /** `<resource>.<past participle>`, such as `device.denied`. */
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
}

/** Who does something, in which request, and when. */
export type RecordingContext = Pick<Context, 'clock' | 'principal' | 'address' | 'requestId'>;

/** More rows than this in one statement save nothing. */
const batchMax = 500;

/** Appends a record with the actor, the address and the request id of `ctx`; it stands or falls with the transaction. */
export const recordAudit = (trx: Trx, ctx: RecordingContext, record: AuditRecord): Promise<void> =>
  recordAudits(trx, ctx, [record]);

/** Appends records in their order, as `recordAudit` does one. */
export const recordAudits = (
  trx: Trx,
  ctx: RecordingContext,
  records: readonly AuditRecord[],
): Promise<void> => {
  const { address, requestId } = ctx;
  const author = { at: ctx.clock.now(), ...actorOf(ctx.principal), address, requestId };
  return recordAuditsOf(trx, author, records);
};

/** Who did something when, and in which request. */
export interface RecordAuthor extends Actor {
  readonly at: Date;
  readonly address: string | null;
  readonly requestId: string | null;
}

/** Appends records of what somebody did before, in their order. */
export const recordAuditsOf = async (
  trx: Trx,
  author: RecordAuthor,
  records: readonly AuditRecord[],
): Promise<void> => {
  const rows = records.map(({ action, targetKind, targetId, before, after }) => ({
    ...author,
    action,
    targetKind,
    targetId,
    before: before === undefined ? null : jsonText(before),
    after: after === undefined ? null : jsonText(after),
  }));
  for (let start = 0; start < rows.length; start += batchMax)
    await insertAuditRecords(trx, rows.slice(start, start + batchMax));
};

/** Who did it, as a record has it. */
export interface Actor {
  readonly actorKind: ActorKind;
  readonly actorId: string;
  readonly actorName: string;
}

/** With a token the token is the actor, under the name of its owner: it is the token that is looked for after a leak. */
export const actorOf = (principal: Principal): Actor => {
  switch (principal.kind) {
    case 'user':
      return ['token', 'enrolment'].includes(principal.credential.kind)
        ? {
            actorKind: 'token',
            actorId: principal.credential.tokenId,
            actorName: principal.username,
          }
        : { actorKind: 'user', actorId: principal.userId, actorName: principal.username };
    case 'device':
      return { actorKind: 'device', actorId: principal.uuid, actorName: principal.uuid };
    case 'system':
      return { actorKind: 'system', actorId: principal.name, actorName: principal.name };
  }
};

/** JSON that PostgreSQL stores whatever a client sent: without NUL and without halves of surrogate pairs. */
const jsonText = (value: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.toWellFormed().replaceAll('\u0000', '\ufffd') : part,
  );
