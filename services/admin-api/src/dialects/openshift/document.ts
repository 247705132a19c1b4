/** What the document of this dialect says beside what its endpoints say themselves. */
import type { FaceDocument } from '../define-face.ts';
import { statusOfCode } from './render-fault.ts';
import { errorContent } from './schemas.ts';

export const openshiftDocument: FaceDocument = {
  fileName: 'openshift_swagger.yaml',
  title: 'Moorgate, as OpenShift has it: authorizations',
  description:
    'The authorizations of OpenShift Enterprise 2, for clients that know them. Answers are JSON or XML, by `Accept` or by an ending of the path, `.json` or `.xml`; in XML names have hyphens. The version is named by a parameter of `Accept`, as in `application/json; version=1.6`; there are 1.0 to 1.7. Without links answers are shorter: `nolinks`.',
  tags: {
    API: 'What there is.',
    User: 'Who asks.',
    Domains: 'For clients that ask for them.',
    Authorizations: 'Tokens: what they may do, how long they live, what they are for.',
  },
  securitySchemes: {
    openshiftToken: {
      type: 'http',
      scheme: 'bearer',
      description: 'The token of an authorization.',
    },
    openshiftPassword: {
      type: 'http',
      scheme: 'basic',
      description:
        'Name and password, for everything that `session` allows; where the account has a second factor, with one of its codes in `X-One-Time-Code`.',
    },
  },
  faultForm: { statusOf: statusOfCode, content: errorContent },
};
