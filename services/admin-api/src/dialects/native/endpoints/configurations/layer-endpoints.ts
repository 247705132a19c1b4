/** What every layer of configuration has: it is read, replaced, looked back on and put back. */
import {
  type Configuration,
  type ConfigurationChange,
  getConfiguration,
  listConfigurationHistory,
  revertConfiguration,
  setConfiguration,
} from '@moorgate/configurations';
import { type AnyEndpoint, defineEndpoint, type Precondition } from '@moorgate/http';
import { noteOpenedFiles } from '@moorgate/recent-files';
import { type TObject, Type } from 'typebox';
import { configurationFiles } from '../../../../opened-files.ts';
import type { NativeContext } from '../../context.ts';
import { nextPageHeaders } from '../../next-page.ts';
import {
  ConfigurationChangeSchema,
  ConfigurationRevertSchema,
  ConfigurationSchema,
  HistoryQuerySchema,
  isTrue,
} from '../../schemas-configurations.ts';
import { filesFromBody, toConfigurationBody } from '../../translate-configurations.ts';

/** One of the three layers, as the wire knows it. */
export interface LayerDefinition {
  /** Goes into the operations' names: `getFactoryConfiguration`. */
  readonly name: 'Factory' | 'Group' | 'Device';
  readonly path: string;
  /** What is configured, in a summary. */
  readonly what: string;
  readonly params: TObject;
  /** True for a layer of devices of groups that rights may be limited to. */
  readonly isOfGroup: boolean;
  readonly missing: readonly ('group_not_found' | 'device_not_found')[];
  layerOf(
    ctx: NativeContext,
    params: Readonly<Record<string, unknown>>,
  ): ConfigurationChange['layer'];
}

const tag = 'Configuration';
const reading = ['devices:read'] as const;
const writing = ['devices:read-update', 'updates:read-update'] as const;
const bodyLimitBytes = 8 * 1_048_576;

const requireOf =
  ({ require }: Precondition) =>
  (present: Configuration | null): void =>
    require(present === null ? null : toConfigurationBody(present));

const limitOf = ({ isOfGroup }: LayerDefinition): { byGroup?: true } =>
  isOfGroup ? { byGroup: true } : {};

const readEndpoint = (definition: LayerDefinition): AnyEndpoint => {
  const { name, path, what, params, missing, layerOf } = definition;
  return defineEndpoint({
    tag,
    versioned: true,
    operationId: `get${name}Configuration`,
    method: 'GET',
    path,
    summary: `Show what is configured for ${what}`,
    access: { scopes: reading, ...limitOf(definition) },
    request: { params },
    responses: {
      200: { description: 'The revision in force.', schema: ConfigurationSchema },
      204: { description: 'Nothing was ever configured here.' },
    },
    faults: missing,
    async handle(ctx: NativeContext, input) {
      const layer = layerOf(ctx, input.params);
      const found = await getConfiguration(ctx, layer);
      if (found === null) return { status: 204 };
      await noteOpenedFiles(ctx, configurationFiles(layer, found));
      return { status: 200, body: toConfigurationBody(found) };
    },
  });
};

const replaceEndpoint = (layer: LayerDefinition): AnyEndpoint => {
  const { name, path, what, params, missing, layerOf } = layer;
  return defineEndpoint({
    tag,
    versioned: true,
    operationId: `set${name}Configuration`,
    method: 'PUT',
    path,
    summary: `Configure ${what}`,
    description:
      'Replaces all files of this layer. Files that are the same as those in force make no revision.',
    access: { scopes: writing, ...limitOf(layer) },
    request: { params, body: ConfigurationChangeSchema },
    bodyLimitBytes,
    responses: { 204: { description: 'The layer holds these files and no others.' } },
    faults: [...missing, 'committed_unconfirmed'],
    async handle(ctx: NativeContext, { params: given, body, precondition }) {
      await setConfiguration(ctx, {
        layer: layerOf(ctx, given),
        files: filesFromBody(body),
        reason: body.Reason ?? '',
        require: requireOf(precondition),
      });
      return { status: 204 };
    },
  });
};

const historyEndpoint = (layer: LayerDefinition): AnyEndpoint => {
  const { name, path, what, params, missing, layerOf } = layer;
  return defineEndpoint({
    tag,
    operationId: `list${name}ConfigurationHistory`,
    method: 'GET',
    path: `${path}/history`,
    summary: `List what was configured for ${what}`,
    access: { scopes: reading, ...limitOf(layer) },
    request: { params, query: HistoryQuerySchema },
    responses: {
      200: {
        description: 'Revisions, the newest first.',
        schema: Type.Array(ConfigurationSchema),
        headers: { Link: 'The next page, where there is one (RFC 8288).' },
      },
    },
    faults: [...missing, 'cursor_invalid'],
    async handle(ctx: NativeContext, { params: given, query, path: asked }) {
      const showFiles = query['show-files'];
      const limit = query.limit < 1 ? 10 : query.limit;
      const page = { limit, cursor: query.cursor };
      const { items, nextCursor } = await listConfigurationHistory(ctx, layerOf(ctx, given), page);
      return {
        status: 200,
        headers: nextPageHeaders(asked, { limit, 'show-files': showFiles }, nextCursor),
        body: items.map((one) => toConfigurationBody(one, isTrue(showFiles))),
      };
    },
  });
};

const revertEndpoint = (layer: LayerDefinition): AnyEndpoint => {
  const { name, path, what, params, missing, layerOf } = layer;
  return defineEndpoint({
    tag,
    operationId: `revert${name}Configuration`,
    method: 'POST',
    path: `${path}/revert`,
    summary: `Put back what was configured for ${what}`,
    description: 'The files of the earlier revision become a new one.',
    access: { scopes: writing, ...limitOf(layer) },
    request: { params, body: ConfigurationRevertSchema },
    responses: { 204: { description: 'The files of that revision are in force.' } },
    faults: [...missing, 'configuration_not_found', 'committed_unconfirmed'],
    async handle(ctx: NativeContext, { params: given, body }) {
      await revertConfiguration(ctx, {
        layer: layerOf(ctx, given),
        revision: body.Revision,
        reason: body.Reason ?? '',
      });
      return { status: 204 };
    },
  });
};

/** The four operations of a layer. */
export const layerEndpoints = (layer: LayerDefinition): readonly AnyEndpoint[] =>
  [readEndpoint, replaceEndpoint, historyEndpoint, revertEndpoint].map((make) => make(layer));
