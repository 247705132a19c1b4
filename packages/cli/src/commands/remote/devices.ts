/** `moorgate devices …`: the fleet, through the API. */
import { answerOf } from '@moorgate/client';
import { type Command, Option } from 'commander';
import { apiCommand } from '../../remote/api-command.ts';
import { onePage, type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { addAssignmentCommands } from './device-assignment.ts';
import { addLabelCommands } from './device-labels.ts';
import { addDeviceUpdatesCommand } from './device-updates.ts';
import { addPermitCommands } from './device-permits.ts';
import { addActionCommands, addTestCommands } from './device-tests.ts';
import { deviceColumns, deviceOrders, deviceSummaryColumns, keyColumns } from './device-columns.ts';
import { type DeviceFilterOptions, filterQuery, withDeviceFilter } from './device-filter.ts';

interface ListOptions extends PageOptions, DeviceFilterOptions {
  readonly orderBy: (typeof deviceOrders)[number];
}

/** Fills `devices`. */
export const addDevicesCommands = (devices: Command, terminal: Terminal): void => {
  addList(devices, terminal);
  apiCommand(
    devices.command('get <uuid>').description('show one device'),
    terminal,
    async ({ client, output }, uuid: string) => {
      const device = await answerOf(client.GET('/devices/{uuid}', { params: { path: { uuid } } }));
      await output.one(device, deviceColumns);
    },
  );
  addDeny(devices, terminal);
  apiCommand(
    devices.command('keys <uuid>').description('show the keys of a device'),
    terminal,
    async ({ client, output }, uuid: string) => {
      const keys = answerOf(client.GET('/devices/{uuid}/keys', { params: { path: { uuid } } }));
      await output.list(onePage(keys), keyColumns);
    },
  );
  addAssignmentCommands(devices, terminal);
  addDeviceUpdatesCommand(devices, terminal);
  addLabelCommands(devices.command('labels').description('labels of a device'), terminal);
  addTestCommands(devices.command('tests').description('tests that a device reported'), terminal);
  addActionCommands(
    devices.command('actions').description('actions that a device offers, and was asked for'),
    terminal,
  );
  addPermitCommands(
    devices.command('permits').description('permits to come back with another key'),
    terminal,
  );
};

const addList = (devices: Command, terminal: Terminal): void => {
  const list = withDeviceFilter(withPageOptions(devices.command('list')))
    .description('list the devices that are not denied')
    .addOption(
      new Option('--order-by <order>', 'the order').choices(deviceOrders).default('name-asc'),
    );
  apiCommand<ListOptions, []>(list, terminal, async (call) => {
    const { client, options, output } = call;
    const query = { 'order-by': options.orderBy, ...filterQuery(options, Date.now() / 1_000) };
    const pages = pagesOf({
      call,
      ask: (page) => client.GET('/devices', { params: { query: { ...query, ...page } } }),
    });
    await output.list(pages, deviceSummaryColumns);
  });
};

const addDeny = (devices: Command, terminal: Terminal): void => {
  const deny = devices
    .command('deny <uuid>')
    .description(
      'put a device on the denied list: its connections are closed, and its labels and all that it reported are destroyed',
    )
    .option('--reason <text>', 'what the denied list says');
  apiCommand<{ reason?: string }, [string]>(deny, terminal, async (call, uuid) => {
    const { client, options, output } = call;
    const query = options.reason === undefined ? {} : { reason: options.reason };
    await client.DELETE('/devices/{uuid}', { params: { path: { uuid }, query } });
    output.done(`${uuid} is denied.`);
  });
};
