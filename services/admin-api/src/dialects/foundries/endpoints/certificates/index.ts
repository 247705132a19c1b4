/** The endpoints about certificates of a factory. */
import type { AnyEndpoint } from '@moorgate/http';
import { getFactoryCertificatesEndpoint } from './get-factory-certificates.ts';

/** Certificates. */
export const certificateEndpoints: readonly AnyEndpoint[] = [getFactoryCertificatesEndpoint];
