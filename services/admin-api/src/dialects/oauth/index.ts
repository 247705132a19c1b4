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

/** Its paths lie under several prefixes that it shares with others, so unknown ones are theirs. */
export const oauthFace = defineFace({
  name: 'oauth',
  prefixes: [''],
  endpoints: oauthEndpoints,
  document: oauthDocument,
  leavesToOthers: 'paths',
  services: oauthPartsFrom,
  authenticate: authenticateOAuth,
  renderFault: renderOAuthFault,
});
