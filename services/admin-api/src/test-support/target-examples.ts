/** Targets for tests. */
import { recordChange } from '@moorgate/builds';
import { inTransaction, upsertTargets } from '@moorgate/db';
import { randomUUID } from 'node:crypto';
import type { OperationExample, Params } from './operation-example.ts';
import { type TestApp, testFactory } from './test-app.ts';

/** A target as it comes over the wire. */
export interface WireTarget {
  readonly length: number;
  readonly hashes: { readonly sha256: string };
  readonly custom: Readonly<Record<string, unknown>>;
}

/** What a target has that nothing more is said of. */
export const wireTarget = (
  version: number,
  custom: Readonly<Record<string, unknown>> = {},
): WireTarget => ({
  length: 0,
  hashes: { sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' },
  custom: {
    name: 'intel-corei7-64-lmp',
    version: String(version),
    hardwareIds: ['intel-corei7-64'],
    tags: ['main'],
    targetFormat: 'OSTREE',
    ...custom,
  },
});

/** Takes numbers of builds until the next change has at least this one. */
export const reachBuild = async (app: TestApp, number: number): Promise<void> => {
  const change = { factory: testFactory, triggerName: 'x', reason: 'x', runName: 'x', console: '' };
  for (;;) {
    const { buildId } = await inTransaction(app.db, (trx) =>
      recordChange(trx, app.operator, change),
    );
    if (buildId >= number - 1) return;
  }
};

/** Puts a target into the store, which nothing is signed of, and answers what names it. */
const insertTarget = async ({ db, clock }: TestApp): Promise<Params> => {
  const name = `${randomUUID()}-1`;
  const custom = { version: '1' };
  const row = { id: randomUUID(), factory: testFactory, name, version: 1, bytes: 0, custom };
  const rest = { sha256: Buffer.alloc(32), tags: [], at: clock.now(), by: 'somebody' };
  await inTransaction(db, (trx) => upsertTargets(trx, [{ ...row, ...rest }]));
  return { target: name };
};

const ofTarget = { object: insertTarget, missing: { target: 'nothing-1' } };

/** Operations about targets, by their ids. */
export const targetExamples: Readonly<Record<string, OperationExample>> = {
  listTargets: { status: 200 },
  getTarget: { status: 200, ...ofTarget },
  retryTarget: { status: 204, ...ofTarget },
};
