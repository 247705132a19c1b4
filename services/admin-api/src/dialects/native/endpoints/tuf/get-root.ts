/** GET /tuf/{file}: the roots that devices of the factory trust. */
import { findFactoryRoot } from '@moorgate/delivery';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { NativeContext } from '../../context.ts';

const versionOf = (file: string): number | 'latest' => {
  if (file === 'root.json') return 'latest';
  const version = /^([1-9][0-9]{0,8})\.root\.json$/.exec(file)?.[1];
  if (version === undefined) throw fault('metadata_not_found');
  return Number(version);
};

async function* whole(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** A root, byte for byte as it was signed. */
export const getRootEndpoint = defineEndpoint({
  operationId: 'getRoot',
  method: 'GET',
  path: '/tuf/{file}',
  summary: 'Read a root',
  description:
    '`root.json` is the newest root of the factory, `<n>.root.json` that of a version: what devices are provisioned with, byte for byte as it was signed.',
  tag: 'Updates',
  access: { scopes: ['updates:read'] },
  request: { params: Type.Object({ file: Type.String({ minLength: 1 }) }) },
  responses: { 200: { description: 'The root.', streams: 'application/json' } },
  faults: ['metadata_not_found'],
  async handle(ctx: NativeContext, { params }) {
    const bytes = await findFactoryRoot(ctx, ctx.factory, versionOf(params.file));
    return {
      status: 200,
      stream: { bytes: whole(bytes), lengthBytes: bytes.length },
      headers: { 'Content-Type': 'application/json' },
    };
  },
});
