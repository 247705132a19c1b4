/** What the document of this dialect says beside what its endpoints say themselves. */
import type { FaceDocument } from '../define-face.ts';
import { statusOfCode } from './envelope.ts';
import { ErrorSchema } from './schemas.ts';

export const lighthouseDocument: FaceDocument = {
  fileName: 'lighthouse_swagger.yaml',
  title: 'Moorgate, as Lighthouse has it: beacons, applications and people',
  description:
    'The remote API of Lighthouse, v0.2, for clients that know it: sessions, people with their levels, beacons with their instances, aliases, and applications. Under `/api/v0.1` the same, with errors and the login in the form of that version.',
  tags: {
    Sessions: 'Logging in and out.',
    Users: 'People: whoever has a higher level sees and changes the others.',
    Beacons: 'Beacons, their instances, and who may use them.',
    Aliases: 'Names for addresses.',
    Docker: 'The Docker API of the instances of beacons.',
    Applications:
      'Containers on many hosts that are deployed, started, stopped and brought back as one.',
    Provider: 'What the first version says of hosts.',
  },
  securitySchemes: {
    lighthouseSession: {
      type: 'apiKey',
      in: 'cookie',
      name: 'auth',
      description: 'A session.',
    },
    lighthouseToken: { type: 'http', scheme: 'bearer', description: 'A token.' },
  },
  faultForm: {
    statusOf: statusOfCode,
    content: { 'application/json': ErrorSchema, 'text/plain': null },
  },
};
