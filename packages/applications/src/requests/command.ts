/** The body that creates the one container of an application. */
import { fault } from '@moorgate/errors';

/** A body of the Docker API. */
export type Command = Readonly<Record<string, unknown>>;

/** Labels that begin so are ours: they say to which application a container belongs. */
export const labelPrefix = 'io.moorgate.';

const refuse = (pointer: string, message: string): never => {
  throw fault('invalid_request', { issues: [{ pointer, message }] });
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The image that a body names; null for none. */
export const imageOf = ({ Image: image }: Command): string | null =>
  typeof image === 'string' && image !== '' ? image : null;

const checkLabels = ({ Labels: labels }: Command): void => {
  if (labels === undefined || labels === null) return;
  if (!isObject(labels)) refuse('/Command/Labels', 'must be an object');
  const taken = Object.keys(labels).find((name) => name.startsWith(labelPrefix));
  if (taken !== undefined)
    refuse('/Command/Labels', `must not begin with ${labelPrefix}, as ours do`);
};

/** Passes for a body that a container can be made of, and brought back from. Throws `invalid_request`. */
export const checkCommand = (command: Command): void => {
  if (Object.keys(command).length === 0) refuse('/Command', 'must not be empty');
  if (JSON.stringify(command).includes('\\u0000'))
    refuse('/Command', 'must not contain the character U+0000');
  if ('Image' in command && imageOf(command) === null)
    refuse('/Command/Image', 'must be the name of an image');
  checkLabels(command);
  const { HostConfig: hostConfig } = command;
  if (isObject(hostConfig) && hostConfig['AutoRemove'] === true)
    refuse(
      '/Command/HostConfig/AutoRemove',
      'must not be set: a container that is gone when it stops cannot be brought back',
    );
};
