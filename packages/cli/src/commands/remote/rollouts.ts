/** `moorgate updates …-rollout`: giving updates to devices, and taking them away. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { type PageOptions, type PageQuery, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { commaList } from '../option-values.ts';

type Rollout = components['schemas']['Rollout'];

const rolloutColumns: readonly Column<Rollout>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'state', of: ({ state }) => state },
  {
    title: 'groups',
    of: (rollout) => (rollout['takes-all'] ? 'all' : rollout.groups.join(', ')),
  },
  { title: 'named devices', of: ({ uuids }) => uuids.join(', ') },
  { title: 'devices', of: (rollout) => String(rollout['effective-count']) },
  { title: 'have it now', of: (rollout) => String(rollout['assigned-count']) },
  { title: 'created', of: (rollout, showDate) => showDate(rollout['created-at']) },
  { title: 'by', of: (rollout) => rollout['created-by'] },
  { title: 'committed', of: (rollout, showDate) => showDate(rollout['committed-at']) },
  { title: 'closed', of: (rollout, showDate) => showDate(rollout['closed-at']) },
  { title: 'closed by', of: (rollout) => rollout['closed-by'] ?? '' },
];

const deviceColumns: readonly Column<components['schemas']['RolloutDevice']>[] = [
  { title: 'uuid', isWhole: true, of: ({ uuid }) => uuid },
  { title: 'state', of: ({ state }) => state },
  { title: 'assigned', of: (device, showDate) => showDate(device['assigned-at']) },
  { title: 'taken away', of: (device, showDate) => showDate(device['unassigned-at']) },
  { title: 'by', of: (device) => device['unassigned-by'] ?? '' },
];

type Names = [tag: string, update: string, rollout: string];

const names = '<tag> <update> <rollout>';
const paramsOf = ([tag, update, rollout]: Names) => ({ path: { tag, update, rollout } });

/** Adds them to `updates`. */
export const addRolloutCommands = (updates: Command, terminal: Terminal): void => {
  addCreate(updates, terminal);
  addReading(updates, terminal);
  apiCommand<object, Names>(
    updates
      .command(`close-rollout ${names}`)
      .description('let a rollout take no more devices; those that it has keep the update'),
    terminal,
    async ({ client, output }, ...given) => {
      const one = '/updates/{tag}/{update}/rollouts/{rollout}';
      await client.POST(`${one}/close`, { params: paramsOf(given) });
      output.done(`${given[2]} is closed.`);
    },
  );
  addUnassign(updates, terminal);
  addDelete(updates, terminal);
};

interface CreateOptions {
  readonly uuids?: readonly string[];
  readonly groups?: readonly string[];
}

const addCreate = (updates: Command, terminal: Terminal): void => {
  const create = updates
    .command(`create-rollout ${names}`)
    .description(
      'give an update to devices, and to those that join the groups or report the tag later, until the rollout is closed',
    )
    .option('--uuids <uuids>', 'devices, with commas in between', commaList)
    .option('--groups <groups>', 'groups of devices, with commas in between', commaList);
  apiCommand<CreateOptions, Names>(create, terminal, async (call, ...given) => {
    const { uuids, groups } = call.options;
    if (uuids === undefined && groups === undefined)
      throw new CommandError(exitCodes.usage, 'nobody to give it to: --uuids or --groups');
    const body = {
      ...(uuids === undefined ? {} : { uuids: [...uuids] }),
      ...(groups === undefined ? {} : { groups: [...groups] }),
    };
    const one = '/updates/{tag}/{update}/rollouts/{rollout}';
    await call.client.PUT(one, { params: paramsOf(given), body });
    call.output.done(`${given[2]} is under way.`);
  });
};

const addReading = (updates: Command, terminal: Terminal): void => {
  const list = withPageOptions(updates.command('list-rollouts <tag> <update>')).description(
    'list the rollouts of an update, in the order in which they were asked for',
  );
  apiCommand<PageOptions, [string, string]>(list, terminal, async (call, tag, update) => {
    const path = { tag, update };
    const ask = (query: PageQuery) =>
      call.client.GET('/updates/{tag}/{update}/rollouts', { params: { path, query } });
    await call.output.list(pagesOf({ call, ask }), [
      { title: 'name', isWhole: true, of: (name) => name },
    ]);
  });
  apiCommand<object, Names>(
    updates.command(`show-rollout ${names}`).description('show one rollout'),
    terminal,
    async ({ client, output }, ...given) => {
      const one = '/updates/{tag}/{update}/rollouts/{rollout}';
      const answer = client.GET(one, { params: paramsOf(given) });
      await output.one(await answerOf(answer), rolloutColumns);
    },
  );
  const devices = withPageOptions(updates.command(`rollout-devices ${names}`)).description(
    'list the devices that a rollout gave the update to, and what became of it',
  );
  apiCommand<PageOptions, Names>(devices, terminal, async (call, ...given) => {
    const ask = (query: PageQuery) =>
      call.client.GET('/updates/{tag}/{update}/rollouts/{rollout}/devices', {
        params: { ...paramsOf(given), query },
      });
    await call.output.list(pagesOf({ call, ask }), deviceColumns);
  });
};

const addUnassign = (updates: Command, terminal: Terminal): void => {
  const unassign = withConfirmation(updates.command(`unassign ${names}`)).description(
    'close a rollout, and take the update from every device that has it by this rollout',
  );
  apiCommand<{ yes: boolean }, Names>(unassign, terminal, async (call, ...given) => {
    await confirm(call, `Take the update from all devices of ${given.join('/')}?`);
    const one = '/updates/{tag}/{update}/rollouts/{rollout}';
    await call.client.DELETE(`${one}/devices`, { params: paramsOf(given) });
    call.output.done(`${given[2]} is closed; its devices are offered the update no more.`);
  });
};

const addDelete = (updates: Command, terminal: Terminal): void => {
  const command = withConfirmation(updates.command(`delete-rollout ${names}`)).description(
    'delete a rollout that no device has its update by any more',
  );
  apiCommand<{ yes: boolean }, Names>(command, terminal, async (call, ...given) => {
    await confirm(call, `Forget ${given.join('/')}?`);
    const one = '/updates/{tag}/{update}/rollouts/{rollout}';
    await call.client.DELETE(one, { params: paramsOf(given) });
    call.output.done(`${given[2]} is deleted.`);
  });
};
