/** `moorgate tokens revoke-many`: counts first, then asks, then revokes. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import { apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import type { Terminal } from '../../terminal.ts';
import { durationSeconds } from '../option-values.ts';

interface RevokeManyOptions {
  readonly user?: string;
  readonly dialect?: string;
  readonly scope?: string;
  readonly olderThan?: number;
  readonly family?: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

type Criteria = components['schemas']['BulkRevocation'];

const criteriaOf = (options: RevokeManyOptions, now: number): Criteria => {
  const { user, dialect, scope, family, olderThan } = options;
  return {
    ...(user === undefined ? {} : { user }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(scope === undefined ? {} : { scope }),
    ...(family === undefined ? {} : { family }),
    ...(olderThan === undefined ? {} : { 'created-before': now - olderThan }),
  };
};

const tokensOf = (count: number): string => (count === 1 ? '1 token' : `${count} tokens`);

/** Adds it. */
export const addRevokeMany = (tokens: Command, terminal: Terminal): void => {
  const command = withConfirmation(tokens.command('revoke-many'))
    .description('end all tokens that have everything in common that is named; counts them first')
    .option('--user <username>', 'of a user or a service account')
    .option('--dialect <dialect>', 'made for that API')
    .option('--scope <scope>', 'with that scope')
    .option('--older-than <duration>', 'created so long ago, as in 90d', durationSeconds)
    .option('--family <token-id>', 'made with that token, directly or not, and itself')
    .option('--dry-run', 'count, and revoke nothing', false);
  apiCommand<RevokeManyOptions, []>(command, terminal, async (call) => {
    const { client, options, output } = call;
    const criteria = criteriaOf(options, Math.floor(Date.now() / 1_000));
    const revoke = (body: Criteria) => answerOf(client.POST('/tokens/revoke', { body }));
    const counted = await revoke({ ...criteria, 'dry-run': true });
    if (!options.dryRun && counted.count > 0)
      await confirm(call, `Revoke ${tokensOf(counted.count)}?`);
    const result = options.dryRun ? counted : await revoke(criteria);
    await output.one(result, [
      {
        title: options.dryRun ? 'would be revoked' : 'revoked',
        of: ({ count }) => tokensOf(count),
      },
    ]);
  });
};
