/** What builds said of the software in a target: documents of SPDX among their artifacts. */
import type { Context } from '@moorgate/auth';
import { getBuild, listArtifacts } from '@moorgate/builds';
import { DomainError, type ErrorCode } from '@moorgate/errors';
import type { Target } from '../target.ts';

/** One document. */
export interface TargetSbom {
  readonly buildId: number;
  readonly run: string;
  /** The path of the artifact. */
  readonly path: string;
}

/** As tools name them. */
const sbomPath = /\.spdx\.json$/;

/** The builds that a target says it is from: of its apps, and of what it was made on. */
const buildsOf = ({ custom }: Target): readonly number[] => {
  const numbers = ['uri', 'origUri', 'origUriApps'].flatMap((field) => {
    const uri = custom[field];
    const number = typeof uri === 'string' ? /\/builds\/(\d{1,9})\/?$/.exec(uri)?.[1] : undefined;
    return number === undefined ? [] : [Number(number)];
  });
  return [...new Set(numbers)];
};

const sbomsOf = async (
  ctx: Pick<Context, 'db'>,
  key: { readonly factory: string; readonly buildId: number },
): Promise<TargetSbom[]> => {
  const { runs } = await getBuild(ctx, key);
  const lists = await Promise.all(
    runs.map(async (run) => ({ run: run.name, artifacts: await listArtifacts(ctx, run) })),
  );
  return lists.flatMap(({ run, artifacts }) =>
    artifacts
      .filter(({ path }) => sbomPath.test(path))
      .map(({ path }) => ({ buildId: key.buildId, run, path })),
  );
};

const missing: readonly ErrorCode[] = ['build_not_found', 'build_removed'];

/** The documents of a target, by build. A build that is not here any more has none. */
export const listTargetSboms = async (
  ctx: Pick<Context, 'db'>,
  { factory }: { readonly factory: string },
  target: Target,
): Promise<TargetSbom[]> => {
  const found: TargetSbom[] = [];
  for (const buildId of buildsOf(target)) {
    try {
      found.push(...(await sbomsOf(ctx, { factory, buildId })));
    } catch (error) {
      if (!(error instanceof DomainError) || !missing.includes(error.code)) throw error;
    }
  }
  return found;
};
