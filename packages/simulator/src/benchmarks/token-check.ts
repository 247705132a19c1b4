/** What it costs to know who holds a token. */
import { authenticateToken, createTokenChecks, loadTokenKeys } from '@moorgate/auth';
import { createConfirmations, openDatabase, serviceRoles } from '@moorgate/db';
import { createLogger, systemClock } from '@moorgate/observability';
import type { Lab } from '../lab/lab.ts';
import { alternate } from '../measure/alternate.ts';
import { compare } from '../measure/comparison.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';

/** In microseconds. */
const bound = { on: 'measured', atMost: 30 } as const;

const heldChecks = 100_000;
const askedChecks = 5_000;

/** CPU time of this process for each call, in milliseconds. */
const cpuPerCall = async (times: number, call: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
};

/** Measures, in this process, checks from memory beside such that ask the store. */
export const measureTokenChecks = async (lab: Lab): Promise<Section> => {
  const database = await lab.createFleet('token_check', 0);
  const text = await lab.createToken(database);
  const keys = await loadTokenKeys(lab.directory.keys);
  const url = database.urlFor(serviceRoles.adminApi);
  const db = openDatabase({ url, applicationName: 'bench' });
  const ctx = {
    db,
    confirmations: createConfirmations(db),
    clock: systemClock,
    log: createLogger({ service: 'bench', level: 'silent' }),
    requestId: null,
    address: '127.0.0.1',
  };
  const always = { isHeld: () => true, mayAsk: () => true };
  const holding = createTokenChecks({ keys, lease: always });
  const asking = createTokenChecks({ keys });
  const check = (checks: typeof holding) => () =>
    authenticateToken(ctx, checks, { text, kinds: ['pat'] });
  try {
    const { held, asked } = await alternate(
      lab.sizes.rounds,
      {
        held: () => cpuPerCall(heldChecks, check(holding)),
        asked: () => cpuPerCall(askedChecks, check(asking)),
      },
      (round) => say(`checks of tokens, round ${round} of ${lab.sizes.rounds}`),
    );
    const what = 'check of a token, CPU of the process';
    const line = compare({ what, unit: 'µs', measured: held, reference: asked, bound });
    return {
      name: 'token-check',
      explanation: 'Checking a token that is held, one at a time, beside one that takes a query.',
      lines: [line],
    };
  } finally {
    await db.destroy();
  }
};
