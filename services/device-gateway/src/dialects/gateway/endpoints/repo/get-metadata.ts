/** GET /repo/{file}: metadata of The Update Framework, for the update that the device is assigned to. */
import { createHash } from 'node:crypto';
import { findDeviceMetadata, type MetadataFile } from '@moorgate/delivery';
import { fault } from '@moorgate/errors';
import { Type } from 'typebox';
import { connectedDevice, defineGatewayEndpoint } from '../../context.ts';

const roleFiles = new Map<string, MetadataFile>([
  ['timestamp.json', { role: 'timestamp' }],
  ['snapshot.json', { role: 'snapshot' }],
  ['targets.json', { role: 'targets' }],
]);

const fileOf = (name: string): MetadataFile => {
  const version = /^([1-9][0-9]{0,8})\.root\.json$/.exec(name)?.[1];
  if (version !== undefined) return { role: 'root', version: Number(version) };
  const file = roleFiles.get(name);
  if (file === undefined) throw fault('metadata_not_found');
  return file;
};

const tagsOf = (header: string | readonly string[] | undefined): string =>
  typeof header === 'string' ? header : (header ?? []).join(',');

export const getMetadata = defineGatewayEndpoint({
  operationId: 'getMetadata',
  method: 'GET',
  path: '/repo/{file}',
  summary: 'Read metadata of the assigned update',
  description:
    '`timestamp.json`, `snapshot.json` and `targets.json` of the update that this device is assigned to, and `<n>.root.json` of the roots that they are signed under, byte for byte as they were signed. The device names its tags in `x-ats-tags`, separated by commas or spaces; that of the update must be among them.',
  tag: 'Updates',
  access: {},
  request: { params: Type.Object({ file: Type.String({ minLength: 1 }) }) },
  responses: {
    200: {
      description: 'The file.',
      schema: Type.String(),
      headers: { 'x-ats-role-checksum': 'The SHA-256 of the file, in hexadecimal digits.' },
    },
  },
  faults: ['metadata_not_found'],
  async handle(ctx, { params }) {
    const { device } = connectedDevice(ctx);
    const tags = tagsOf(ctx.headers['x-ats-tags']);
    const bytes = await findDeviceMetadata(ctx, device, { tags, file: fileOf(params.file) });
    const checksum = createHash('sha256').update(bytes).digest('hex');
    return {
      status: 200,
      body: bytes.toString(),
      headers: { 'x-ats-role-checksum': checksum },
    };
  },
});
