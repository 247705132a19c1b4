/** The endpoints about second factors. */
import type { AnyEndpoint } from '@moorgate/http';
import { beginSecondFactorEndpoint } from './begin-second-factor.ts';
import { confirmSecondFactorEndpoint } from './confirm-second-factor.ts';
import { removeSecondFactorEndpoint } from './remove-second-factor.ts';
import { resetSecondFactorEndpoint } from './reset-second-factor.ts';

export const secondFactorEndpoints: readonly AnyEndpoint[] = [
  beginSecondFactorEndpoint,
  confirmSecondFactorEndpoint,
  removeSecondFactorEndpoint,
  resetSecondFactorEndpoint,
];
