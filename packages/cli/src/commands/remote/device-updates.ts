/** `moorgate devices updates`: what a device reported of its updates. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { onePage } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';

type DeviceEvent = components['schemas']['DeviceEvent'];

interface ReportedUpdate {
  readonly id: string;
}

const updateColumns: readonly Column<ReportedUpdate>[] = [
  { title: 'update id', isWhole: true, of: ({ id }) => id },
];

const eventColumns: readonly Column<DeviceEvent>[] = [
  { title: 'time', of: ({ deviceTime }) => deviceTime },
  { title: 'event', of: ({ eventType }) => eventType.id },
  { title: 'target', of: ({ event }) => event.targetName },
  { title: 'status', isWhole: true, of: ({ status }) => status },
  { title: 'details', of: ({ event }) => event.details ?? '' },
];

/** Adds it to `devices`. */
export const addDeviceUpdatesCommand = (devices: Command, terminal: Terminal): void => {
  const updates = devices
    .command('updates <uuid> [id]')
    .description('list the updates that a device reported, or the events of one');
  apiCommand<object, [string, string | undefined]>(
    updates,
    terminal,
    async ({ client, output }, uuid, id) => {
      if (id === undefined) {
        const ids = answerOf(client.GET('/devices/{uuid}/updates', { params: { path: { uuid } } }));
        const lines = ids.then((all) => all.map((one) => ({ id: one })));
        await output.list(onePage(lines), updateColumns);
        return;
      }
      const params = { path: { uuid, id } };
      const events = answerOf(client.GET('/devices/{uuid}/updates/{id}', { params }));
      await output.list(onePage(events), eventColumns);
    },
  );
};
