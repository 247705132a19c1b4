/** What an OpenID provider says about itself, asked for when it is needed first. */
import type { Logger } from '@moorgate/observability';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  Configuration,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ClientAuth,
  type ServerMetadata,
} from 'openid-client';
import { fault } from '@moorgate/errors';
import { logFailure } from './judge-failure.ts';
import type { ProviderConfig } from './read-providers.ts';

/** How long one request to a provider may take. */
const timeoutSeconds = 5;
/** How far its clock may be off. */
const toleranceSeconds = 30;
/** How long its metadata is believed without asking again. */
const lifetimeMs = 3_600_000;

/** Answers the provider’s configuration. Throws `identity_provider_unavailable`. */
export type Discover = (log: Logger) => Promise<Configuration>;

/**
 * Asks for the metadata (OpenID Connect Discovery 1.0, section 4) at the first login and then every hour; logins that come
 * meanwhile share one request. Metadata that was once had outlives a provider that does not answer for a while.
 */
export const createDiscovery = (provider: ProviderConfig): Discover => {
  let known: { readonly configuration: Configuration; readonly untilMs: number } | null = null;
  let running: Promise<Configuration> | null = null;

  const ask = async (log: Logger): Promise<Configuration> => {
    try {
      const configuration = await discoverProvider(provider);
      known = { configuration, untilMs: performance.now() + lifetimeMs };
      return configuration;
    } catch (error) {
      logFailure(log, provider.id, error);
      if (known !== null) return known.configuration;
      throw fault('identity_provider_unavailable', { retryAfterSeconds: 5 });
    } finally {
      running = null;
    }
  };

  return async (log) => {
    if (known !== null && performance.now() < known.untilMs) return known.configuration;
    running ??= ask(log);
    return running;
  };
};

const discoverProvider = async (provider: ProviderConfig): Promise<Configuration> => {
  const execute = provider.allowsInsecureIssuer ? [allowInsecureRequests] : [];
  const options = { execute, timeout: timeoutSeconds };
  const found = await discovery(provider.issuer, provider.clientId, {}, None(), options);
  return configureClient(provider, found.serverMetadata());
};

/** The client of a provider whose metadata is known. ID tokens count only with a signature of the provider’s keys. */
export const configureClient = (
  provider: ProviderConfig,
  metadata: ServerMetadata,
): Configuration => {
  const client = { [clockTolerance]: toleranceSeconds };
  const authentication = authenticationOf(provider, metadata);
  const configuration = new Configuration(metadata, provider.clientId, client, authentication);
  configuration.timeout = timeoutSeconds;
  if (provider.allowsInsecureIssuer) allowInsecureRequests(configuration);
  enableNonRepudiationChecks(configuration);
  return configuration;
};

/** As configured, else the first of the two that the provider takes; Basic where it does not say (Discovery 1.0, 3). */
const authenticationOf = (
  { clientSecret, clientAuthentication }: ProviderConfig,
  metadata: ServerMetadata,
): ClientAuth => {
  if (clientSecret === null) return None();
  const offered = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const isBasic =
    offered.includes('client_secret_basic') || !offered.includes('client_secret_post');
  const method = clientAuthentication ?? (isBasic ? 'client_secret_basic' : 'client_secret_post');
  return method === 'client_secret_basic'
    ? ClientSecretBasic(clientSecret)
    : ClientSecretPost(clientSecret);
};
