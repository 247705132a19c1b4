/** What the document of this dialect says beside what its endpoints say themselves. */
import type { FaceDocument } from '../define-face.ts';

export const nativeDocument: FaceDocument = {
  fileName: 'api_swagger.yaml',
  title: 'Moorgate admin API',
  description:
    'The API of operators. An operation needs every scope of `x-required-scope`; one with `x-public` needs no credential, for the reason given. Errors are problem details (RFC 9457), whose `code` is one of the error codes of the documentation.',
  tags: {
    Devices: 'The devices that are not denied.',
    'Denied devices': 'The denied list: devices that no gateway serves.',
    Labels: 'Labels of devices, `name` and `group` among them.',
    Configuration:
      'What devices are given: layers of the factory, of groups and of single devices, the later ones over the earlier.',
    Reports: 'What devices tell of themselves: events of updates, states of apps, control units.',
    Updates:
      'What devices are brought to: uploaded once, assigned by rollouts, signed for the update agents.',
    Targets: 'What devices can be given by tag, and how far each target has become an update.',
    Rollouts:
      'Who gets which update: rollouts to devices and groups, and what each device is assigned to and why.',
    Keys: 'Keys of devices, those that were refused because another one is on record, and permits for new ones.',
    Enrolments: 'Devices whose enrolment waits for a decision.',
    'Enrolment tokens':
      'What devices register with where there is no operator at hand; limited in number, time, group and network.',
    'Device CAs': 'The certificate authorities whose devices are let in.',
    Audit:
      'Who did what, and what was refused; sealed into a chain of keyed hashes that shows when a record was changed or removed.',
    Gateways: 'The gateways, and how far each follows the changes that operators make.',
    Tokens: 'Credentials of programs.',
    'Application credentials':
      'Clients of OAuth 2: programs that get tokens for themselves, or from users who consent.',
    'Service accounts': 'Users that are programs, for which a person answers.',
    Users: 'People, their rights and their passwords.',
    Roles: 'Scopes under a name, for every device or for some groups, that users have together.',
    'Second factor': 'One-time codes at login, and the recovery codes that stand in for them.',
    Sessions: 'Login and logout of the console.',
    Source: 'The Git repositories of the factory; what is in them goes over the protocol of Git.',
    Containers: 'Container images of the factory; they are pulled and pushed at `/v2/`.',
    'Docker hosts': 'The hosts behind beacons, and their Docker API.',
    Beacons: 'What clients of Lighthouse connected: hosts of containers, and who may use them.',
    Applications:
      'Containers on many hosts that are deployed, started, stopped and brought back as one.',
    Certificates: 'The certificates that the services show, and when they end.',
    Tests: 'Results of tests on devices, and the actions that operators start there.',
    Builds: 'What is built of pushes and of requests; the same builds as `/projects` shows.',
    Runners: 'What executes the runs of builds, on any host.',
    Runs: 'What runners say of the runs that they execute; nobody else calls these.',
    Metadata: 'What devices trust updates by: roots of The Update Framework.',
  },
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: 'A token (RFC 6750), as `moorgate token create` or `POST /tokens` made it.',
    },
    osfToken: {
      type: 'apiKey',
      in: 'header',
      name: 'OSF-TOKEN',
      description: 'The same token, in the header that existing tools send.',
    },
    runnerToken: {
      type: 'http',
      scheme: 'bearer',
      description: 'The token of a runner, as `POST /runners` made it.',
    },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: 'moorgate-session',
      description:
        'A session of the console; over HTTPS the name begins with `__Host-`. Requests that change something must come from the same origin.',
    },
  },
};
