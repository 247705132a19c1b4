/** Names of images (OCI distribution specification, "Pulling manifests"). */

/** The parts of a name. */
export interface ImageReference {
  /** The host of the registry; null where the name has none, which means Docker Hub. */
  readonly host: string | null;
  /** What is behind it. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const repositoryForm = new RegExp(`^${component}(?:/${component})*$`);
const componentForm = new RegExp(`^${component}$`);
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
export const digestForm = /^sha256:[0-9a-f]{64}$/;

/** Whether it can be one segment of the name of a repository. */
export const isRepositoryComponent = (name: string): boolean =>
  name.length <= 128 && componentForm.test(name);

const cutAt = (text: string, at: number): [string, string | null] =>
  at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];

const isHost = (text: string): boolean => /[.:]/.test(text) || text === 'localhost';

/** A name or an address, with a port or without; engines know other things with a colon before the first slash. */
const hostForm =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

const isWellFormed = ({ host, repository, tag, digest }: ImageReference): boolean =>
  (host === null || hostForm.test(host)) &&
  repository.length <= 255 &&
  repositoryForm.test(repository) &&
  (tag === null || tagForm.test(tag)) &&
  (digest === null || digestForm.test(digest));

/** Reads a name; null where it is none. Only SHA-256 digests are known. */
export const parseImageReference = (text: string): ImageReference | null => {
  const [named, digest] = cutAt(text, text.indexOf('@'));
  const colon = named.lastIndexOf(':');
  const [path, tag] = cutAt(named, colon > named.lastIndexOf('/') ? colon : -1);
  const slash = path.indexOf('/');
  const first = slash === -1 ? '' : path.slice(0, slash);
  const host = isHost(first) ? first : null;
  const repository = host === null ? path : path.slice(slash + 1);
  const reference = { host, repository, tag, digest };
  return isWellFormed(reference) ? reference : null;
};
