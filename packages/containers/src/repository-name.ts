/** Names of repositories, tags and digests, as a registry spells them (OCI distribution specification 1.1, "Pulling manifests"). */

/** With the host in front, names have to fit into 255 characters; that is what clients and registries allow. */
const nameCharactersMax = 255;

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const namePattern = new RegExp(`^${component}(?:/${component})+$`);
/** What a tag looks like. */
export const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether it names a repository of a factory: the factory, a slash, and at least one component more. */
export const isRepositoryName = (text: string): boolean =>
  text.length <= nameCharactersMax && namePattern.test(text);

/** Whether it can be a tag. */
export const isTag = (text: string): boolean => tagPattern.test(text);

/** Whether it is a digest by SHA-256 or SHA-512. */
export const isDigest = (text: string): boolean => digestPattern.test(text);

/** Whether it can stand behind `/manifests/`. */
export const isReference = (text: string): boolean => isDigest(text) || isTag(text);

/** The factory that a repository belongs to: the first component of its name. */
export const factoryOfRepository = (name: string): string => name.slice(0, name.indexOf('/'));
