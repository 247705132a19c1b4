/** GET /ota/factories/{factory}/certs/. */
import { listDeviceCaCertificates } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { findGatewayCertificate } from '../../../../gateway-certificate.ts';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { FactoryCertificatesSchema } from '../../schemas-metadata.ts';
import { FactoryParamsSchema } from '../../schemas.ts';

const noChange = { 'created-by': '', 'created-at': '', 'updated-by': '', 'updated-at': '' };

/** The certificates by which devices and gateway know each other. */
export const getFactoryCertificatesEndpoint = defineEndpoint({
  operationId: 'getFactoryCertificates',
  method: 'GET',
  path: '/factories/{factory}/certs/',
  summary: 'Show the certificates of the factory',
  description:
    'Those that this server has. Devices renew their certificates at the gateway, at `/.well-known/est`.',
  tag: 'Factory',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: FactoryParamsSchema },
  responses: {
    200: { description: 'The certificates.', schema: FactoryCertificatesSchema },
    206: { description: 'There are none.', schema: FactoryCertificatesSchema },
  },
  faults: ['factory_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    const { registration, certificateFiles } = ctx;
    const root = await registration?.readRootCertificate();
    const cas = await listDeviceCaCertificates(ctx, ctx.factory);
    const gateway = await findGatewayCertificate(certificateFiles, registration?.gatewayUrl);
    const trusted = cas.filter(({ isRetired }) => !isRetired);
    const body = {
      ...(root === undefined ? {} : { 'root-crt': root }),
      ...(trusted.length === 0 ? {} : { 'ca-crt': trusted.map(({ pem }) => pem).join('') }),
      ...(gateway === null ? {} : { 'tls-crt': gateway, 'est-tls-crt': gateway }),
      'disabled-ca-serials': cas.filter(({ isRetired }) => isRetired).map(({ serial }) => serial),
      'change-meta': noChange,
    };
    return { status: root === undefined && trusted.length === 0 ? 206 : 200, body };
  },
});
