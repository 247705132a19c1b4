/** What the OpenAPI documents say beside what the endpoints say themselves. */
import { nativeEndpoints, nativePrefixes } from '@moorgate/admin-api';
import { describeGatewayAccess, gatewayEndpoints } from '@moorgate/device-gateway';
import { describeAccess, describeManners, emitOpenApi, type OpenApiObject } from '@moorgate/http';

/** An API with a document of its own. */
export interface DescribedApi {
  /** Of the document, relative to the root. */
  readonly path: string;
  /** The document for a version of the product. */
  emit(version: string): OpenApiObject;
}

const adminSecuritySchemes = {
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
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'moorgate-session',
    description:
      'A session of the console; over HTTPS the name begins with `__Host-`. Requests that change something must come from the same origin.',
  },
};

const adminTags = {
  Devices: 'The devices that are not denied.',
  'Denied devices': 'The denied list: devices that no gateway serves.',
  Labels: 'Labels of devices, `name` and `group` among them.',
  Configuration:
    'What devices are given: layers of the factory, of groups and of single devices, the later ones over the earlier.',
  Reports: 'What devices tell of themselves: events of updates, states of apps, control units.',
  Updates:
    'What devices are brought to: uploaded once, assigned by rollouts, signed for the update agents.',
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
  'Service accounts': 'Users that are programs, for which a person answers.',
  Users: 'People, their rights and their passwords.',
  Roles: 'Scopes under a name, for every device or for some groups, that users have together.',
  'Second factor': 'One-time codes at login, and the recovery codes that stand in for them.',
  Sessions: 'Login and logout of the console.',
  Certificates: 'The certificates that the services show, and when they end.',
  Tests: 'Results of tests on devices, and the actions that operators start there.',
  Metadata: 'What devices trust updates by: roots of The Update Framework.',
};

/** The document of the admin API. */
export const describeAdminApi = (version: string): OpenApiObject =>
  emitOpenApi({
    version,
    title: 'Moorgate admin API',
    description:
      'The API of operators. An operation needs every scope of `x-required-scope`; one with `x-public` needs no credential, for the reason given. Errors are problem details (RFC 9457), whose `code` is one of the error codes of the documentation.',
    servers: nativePrefixes.map((prefix) => ({ url: prefix === '' ? '/' : prefix })),
    endpoints: nativeEndpoints,
    tags: adminTags,
    securitySchemes: adminSecuritySchemes,
    describeAccess: describeAccess(Object.keys(adminSecuritySchemes)),
    describeManners,
  });

const describeDeviceGateway = (version: string): OpenApiObject =>
  emitOpenApi({
    version,
    title: 'Moorgate device gateway',
    description:
      'The API of devices. Each connection gets one verdict at its handshake, before any request on it is routed; an operation is for connections with a verdict of `x-admits`. A refused connection gets 403 with the reason as its only answer, and is closed. Errors are problem details (RFC 9457), whose `code` is one of the error codes of the documentation.',
    servers: [{ url: '/' }],
    endpoints: gatewayEndpoints,
    tags: {
      Device: 'What the gateway knows of the device that asks.',
      Configuration: 'What operators want the device to be configured with.',
      Updates:
        'What the device is to be brought to: metadata and content of the update that it is assigned to.',
      Certificates:
        'Renewal of the certificate of the device: Enrollment over Secure Transport (RFC 7030).',
      Reports:
        'What the device tells of itself: events of updates, states of apps, hardware, network and settings.',
      Tests: 'Results of tests and remote actions, with their artifacts.',
      Apps: 'Content of apps, as a registry of containers serves it.',
    },
    securitySchemes: {
      deviceCertificate: {
        type: 'mutualTLS',
        description: 'A client certificate of a trusted device CA (RFC 8446, section 4.4.2).',
      },
    },
    describeAccess: describeGatewayAccess,
  });

export const describedApis: readonly DescribedApi[] = [
  { path: 'services/admin-api/openapi/api_swagger.yaml', emit: describeAdminApi },
  { path: 'services/device-gateway/openapi/gateway_swagger.yaml', emit: describeDeviceGateway },
];
