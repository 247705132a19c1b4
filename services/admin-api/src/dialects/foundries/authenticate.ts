/** Who asks: a token, in one of two headers. */
import type { Context, UserPrincipal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Credentials } from '@moorgate/http';
import { authenticateFactorySecret, readFactorySecret } from '../../factory/factory-credentials.ts';
import type { FoundriesServices } from './context.ts';

/**
 * Takes the token of `OSF-TOKEN`, else that of `Authorization`: where both are sent, the rights of the second have no part in
 * the request. Throws `credentials_required` and `credentials_invalid`.
 */
export const authenticateFoundries = async (
  ctx: Omit<Context, 'principal'>,
  services: Pick<FoundriesServices, 'tokenChecks'>,
  { headers, isRepeated = false }: Credentials,
): Promise<UserPrincipal> => {
  const text = readFactorySecret(headers);
  if (text === null) throw fault('credentials_required');
  const userAgent = headers['user-agent'] ?? null;
  return authenticateFactorySecret(ctx, services, { text, userAgent, isRepeated });
};
