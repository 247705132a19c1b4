/** What the door of the registry takes from the environment. */
import { registryEndpointPattern } from '@moorgate/containers';
import { Type } from 'typebox';

export const registrySettings = {
  registryUrl: {
    variable: 'MOORGATE_REGISTRY_URL',
    schema: Type.String({ pattern: registryEndpointPattern }),
    description:
      'The registry that keeps container images, behind this server: `unix:` and the path of a socket, or `http(s)://host:port`. It believes tokens of `registry-ca.json` in the folder of keys. Without it `/v2/` and `/token-auth/` answer 503.',
    isOptional: true,
  },
  registryTokenSeconds: {
    variable: 'MOORGATE_REGISTRY_TOKEN_SECONDS',
    schema: Type.Integer({ minimum: 1, maximum: 3_600 }),
    description:
      'How long a client may use a token for the registry before it asks for another one, in seconds. What its credential may do is asked at each request anyhow; most clients take less than 60 for 60.',
    default: 300,
  },
} as const;
