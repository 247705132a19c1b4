/** The answer to a change of targets: the build that it is. */
import type { Input, RequestDefinition } from '@moorgate/http';
import type { TargetChange } from '@moorgate/targets';
import type { FoundriesContext } from '../../context.ts';
import { requestOrigin } from '../../request-origin.ts';
import type { TargetJobBody } from '../../schemas-targets.ts';

/** Clients put the path of a run behind the address, and so ask where they asked for the change. */
export const jobBody = (
  ctx: Pick<FoundriesContext, 'ownOrigin' | 'factory'>,
  { headers }: Pick<Input<RequestDefinition>, 'headers'>,
  { buildId }: TargetChange,
): TargetJobBody => {
  const url = `${requestOrigin(ctx, headers)}/projects/${ctx.factory}/lmp/builds/${String(buildId)}/`;
  return { 'jobserv-url': url, 'web-url': url };
};

/** All targets of a factory, as they are sent at once. */
export const targetsBodyBytesMax = 16_777_216;

/** What every change of targets can answer with. */
export const changeFaults = [
  'factory_not_found',
  'signing_keys_missing',
  'sealed_secret_lost',
  'metadata_unsignable',
] as const;
