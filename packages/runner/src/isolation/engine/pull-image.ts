/** Makes sure that an engine has an image. */
import type { RunCredential } from '../../server/run-order.ts';
import { type EngineClient, EngineError, readProgress } from './engine-client.ts';

/** How an image is to be had. */
export interface PullRequest {
  readonly image: string;
  readonly credential: RunCredential;
  readonly signal?: AbortSignal;
}

/** The host is what stands before the first slash, if it can be one; images without one are those of Docker Hub. */
export const registryOf = (image: string): string | null => {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : null;
};

/** The credential of a run goes to the registry that it is for, and to no other. */
export const registryAuth = (
  image: string,
  { secret, registryHost }: RunCredential,
): Record<string, string> => {
  if (registryOf(image) !== registryHost) return {};
  const value = { username: 'run', password: secret, serveraddress: registryHost };
  return { 'x-registry-auth': Buffer.from(JSON.stringify(value)).toString('base64url') };
};

const isHere = async (engine: EngineClient, image: string): Promise<boolean> => {
  const { status, body } = await engine.call(
    { method: 'GET', path: `/images/${encodeURIComponent(image)}/json` },
    [404],
  );
  body.resume();
  return status === 200;
};

const nameAndTag = (image: string): { name: string; tag: string } => {
  const digest = image.indexOf('@');
  if (digest !== -1) return { name: image.slice(0, digest), tag: image.slice(digest + 1) };
  const colon = image.lastIndexOf(':');
  if (colon > image.lastIndexOf('/'))
    return { name: image.slice(0, colon), tag: image.slice(colon + 1) };
  return { name: image, tag: 'latest' };
};

/**
 * Pulls an image. One that cannot be pulled is still usable where the engine has it already. Returns what the engine said
 * when there is neither; null when all is well.
 */
export const pullImage = async (
  engine: EngineClient,
  { image, credential, signal }: PullRequest,
): Promise<string | null> => {
  const { name, tag } = nameAndTag(image);
  const query = new URLSearchParams({ fromImage: name, tag });
  try {
    const { body } = await engine.call({
      method: 'POST',
      path: `/images/create?${query.toString()}`,
      headers: registryAuth(image, credential),
      ...(signal === undefined ? {} : { signal }),
    });
    for await (const { error } of readProgress(body))
      if (error !== undefined) throw new EngineError(0, error);
    return null;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return (await isHere(engine, image)) ? null : error.message;
  }
};
