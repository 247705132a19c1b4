/** What the document of this dialect says beside what its endpoints say themselves. */
import type { FaceDocument } from '../define-face.ts';
import { oauthFaultForm } from './envelope.ts';

export const oauthDocument: FaceDocument = {
  fileName: 'oauth_swagger.yaml',
  title: 'Moorgate OAuth 2',
  description:
    'Authorization of programs (RFC 6749 and its companions). A client is an application credential, which is made with the native API. Errors have one word of the RFCs and a sentence.',
  tags: {
    'Tokens of OAuth': 'Getting, ending and judging tokens.',
    'Metadata of OAuth': 'What clients read of this server.',
  },
  securitySchemes: {
    clientSecretBasic: {
      type: 'http',
      scheme: 'basic',
      description: 'The id and the secret of a client, each encoded as in a form.',
    },
    clientSecretPost: {
      type: 'apiKey',
      in: 'query',
      name: 'client_secret',
      description: 'The fields `client_id` and `client_secret` of the body, never of the query.',
    },
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: 'An access token, or another token of the native API.',
    },
  },
  faultForm: oauthFaultForm,
};
