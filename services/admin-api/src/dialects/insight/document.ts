/** What the document of this dialect says beside what its endpoints say themselves. */
import type { FaceDocument } from '../define-face.ts';
import { statusOfCode } from './envelope.ts';
import { ErrorSchema } from './schemas.ts';

export const insightDocument: FaceDocument = {
  fileName: 'insight_swagger.yaml',
  title: 'Moorgate, as Insight.io has it: API tokens',
  description:
    'The API tokens of Insight.io, for scripts that know them: tokens that live until they are revoked, are listed with their text, and are made and revoked by GET.',
  tags: {
    Tokens: 'Tokens of one’s own.',
    Logins: 'Tokens for whoever has a name and a password.',
    Files: 'What was opened last.',
  },
  securitySchemes: {
    insightToken: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Auth-Token',
      description: 'A token of this API.',
    },
    insightSession: {
      type: 'apiKey',
      in: 'cookie',
      name: 'moorgate-session',
      description:
        'A session of the console; over HTTPS the name begins with `__Host-`. Requests that change something must be the browser’s own idea.',
    },
  },
  faultForm: { statusOf: statusOfCode, content: { 'application/json': ErrorSchema } },
};
