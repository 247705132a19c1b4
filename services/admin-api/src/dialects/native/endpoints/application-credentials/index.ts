/** Everything about application credentials that the native dialect serves. */
import type { AnyEndpoint } from '@moorgate/http';
import { changeApplicationCredentialEndpoint } from './change-application-credential.ts';
import { createApplicationCredentialEndpoint } from './create-application-credential.ts';
import { findApplicationCredentialEndpoint } from './find-application-credential.ts';
import { listApplicationCredentialsEndpoint } from './list-application-credentials.ts';
import { revokeApplicationCredentialEndpoint } from './revoke-application-credential.ts';
import { rotateApplicationCredentialEndpoint } from './rotate-application-credential.ts';

export const applicationCredentialEndpoints: readonly AnyEndpoint[] = [
  createApplicationCredentialEndpoint,
  listApplicationCredentialsEndpoint,
  findApplicationCredentialEndpoint,
  changeApplicationCredentialEndpoint,
  rotateApplicationCredentialEndpoint,
  revokeApplicationCredentialEndpoint,
];
