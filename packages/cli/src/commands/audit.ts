/** `moorgate audit …`: the audit records and the chain that proves them, on the host itself. */
import { existsSync } from 'node:fs';
import { toSealedAuditRecordBody } from '@moorgate/admin-api';
import {
  type AuditChainReport,
  formatCheckpoint,
  listAuditPublicKeys,
  loadAuditKeys,
  makeAuditCheckpoint,
  readAuditKeys,
  readSealedAuditRecords,
  verifyAuditChain,
} from '@moorgate/auth';
import type { Command } from 'commander';
import { readCheckpoints } from '../audit/read-checkpoints.ts';
import { CommandError } from '../command-error.ts';
import { readCliConfig } from '../config.ts';
import { exitCodes } from '../exit-codes.ts';
import { withStore, withStoreToRead } from '../store.ts';
import type { Terminal } from '../terminal.ts';
import { repeated, wholeNumber } from './option-values.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

interface VerifyOptions extends DataDirOption {
  readonly checkpoint?: string[];
}

interface ExportOptions extends DataDirOption {
  readonly after: number;
}

const positionMax = 999_999_999_999_999;

/** Fills `audit`. */
export const addAuditCommands = (audit: Command, terminal: Terminal): void => {
  withDataDir(audit.command('verify'))
    .description(
      'read the whole chain of audit records, changing nothing, and say what was removed, changed, moved or cut off',
    )
    .option(
      '--checkpoint <file>',
      'checkpoints that were kept elsewhere, one on each line; may be repeated; beside those that the admin API appends',
      repeated,
    )
    .action((options: VerifyOptions) => verify(terminal, options));
  withDataDir(audit.command('export'))
    .description('write every sealed audit record as a line of JSON, in the order of the chain')
    .option(
      '--after <position>',
      'go on behind the record of this position',
      wholeNumber(0, positionMax),
      0,
    )
    .action((options: ExportOptions) => exportRecords(terminal, options));
  withDataDir(audit.command('checkpoint'))
    .description('make a checkpoint of the chain and print it as a line, to be kept elsewhere')
    .action((options: DataDirOption) => checkpoint(terminal, options));
  withDataDir(audit.command('public-key'))
    .description('print the public keys that checkpoints are checked with')
    .action((options: DataDirOption) => showPublicKeys(terminal, options));
};

const verify = async (terminal: Terminal, options: VerifyOptions): Promise<void> => {
  const directory = dataDirectoryOf(options);
  const keys = await readAuditKeys(directory.keys);
  const { databaseUrl, auditCheckpointFile } = readCliConfig();
  const usual = auditCheckpointFile ?? directory.auditCheckpoints;
  const own = existsSync(usual) ? [usual] : [];
  const kept = readCheckpoints([...own, ...(options.checkpoint ?? [])]);
  const progress = showProgress(terminal);
  const report = await withStoreToRead(directory, databaseUrl, (ctx) =>
    verifyAuditChain(ctx, { keys, checkpoints: kept.checkpoints, onProgress: progress.show }),
  );
  progress.end();
  if (kept.unreadable() > 0)
    terminal.note(`moorgate: ${kept.unreadable()} lines are no checkpoints\n`);
  for (const sentence of sentencesOf(report)) terminal.write(`${sentence}\n`);
  if (report.findingsCount > 0)
    throw new CommandError(exitCodes.failed, 'the audit records are not what was sealed');
};

const sentencesOf = (report: AuditChainReport): string[] => {
  const { findings, findingsCount, cutPosition, headPosition, unsealed, oldestUnsealedAt } = report;
  const since = oldestUnsealedAt === null ? '' : `, since ${oldestUnsealedAt.toISOString()}`;
  const beforeCut =
    report.checkpointsBeforeCut === 0
      ? ''
      : `; ${report.checkpointsBeforeCut} are about older records, deleted when their time was over`;
  return [
    ...findings.map(({ sentence }) => sentence),
    ...(findingsCount > findings.length
      ? [`and ${findingsCount - findings.length} more findings`]
      : []),
    `${headPosition - cutPosition} sealed records, from position ${cutPosition + 1} to ${headPosition}: ${findingsCount === 0 ? 'whole' : `${findingsCount} findings`}`,
    `${report.checkpoints} checkpoints compared${beforeCut}`,
    `${unsealed} records wait to be sealed${since}`,
  ];
};

const noteEvery = 100_000;

/** A line that is written over where somebody watches; a line now and then where nobody does. */
const showProgress = ({ columns, note }: Terminal) => {
  let noted = 0;
  return {
    show: (checked: number, total: number): void => {
      if (columns !== null) note(`\rchecked ${checked} of ${total} `);
      else if (checked - noted >= noteEvery) {
        noted = checked;
        note(`checked ${checked} of ${total}\n`);
      }
    },
    end: (): void => {
      if (columns !== null) note('\r\u001b[K');
    },
  };
};

const exportRecords = (terminal: Terminal, options: ExportOptions): Promise<void> =>
  withStoreToRead(dataDirectoryOf(options), readCliConfig().databaseUrl, async (ctx) => {
    for await (const record of await readSealedAuditRecords(ctx, options.after))
      terminal.write(`${JSON.stringify(toSealedAuditRecordBody(record))}\n`);
  });

const checkpoint = async (terminal: Terminal, options: DataDirOption): Promise<void> => {
  const directory = dataDirectoryOf(options);
  const made = await withStore(directory, readCliConfig().databaseUrl, async (ctx) =>
    makeAuditCheckpoint(ctx, await loadAuditKeys(directory.keys)),
  );
  terminal.write(`${formatCheckpoint(made)}\n`);
};

const showPublicKeys = async (terminal: Terminal, options: DataDirOption): Promise<void> => {
  const keys = await readAuditKeys(dataDirectoryOf(options).keys);
  for (const { version, pem } of listAuditPublicKeys(keys))
    terminal.write(`version ${version}\n${pem}`);
};
