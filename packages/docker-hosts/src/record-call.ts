/** Records of what is changed on Docker hosts: that it begins, before an engine hears of it, and what the engine said. */
import { type Context, recordAudit } from '@moorgate/auth';
import { inTransaction } from '@moorgate/db';
import type { DomainError } from '@moorgate/errors';
import type { DockerTarget } from './calls/docker-target.ts';
import type { DockerHost } from './docker-host.ts';

/** A change that somebody makes. */
export interface DockerChange {
  readonly host: DockerHost;
  readonly method: string;
  readonly target: DockerTarget;
}

/** How it ended: with the status of an answer, or without one, so that nobody knows whether it was made. */
export type DockerOutcome = { readonly status: number } | { readonly error: DomainError['code'] };

/** The parameters that say what is changed; others may hold secrets. */
const tellingParameters = ['name', 'fromImage', 'tag', 'repo', 'container', 'force', 'signal', 't'];

const describe = ({ host, method, target }: DockerChange): Readonly<Record<string, unknown>> => {
  const query = new URLSearchParams(target.query);
  const told = tellingParameters.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value.slice(0, 256)] as const];
  });
  return {
    beacon: host.beaconId,
    method,
    path: target.segments.join('/').slice(0, 1_024),
    ...(told.length === 0 ? {} : { parameters: Object.fromEntries(told) }),
  };
};

const record = (
  ctx: Context,
  change: DockerChange,
  { action, more = {} }: { readonly action: string; readonly more?: object },
): Promise<void> =>
  inTransaction(ctx.db, (trx) =>
    recordAudit(trx, ctx, {
      action,
      targetKind: 'docker_host',
      targetId: change.host.address,
      after: { ...describe(change), ...more },
    }),
  );

/** Records, in the name of `ctx`, that a change begins; on the disk when it resolves. */
export const recordBegun = (ctx: Context, change: DockerChange): Promise<void> =>
  record(ctx, change, { action: 'docker_host.change_begun' });

/** Records how a change ended. */
export const recordEnded = (
  ctx: Context,
  change: DockerChange,
  outcome: DockerOutcome,
): Promise<void> => record(ctx, change, { action: 'docker_host.change_ended', more: outcome });
