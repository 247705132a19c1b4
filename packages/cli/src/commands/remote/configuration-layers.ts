/** The layers of configuration that commands read and change: that of the factory, of a group, or of one device. */
import type { ApiClient, components } from '@moorgate/client';
import { type Command, Option } from 'commander';

type Schemas = components['schemas'];
export type Configuration = Schemas['Configuration'];
type Change = Schemas['ConfigurationChange'];
type Revert = Schemas['ConfigurationRevert'];

/** Which layer. */
export interface LayerOptions {
  readonly group?: string;
  readonly device?: string;
}

/** Adds `--group` and `--device`; without either it is the factory's layer. */
export const withLayerOptions = (command: Command): Command =>
  command
    .addOption(new Option('-g, --group <name>', 'the devices of a group, not the whole factory'))
    .addOption(new Option('-d, --device <uuid>', 'one device').conflicts('group'));

/** What a page of a history is asked for. */
export interface HistoryQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly 'show-files': 'true' | 'false';
}

type Headers = Readonly<Record<string, string>>;
type Answered<T> = Promise<{ data?: T; response: Response }>;

/** The operations of one layer. */
export interface LayerCalls {
  /** For messages. */
  readonly name: string;
  /** Without data for a layer that never held anything. */
  read(): Promise<{ data?: Configuration | undefined; response: Response }>;
  replace(body: Change, headers: Headers): Promise<unknown>;
  history(query: HistoryQuery): Answered<Configuration[]>;
  revert(body: Revert): Promise<unknown>;
}

const ofGroup = (client: ApiClient, name: string): LayerCalls => {
  const path = { name };
  return {
    name: `group ${name}`,
    read: () => client.GET('/configs/group/{name}', { params: { path } }),
    replace: (body, headers) =>
      client.PUT('/configs/group/{name}', { params: { path }, body, headers }),
    history: (query) => client.GET('/configs/group/{name}/history', { params: { path, query } }),
    revert: (body) => client.POST('/configs/group/{name}/revert', { params: { path }, body }),
  };
};

const ofDevice = (client: ApiClient, uuid: string): LayerCalls => {
  const path = { uuid };
  return {
    name: `device ${uuid}`,
    read: () => client.GET('/configs/device/{uuid}', { params: { path } }),
    replace: (body, headers) =>
      client.PUT('/configs/device/{uuid}', { params: { path }, body, headers }),
    history: (query) => client.GET('/configs/device/{uuid}/history', { params: { path, query } }),
    revert: (body) => client.POST('/configs/device/{uuid}/revert', { params: { path }, body }),
  };
};

const ofFactory = (client: ApiClient): LayerCalls => ({
  name: 'the factory',
  read: () => client.GET('/configs/factory'),
  replace: (body, headers) => client.PUT('/configs/factory', { body, headers }),
  history: (query) => client.GET('/configs/factory/history', { params: { query } }),
  revert: (body) => client.POST('/configs/factory/revert', { body }),
});

/** The operations of the layer that the options name. */
export const layerCallsOf = (client: ApiClient, { group, device }: LayerOptions): LayerCalls => {
  if (device !== undefined) return ofDevice(client, device);
  return group === undefined ? ofFactory(client) : ofGroup(client, group);
};
