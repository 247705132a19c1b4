/** Between sessions and second factors and their shapes in this dialect. */
import type { SecondFactorCode, Session } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Static } from 'typebox';
import type { OpenSessionSchema } from './schemas-people.ts';

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

const secondsOrNull = (instant: Date | null): number | null =>
  instant === null ? null : seconds(instant);

/** The schema `OpenSession`. */
export const toOpenSessionBody = (session: Session): Static<typeof OpenSessionSchema> => ({
  id: session.id,
  'created-at': seconds(session.createdAt),
  'expires-at': secondsOrNull(session.expiresAt),
  'last-used-at': secondsOrNull(session.lastUsedAt),
  address: session.address,
  'user-agent': session.userAgent,
  current: session.isCurrent,
});

/** The code in a body; null without one. Throws `invalid_request` for two. */
export const toSecondFactorCode = (body: {
  readonly 'one-time-code'?: string;
  readonly 'recovery-code'?: string;
}): SecondFactorCode | null => {
  const { 'one-time-code': oneTime, 'recovery-code': recovery } = body;
  if (oneTime !== undefined && recovery !== undefined) {
    const message = 'must not be given together with a one-time code';
    throw fault('invalid_request', { issues: [{ pointer: '/body/recovery-code', message }] });
  }
  if (oneTime !== undefined) return { kind: 'one-time', code: oneTime };
  return recovery === undefined ? null : { kind: 'recovery', code: recovery };
};
