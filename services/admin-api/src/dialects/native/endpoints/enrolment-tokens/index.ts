/** The endpoints about enrolment tokens, in the order of the documentation. */
import type { AnyEndpoint } from '@moorgate/http';
import { createEnrolmentTokenEndpoint } from './create-enrolment-token.ts';
import { listEnrolmentTokensEndpoint } from './list-enrolment-tokens.ts';
import { revokeEnrolmentTokenEndpoint } from './revoke-enrolment-token.ts';

export const enrolmentTokenEndpoints: readonly AnyEndpoint[] = [
  createEnrolmentTokenEndpoint,
  listEnrolmentTokensEndpoint,
  revokeEnrolmentTokenEndpoint,
];
