/** The providers of an installation, from what its operator configured. */
import { createGithubLogin } from './github-login.ts';
import type { LoginProviders } from './login-provider.ts';
import { createOpenIdLogin } from './openid-login.ts';
import type { ProviderConfig } from './read-providers.ts';

/**
 * Makes them; nobody is asked anything before somebody logs in. `publicUrl` is the address that browsers use; each provider
 * sends them back to a path of its own below it (RFC 9700, 4.4.2.2).
 */
export const createProviders = (
  configs: readonly ProviderConfig[],
  publicUrl: string,
): LoginProviders =>
  new Map(
    configs.map((provider) => {
      const redirectUri = new URL(`/auth/callback/${provider.id}`, publicUrl);
      const create = provider.kind === 'github' ? createGithubLogin : createOpenIdLogin;
      return [provider.id, create({ provider, redirectUri })];
    }),
  );
