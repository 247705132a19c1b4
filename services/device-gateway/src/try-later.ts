/** Answers that ask a client to come back. */
import { randomInt } from 'node:crypto';
import { type DomainError, fault } from '@moorgate/errors';

const waitSeconds = { least: 5, most: 30 };

/** For a gateway that cannot serve: the wait is drawn for each answer, so that many who are sent away come back one by one. */
export const tryLater = (code: 'service_unavailable' | 'gateway_overloaded'): DomainError =>
  fault(code, { retryAfterSeconds: randomInt(waitSeconds.least, waitSeconds.most + 1) });

/** For a device that has only itself to wait for. */
export const tryAgainSoon = (code: 'too_many_connections'): DomainError =>
  fault(code, { retryAfterSeconds: waitSeconds.least });
