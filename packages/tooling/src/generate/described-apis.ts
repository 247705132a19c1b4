/** What the OpenAPI documents say beside what the endpoints say themselves. */
import { type DialectFace, dialectFaces, nativeFace } from '@moorgate/admin-api';
import { describeGatewayAccess, gatewayEndpoints } from '@moorgate/device-gateway';
import { describeAccess, describeManners, emitOpenApi, type OpenApiObject } from '@moorgate/http';

/** An API with a document of its own. */
export interface DescribedApi {
  /** Of the document, relative to the root. */
  readonly path: string;
  /** The document for a version of the product. */
  emit(version: string): OpenApiObject;
}

/** The document of a dialect of the admin API. */
const describeFace =
  ({ document, prefixes, endpoints, hasManners }: DialectFace) =>
  (version: string): OpenApiObject => {
    const { title, description, tags, securitySchemes, faultForm } = document;
    return emitOpenApi({
      version,
      title,
      description,
      servers: prefixes.map((prefix) => ({ url: prefix === '' ? '/' : prefix })),
      endpoints,
      tags,
      securitySchemes,
      describeAccess: describeAccess(Object.keys(securitySchemes)),
      ...(faultForm === undefined ? {} : { faultForm }),
      ...(hasManners ? { describeManners } : {}),
    });
  };

/** The document from which the client is made. */
export const describeNativeApi = (version: string): OpenApiObject =>
  describeFace(nativeFace)(version);

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
      Beacons: 'Connections of beacons from their side, on which their Docker hosts are reached.',
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
  ...dialectFaces.map((face) => ({
    path: `services/admin-api/openapi/${face.document.fileName}`,
    emit: describeFace(face),
  })),
  { path: 'services/device-gateway/openapi/gateway_swagger.yaml', emit: describeDeviceGateway },
];
