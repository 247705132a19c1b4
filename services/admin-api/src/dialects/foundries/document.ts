/** What the document of this dialect says beside what its endpoints say themselves. */
import type { FaceDocument } from '../define-face.ts';
import { foundriesFaultForm } from './envelope.ts';

export const foundriesDocument: FaceDocument = {
  fileName: 'foundries_swagger.yaml',
  title: 'Moorgate for tools of FoundriesFactory',
  description:
    'The API that `fioctl` and `lmp-device-register` speak. Every path is there with a slash at its end and without. An operation needs every scope of `x-required-scope`. Errors have a `message`, and a `code` that is one of the error codes of the documentation.',
  tags: {
    Devices: 'The devices that are not denied.',
    'Denied devices': 'The denied list: devices that no gateway serves.',
    Configuration: 'What devices are given: of a device, of all devices, and of those of a group.',
    Reports: 'What devices tell of updates and of their apps.',
    Targets: 'What devices can be given, by tag.',
    Metadata: 'What is signed of the targets.',
    Tests: 'Results of tests on devices, and what they left.',
    'Device groups': 'Groups of devices.',
    Factory: 'The factory of this installation.',
    People: 'Users, and the teams that they are in.',
    'Not offered':
      'What the original has and this server has not: each is answered 501 with the reason.',
  },
  faultForm: foundriesFaultForm,
  securitySchemes: {
    osfToken: {
      type: 'apiKey',
      in: 'header',
      name: 'OSF-TOKEN',
      description: 'A token. Where there is one in another header too, this one counts.',
    },
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: 'A token or an OAuth access token (RFC 6750), as it is or in base64.',
    },
    basic: {
      type: 'http',
      scheme: 'basic',
      description:
        'A token as the password (RFC 7617), whatever the name is; or without a colon, the token alone.',
    },
  },
};
