/** `moorgate certificates list`: what ends, and when. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { onePage } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';

const certificateColumns: readonly Column<components['schemas']['Certificate']>[] = [
  { title: 'kind', of: ({ kind }) => kind },
  { title: 'state', of: ({ state }) => state },
  { title: 'ends', of: (certificate, showDate) => showDate(certificate['not-after']) },
  { title: 'days', of: (certificate) => String(certificate['days-left']) },
  { title: 'source', of: ({ source }) => source },
  { title: 'subject', of: ({ subject }) => subject.replaceAll('\n', ', ') },
];

/** Fills `certificates`. */
export const addCertificatesCommands = (certificates: Command, terminal: Terminal): void => {
  apiCommand(
    certificates.command('list').description('list the certificates that the installation needs'),
    terminal,
    async ({ client, output }) =>
      output.list(onePage(answerOf(client.GET('/certificates'))), certificateColumns),
  );
};
