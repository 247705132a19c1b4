/** OAuth 2: its table of contents. */
import type { AnyEndpoint } from '@moorgate/http';
import { defineFace } from '../define-face.ts';
import { authenticateOAuth } from './authenticate.ts';
import { oauthPartsFrom } from './context.ts';
import { oauthDocument } from './document.ts';
import { startDeviceAuthorizationEndpoint } from './endpoints/device-authorizations/start-device-authorization.ts';
import { metadataEndpoints } from './endpoints/metadata/index.ts';
import { tokenEndpoints } from './endpoints/tokens/index.ts';
import { renderOAuthFault } from './envelope.ts';

/** Every endpoint, for the mount and for the API description. */
export const oauthEndpoints: readonly AnyEndpoint[] = [
  ...tokenEndpoints,
  startDeviceAuthorizationEndpoint,
  ...metadataEndpoints,
];

/** Some of its paths lie among those of others: under `/.well-known` unknown ones are not for it to refuse. */
export const oauthFace = defineFace({
  name: 'oauth',
  prefixes: [''],
  endpoints: oauthEndpoints,
  document: oauthDocument,
  owns: ['/oauth', '/oauth2'],
  services: oauthPartsFrom,
  authenticate: authenticateOAuth,
  renderFault: renderOAuthFault,
});
