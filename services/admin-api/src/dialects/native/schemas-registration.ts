/** The wire shapes of registration, as the tools on devices send and read them. */
import { Type } from 'typebox';

/** Bare keys of TOML, so that nothing that is asked for changes what stands around it. */
const tomlKey = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' });

/** One line; the escapes of TOML are the sender's. */
const oneLine = (maxLength: number, description: string) =>
  Type.String({ pattern: '^[^\\u0000-\\u001f\\u007f]*$', maxLength, description });

const OverridesSchema = Type.Record(
  tomlKey,
  Type.Record(tomlKey, oneLine(2_048, 'One value.'), {
    additionalProperties: false,
    maxProperties: 64,
  }),
  {
    additionalProperties: false,
    maxProperties: 32,
    description:
      'Values of sota.toml by section and key. An empty one leaves a comment in the place of its key; one that begins with a double quote is written as it is, every other one in quotes.',
  },
);

/** What the tools send. Fields that they send beside are ignored. */
export const RegistrationSchema = Type.Object(
  {
    uuid: Type.String({
      description: 'The UUID of the device, which is the common name of its request too.',
      examples: ['0f6e3b3c-5a5e-4d0e-9a52-1d1f3f0f7b11'],
    }),
    csr: Type.String({
      maxLength: 16_384,
      description: 'A certificate signing request (PKCS#10, RFC 2986) in PEM.',
    }),
    name: Type.Optional(Type.String({ description: 'Its label `name`; none if empty.' })),
    group: Type.Optional(
      Type.String({
        description:
          'Its label `group`; none if empty. A group that has devices or a configuration.',
      }),
    ),
    'hardware-id': Type.Optional(oneLine(256, 'For sota.toml.')),
    'sota-config-dir': Type.Optional(
      oneLine(1_024, 'Where the device keeps its files, for sota.toml; `/var/sota` unless given.'),
    ),
    overrides: Type.Optional(OverridesSchema),
  },
  { $id: 'DeviceRegistration' },
);

/** Each member becomes a file of the device, so there is nothing else. */
export const RegisteredFilesSchema = Type.Object(
  {
    'root.crt': Type.String({ description: 'The certificate by which it knows the gateway.' }),
    'client.pem': Type.String({ description: 'Its own certificate.' }),
    'sota.toml': Type.String({ description: 'Its settings.' }),
  },
  { $id: 'RegisteredFiles', additionalProperties: false },
);
