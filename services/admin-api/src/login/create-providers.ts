/** The providers of an installation, from what its operator configured. */
import type { Logger } from '@moorgate/observability';
import { createGithubLogin } from './github-login.ts';
import type { LoginProviders } from './login-provider.ts';
import { createOpenIdLogin } from './openid-login.ts';
import type { ProviderConfig } from './read-providers.ts';

/** What they need beside their own configuration. */
export interface ProviderSurroundings {
  /** The address that browsers use; each provider sends them back to a path of its own below it (RFC 9700, 4.4.2.2). */
  readonly publicUrl: string;
  readonly log: Logger;
}

/** Makes them; nobody is asked anything before somebody logs in. */
export const createProviders = (
  configs: readonly ProviderConfig[],
  { publicUrl, log }: ProviderSurroundings,
): LoginProviders =>
  new Map(
    configs.map((provider) => {
      const redirectUri = new URL(`/auth/callback/${provider.id}`, publicUrl);
      const create = provider.kind === 'github' ? createGithubLogin : createOpenIdLogin;
      return [provider.id, create({ provider, redirectUri }, log)];
    }),
  );
