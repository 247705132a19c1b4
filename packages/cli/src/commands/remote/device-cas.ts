/** `moorgate device-cas …`: the CAs that vouch for devices. */
import { readFileSync } from 'node:fs';
import { answerOf, type components } from '@moorgate/client';
import { type Command, Option } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { onePage } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';

type DeviceCa = components['schemas']['DeviceCa'];

const caColumns: readonly Column<DeviceCa>[] = [
  { title: 'id', isWhole: true, of: ({ id }) => id },
  { title: 'factory', of: ({ factory }) => factory },
  { title: 'policy', of: (ca) => ca['enrolment-policy'] },
  { title: 'ends', of: (ca, showDate) => showDate(ca['not-after']) },
  { title: 'state', of: (ca) => (ca['retired-at'] === 0 ? 'in use' : 'retired') },
  { title: 'subject', of: ({ subject }) => subject },
];

const caDetails: readonly Column<DeviceCa>[] = [
  ...caColumns,
  { title: 'sha256', of: ({ sha256 }) => sha256 },
  { title: 'begins', of: (ca, showDate) => showDate(ca['not-before']) },
  { title: 'created', of: (ca, showDate) => showDate(ca['created-at']) },
  { title: 'added by', of: (ca) => ca['added-by'] ?? 'cas.pem' },
  { title: 'retired', of: (ca, showDate) => showDate(ca['retired-at'] || null) },
  { title: 'retired by', of: (ca) => ca['retired-by'] ?? '' },
];

interface BindingOptions {
  readonly factory?: string;
  readonly enrolmentPolicy?: DeviceCa['enrolment-policy'];
}

const withBinding = (command: Command): Command =>
  command
    .option('--factory <factory>', 'whose devices it vouches for')
    .addOption(
      new Option(
        '--enrolment-policy <policy>',
        'how devices enrol that nobody has heard of: open at first contact; registered not at all; approval after a decision',
      ).choices(['open', 'registered', 'approval']),
    );

const bindingOf = ({ factory, enrolmentPolicy }: BindingOptions) => ({
  ...(factory === undefined ? {} : { factory }),
  ...(enrolmentPolicy === undefined ? {} : { 'enrolment-policy': enrolmentPolicy }),
});

/** Fills `device-cas`. */
export const addDeviceCasCommands = (cas: Command, terminal: Terminal): void => {
  apiCommand(
    cas.command('list').description('list the device CAs, retired ones too'),
    terminal,
    async ({ client, output }) =>
      output.list(onePage(answerOf(client.GET('/device-cas'))), caColumns),
  );
  apiCommand(
    cas.command('get <device-ca>').description('show one device CA'),
    terminal,
    async ({ client, output }, id: string) => {
      const params = { path: { id } };
      await output.one(await answerOf(client.GET('/device-cas/{id}', { params })), caDetails);
    },
  );
  addAdd(cas, terminal);
  addChange(cas, terminal);
  addRetire(cas, terminal);
  apiCommand(
    cas.command('reinstate <device-ca>').description('take a retired CA into use again'),
    terminal,
    async ({ client, output }, id: string) => {
      await client.POST('/device-cas/{id}/reinstatement', { params: { path: { id } } });
      output.done(`${id} is in use.`);
    },
  );
};

const readCertificate = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(exitCodes.failed, `${file} cannot be read: ${(error as Error).message}`);
  }
};

const addAdd = (cas: Command, terminal: Terminal): void => {
  const add = withBinding(cas.command('add <file>')).description(
    'add the CA whose certificate the file holds in PEM; unless said, for the factory that its subject names (OU), and open',
  );
  apiCommand<BindingOptions, [string]>(add, terminal, async ({ client, options, output }, file) => {
    const body = { certificate: readCertificate(file), ...bindingOf(options) };
    await output.one(await answerOf(client.POST('/device-cas', { body })), caDetails);
  });
};

/** The server refuses if somebody else changed it meanwhile. */
const addChange = (cas: Command, terminal: Terminal): void => {
  const change = withBinding(cas.command('change <device-ca>')).description(
    'change what a CA is bound to; what is not named stays',
  );
  apiCommand<BindingOptions, [string]>(change, terminal, async (call, id) => {
    const { client, options, output } = call;
    const body = bindingOf(options);
    if (Object.keys(body).length === 0)
      throw new CommandError(exitCodes.usage, 'nothing to change: --factory or --enrolment-policy');
    const params = { path: { id } };
    const tag = (await client.GET('/device-cas/{id}', { params })).response.headers.get('etag');
    const headers = tag === null ? {} : { 'If-Match': tag };
    const answer = client.PATCH('/device-cas/{id}', { params, body, headers });
    await output.one(await answerOf(answer), caDetails);
  });
};

const addRetire = (cas: Command, terminal: Terminal): void => {
  const retire = withConfirmation(cas.command('retire <device-ca>')).description(
    'take a CA out of use: its devices are refused, and their connections closed, until it is reinstated',
  );
  apiCommand<{ yes: boolean }, [string]>(retire, terminal, async (call, id) => {
    const params = { path: { id } };
    const { subject } = await answerOf(call.client.GET('/device-cas/{id}', { params }));
    await confirm(call, `Refuse every device of ${subject}?`);
    await call.client.DELETE('/device-cas/{id}', { params });
    call.output.done(`${id} is retired.`);
  });
};
