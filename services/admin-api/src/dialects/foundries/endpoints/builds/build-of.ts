/** The build and the run that a path names. */
import type { RunKey } from '@moorgate/builds';
import { type ProjectContext, requireFactory } from '../../context.ts';

/** A build of the factory of this installation. Throws `factory_not_found`. */
export const buildOf = (
  ctx: Pick<ProjectContext, 'factory'>,
  { params }: { readonly params: { readonly factory: string; readonly build: number } },
): Omit<RunKey, 'run'> => {
  requireFactory(ctx, params.factory);
  return { factory: ctx.factory, buildId: params.build };
};

/** A run of such a build. Throws `factory_not_found`. */
export const runOf = (
  ctx: Pick<ProjectContext, 'factory'>,
  input: {
    readonly params: { readonly factory: string; readonly build: number; readonly run: string };
  },
): RunKey => ({ ...buildOf(ctx, input), run: input.params.run });

/** What every operation on a build can answer with. */
export const buildFaults = ['factory_not_found', 'build_not_found', 'build_removed'] as const;
