/** The bodies of the gateway's dialect. */
import { type Static, Type } from 'typebox';

/** Everything that some client reads of its own record, under the names that it reads. */
export const DeviceSchema = Type.Object(
  {
    uuid: Type.String({ format: 'uuid' }),
    name: Type.String({ description: 'The label `name`; the UUID where there is none.' }),
    Name: Type.String({ description: 'The same, as some clients spell it.' }),
    factory: Type.String(),
    owner: Type.String({ description: 'Always empty: devices belong to their factory.' }),
    repo_id: Type.String({ description: 'The factory, under the name that update clients use.' }),
    created_at: Type.Integer({
      minimum: 0,
      maximum: 253_402_300_799,
      description: 'Unix seconds.',
    }),
    last_seen: Type.Integer({ minimum: 0, maximum: 253_402_300_799, description: 'Unix seconds.' }),
    docker_apps: Type.String({ description: 'Comma separated, as the device reported them.' }),
    group_name: Type.String({ description: 'Empty without a group.' }),
    ostree_hash: Type.String(),
    pubkey: Type.String({ description: 'The public key, PEM of a SubjectPublicKeyInfo.' }),
    target_name: Type.String(),
    tag: Type.String(),
    update_name: Type.String({ description: 'Empty without an assigned update.' }),
  },
  { $id: 'OwnDevice', description: 'What a device is told of itself.' },
);

export type DeviceBody = Static<typeof DeviceSchema>;
