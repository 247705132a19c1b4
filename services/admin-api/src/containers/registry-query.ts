/** The parameters of requests to `/v2/` that mean something, each in its one form; others are not passed on. */
import { isDigest, isRepositoryName, isTag } from '@moorgate/containers';
import type { RegistryTarget } from './registry-call.ts';

/** A blob that another repository has already. */
export interface Mount {
  readonly digest: string;
  readonly from: string;
}

const statePattern = /^[A-Za-z0-9_=+/-]{1,4096}$/;
const isCount = (text: string): boolean => /^[1-9]\d{0,5}$/.test(text);

const understood: Readonly<
  Partial<Record<RegistryTarget['kind'], Readonly<Record<string, (text: string) => boolean>>>>
> = {
  tags: { n: isCount, last: isTag },
  uploads: { digest: isDigest, mount: isDigest, from: isRepositoryName },
  upload: { digest: isDigest, _state: (text) => statePattern.test(text) },
};

/** What of a query goes to the registry, with its question mark; null where a parameter has no form of its kind, or comes twice. */
export const registryQueryOf = (
  { kind }: RegistryTarget,
  search: URLSearchParams,
): string | null => {
  const kept = new URLSearchParams();
  for (const [name, isOfForm] of Object.entries(understood[kind] ?? {})) {
    const [value, ...others] = search.getAll(name);
    if (value === undefined) continue;
    if (others.length > 0 || !isOfForm(value)) return null;
    kept.set(name, value);
  }
  return kept.size === 0 ? '' : `?${kept.toString()}`;
};

/** The blob that an upload would rather take from another repository; null where it has nothing of that. */
export const mountOf = ({ kind }: RegistryTarget, search: URLSearchParams): Mount | null => {
  const [digest, from] = [search.get('mount'), search.get('from')];
  return kind === 'uploads' && digest !== null && from !== null ? { digest, from } : null;
};
