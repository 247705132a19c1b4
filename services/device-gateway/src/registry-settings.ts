/** Under which address a gateway serves apps, and by which keys it knows its tokens. */
import { Type } from 'typebox';

export const registrySettings = {
  publicUrl: {
    variable: 'MOORGATE_GATEWAY_URL',
    schema: Type.String({ pattern: '^https://[^/?#]+/?$' }),
    description:
      'The address at which devices reach it; unless given, the first name of its certificate and the port that it listens on.',
    isOptional: true,
  },
  keysFolder: {
    variable: 'MOORGATE_GATEWAY_KEYS_DIR',
    schema: Type.String({ minLength: 1 }),
    description:
      'The folder of secrets that all gateways of an installation share: the keys of tokens for apps, without which no app can be fetched, and those of enrolment tokens, without which a wrong secret is refused by the signer alone.',
    isOptional: true,
  },
} as const;
