/** Under which lease a runner speaks. */
import type { Context } from '@moorgate/auth';
import { type HeldLease, requireRunner } from '@moorgate/builds';
import { fault } from '@moorgate/errors';
import type { Input, RequestDefinition } from '@moorgate/http';

/** The lease of the header `Moorgate-Lease`. Throws `run_lease_lost` without one. */
export const leaseOf = (
  ctx: Context,
  {
    params,
    headers,
  }: Pick<Input<RequestDefinition>, 'headers'> & { readonly params: { readonly run: string } },
): HeldLease => {
  const leaseId = headers['moorgate-lease'];
  if (typeof leaseId !== 'string') throw fault('run_lease_lost');
  return { runner: requireRunner(ctx), runId: params.run, leaseId };
};

/** Why nothing that a runner says is recorded. */
export const notOfOperators = 'a runner does what an operator asked for, and that is recorded';
