/** `moorgate devices why` and `moorgate devices unassign`: which update a device has, and why. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import type { Terminal } from '../../terminal.ts';

type Assignment = components['schemas']['Assignment'];

const standing = (rollout: Assignment['rollouts'][number]): string =>
  `${rollout.tag}/${rollout.update}/${rollout.rollout}: ${rollout.reason}`;

const assignmentColumns: readonly Column<Assignment>[] = [
  { title: 'uuid', of: ({ uuid }) => uuid },
  { title: 'group', of: ({ group }) => group ?? '' },
  { title: 'tag', of: ({ tag }) => tag },
  { title: 'update', of: ({ update }) => (update === null ? '' : `${update.tag}/${update.name}`) },
  { title: 'reason', of: ({ reason }) => reason },
  { title: 'explanation', of: ({ explanation }) => explanation },
  { title: 'rollouts', of: ({ rollouts }) => rollouts.map(standing).join('\n') },
];

interface WhyOptions {
  readonly tag?: string;
  readonly update?: string;
}

/** Adds them to `devices`. */
export const addAssignmentCommands = (devices: Command, terminal: Terminal): void => {
  const why = devices
    .command('why <uuid>')
    .description('show which update a device has and why, or why it has none')
    .option('--tag <tag>', 'look at rollouts of this tag alone')
    .option('--update <name>', 'look at rollouts of updates of this name alone');
  apiCommand<WhyOptions, [string]>(why, terminal, async ({ client, options, output }, uuid) => {
    const { tag, update } = options;
    const query = {
      ...(tag === undefined ? {} : { tag }),
      ...(update === undefined ? {} : { update }),
    };
    const params = { path: { uuid }, query };
    const answer = client.GET('/devices/{uuid}/update/why', { params });
    await output.one(await answerOf(answer), assignmentColumns);
  });
  apiCommand(
    devices
      .command('unassign <uuid>')
      .description('take the update from a device; it keeps running what it runs'),
    terminal,
    async ({ client, output }, uuid: string) => {
      await client.DELETE('/devices/{uuid}/update', { params: { path: { uuid } } });
      output.done(`${uuid} is offered no update.`);
    },
  );
};
