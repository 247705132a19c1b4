/** A manifest that is about to be pushed or deleted: written down before the registry may do it, recorded when it has. */
import type { IncomingMessage } from 'node:http';
import {
  completeManifestChange,
  intendManifestChange,
  isDigest,
  type ManifestIntent,
} from '@moorgate/containers';
import type { ContainersParts, Holder, RequestContext } from './containers-parts.ts';
import type { RegistryCall } from './judge-call.ts';

/** A change that is under way. */
export interface FollowedChange {
  /** Writes down that it is about to be made; `sha256` is that of the body, in hexadecimal. */
  begin(sha256: string): Promise<void>;
  /** Records what the registry answers with; what came of it where the registry fails is found out later. */
  end(answer: Pick<IncomingMessage, 'statusCode' | 'headers'>): Promise<void>;
}

/** Follows it; null for a call that changes no manifest. */
export const followChange = (
  ctx: RequestContext,
  { registry }: Pick<ContainersParts, 'registry'>,
  { call: { target, operation }, holder }: { readonly call: RegistryCall; readonly holder: Holder },
): FollowedChange | null => {
  if (target.kind !== 'manifest' || operation.action === 'pull') return null;
  const { name, reference } = target;
  const isPush = operation.action === 'push';
  const by = { ...ctx, principal: holder.grantee.principal };
  let begun: ManifestIntent | null = null;
  return {
    begin: async (sha256) => {
      const pushed = isDigest(reference) ? reference : `sha256:${sha256}`;
      const change = { name, reference, digest: isPush ? pushed : null };
      begun = await intendManifestChange(by, registry, change);
    },
    end: async ({ statusCode = 0, headers }) => {
      if (begun === null || statusCode >= 500) return;
      const { intent, change } = begun;
      const isMade = statusCode === (isPush ? 201 : 202);
      const named = headers['docker-content-digest'];
      // How the registry itself calls it, should it be otherwise.
      const after = isPush && typeof named === 'string' ? named : change.after;
      await completeManifestChange(by, { intent, change: { ...change, after } }, isMade);
    },
  };
};
