/** What every layer of configuration has here: its history, and changes of single files or of all. */
import {
  type ConfigurationPatch,
  deleteConfigurationFile,
  listConfigurationPage,
  putConfigurationFiles,
} from '@moorgate/configurations';
import { type AnyEndpoint, defineEndpoint } from '@moorgate/http';
import { noteOpenedFiles } from '@moorgate/recent-files';
import { configurationFiles } from '../../../../opened-files.ts';
import type { FoundriesContext } from '../../context.ts';
import { nextPage } from '../../next-page.ts';
import {
  type ConfigChangeBody,
  ChangedConfigSchema,
  ConfigChangeSchema,
  ConfigListSchema,
  layerRequests,
} from '../../schemas-configurations.ts';
import {
  filesFromBody,
  toChangedConfigBody,
  toConfigBody,
} from '../../translate-configurations.ts';

/** What a request says of the layer that it is about. */
export interface LayerRequest {
  readonly params: {
    readonly device?: string;
    readonly factory?: string;
    readonly group?: string;
  };
  readonly query: {
    readonly factory?: string;
    readonly 'by-uuid'?: string;
    readonly page?: number;
    readonly force?: string;
  };
}

/** One of the three layers, as the wire knows it. */
export interface LayerDefinition {
  /** Goes into the operations' names: `listDeviceConfigs`. */
  readonly name: keyof typeof layerRequests;
  readonly path: string;
  /** What is configured, in a summary. */
  readonly what: string;
  /** True for a layer of devices of groups that rights may be limited to. */
  readonly isOfGroup: boolean;
  /** True for a layer whose values come in clear, of which those that are secrets are not shown. */
  readonly isForMany: boolean;
  readonly missing: readonly ('factory_not_found' | 'group_not_found' | 'device_not_found')[];
  /** The layer that a request names. */
  layerOf(
    ctx: FoundriesContext,
    request: LayerRequest,
  ): ConfigurationPatch['layer'] | Promise<ConfigurationPatch['layer']>;
}

const tag = 'Configuration';
const reading = ['devices:read'] as const;
const writing = ['devices:read-update'] as const;
const bodyLimitBytes = 8 * 1_048_576;
const defaultLimit = 10;

const accessOf = (
  { isOfGroup }: LayerDefinition,
  scopes: typeof reading | typeof writing,
): AnyEndpoint['access'] => ({ scopes, ...(isOfGroup ? { byGroup: true } : {}) });

const listEndpoint = (layer: LayerDefinition): AnyEndpoint => {
  const { params, listQuery } = layerRequests[layer.name];
  return defineEndpoint({
    tag,
    operationId: `list${layer.name}Configs`,
    method: 'GET',
    path: layer.path,
    summary: `List what was configured for ${layer.what}`,
    access: accessOf(layer, reading),
    request: { params, query: listQuery },
    responses: { 200: { description: 'Revisions, the newest first.', schema: ConfigListSchema } },
    faults: layer.missing,
    async handle(ctx: FoundriesContext, { params: named, query, path, headers }) {
      const { limit = defaultLimit, page = 1 } = query;
      const target = await layer.layerOf(ctx, { params: named, query });
      const history = await listConfigurationPage(ctx, target, { page, limit });
      const [newest] = history.items;
      if (newest !== undefined) await noteOpenedFiles(ctx, configurationFiles(target, newest));
      return {
        status: 200,
        body: {
          config: history.items.map((one) => toConfigBody(one, !layer.isForMany)),
          total: history.total,
          next: nextPage(ctx, { path, headers, query, page }, history.hasMore),
        },
      };
    },
  });
};

const putEndpoint = (layer: LayerDefinition, keepsOthers: boolean): AnyEndpoint => {
  const { params, query } = layerRequests[layer.name];
  return defineEndpoint({
    tag,
    operationId: `${keepsOthers ? 'merge' : 'replace'}${layer.name}Config`,
    method: keepsOthers ? 'PATCH' : 'POST',
    path: layer.path,
    summary: keepsOthers
      ? `Configure single files for ${layer.what}`
      : `Replace the configuration of ${layer.what}`,
    description: 'Files that are the same as those in force make no revision.',
    access: accessOf(layer, writing),
    request: { params, query, body: ConfigChangeSchema },
    bodyLimitBytes,
    responses: {
      201: { description: 'The revision that is in force now.', schema: ChangedConfigSchema },
    },
    faults: [...layer.missing, 'committed_unconfirmed'],
    async handle(ctx: FoundriesContext, input) {
      const body: ConfigChangeBody = input.body;
      const changed = await putConfigurationFiles(ctx, {
        layer: await layer.layerOf(ctx, input),
        scopes: writing,
        reason: body.reason ?? '',
        files: filesFromBody(body, layer.isForMany),
        keepsOthers,
      });
      return { status: 201, body: toChangedConfigBody(changed, !layer.isForMany) };
    },
  });
};

const deleteEndpoint = (layer: LayerDefinition): AnyEndpoint => {
  const { fileParams, query } = layerRequests[layer.name];
  return defineEndpoint({
    tag,
    operationId: `delete${layer.name}ConfigFile`,
    method: 'DELETE',
    path: `${layer.path}{file}/`,
    summary: `Remove a file from the configuration of ${layer.what}`,
    access: accessOf(layer, writing),
    request: { params: fileParams, query },
    responses: { 204: { description: 'The configuration has no such file any more.' } },
    faults: [...layer.missing, 'configuration_file_not_found', 'committed_unconfirmed'],
    async handle(ctx: FoundriesContext, input) {
      const { file: name } = input.params;
      await deleteConfigurationFile(ctx, {
        layer: await layer.layerOf(ctx, input),
        scopes: writing,
        reason: `delete ${name}`,
        name,
      });
      return { status: 204 };
    },
  });
};

/** The four operations of a layer. */
export const layerEndpoints = (layer: LayerDefinition): readonly AnyEndpoint[] => [
  listEndpoint(layer),
  putEndpoint(layer, true),
  putEndpoint(layer, false),
  deleteEndpoint(layer),
];
