/** What a layer of configuration may hold. */
import type { ConfigurationFiles } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { agentSettingsFile } from './merge-layers.ts';
import { isToml } from './merge-toml.ts';

/** The bounds of one layer; documented with the operations that set it. */
export const configurationLimits = {
  files: 1_000,
  nameBytes: 255,
  /** All names and values together. */
  bytes: 4 * 1_048_576,
  handlerArguments: 20,
  reasonBytes: 200,
} as const;

/** What a reason may consist of: the characters that existing tools allow. */
export const reasonPattern = '^[a-zA-Z0-9_ ,.\\-:;\'"]*$';

const problemOfName = (name: string): string | null => {
  if (Buffer.byteLength(name) > configurationLimits.nameBytes)
    return `is longer than ${configurationLimits.nameBytes} bytes`;
  // A device writes files under these names into a folder of its own.
  const segments = name.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    return 'must not have empty, `.` or `..` segments';
  return hasControl(name) ? 'must not have control characters' : null;
};

const hasControl = (text: string): boolean => /[\u0000-\u001f\u007f\\]/.test(text);

const problemOfFile = (name: string, file: ConfigurationFiles[string]): string | null => {
  if (file.value.includes('\u0000')) return 'must not contain U+0000';
  if (file.onChanged.length > configurationLimits.handlerArguments)
    return `must not have more than ${configurationLimits.handlerArguments} handler arguments`;
  if (name === agentSettingsFile && file.isUnencrypted && !isToml(file.value))
    return 'must be a document of TOML';
  return problemOfName(name);
};

const bytesOf = (files: ConfigurationFiles): number =>
  Object.entries(files).reduce(
    (sum, [name, { value }]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );

const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Passes for files that a layer may hold: names that stay in the device's folder, values within the limits, settings of the
 * update agent that are TOML. Throws `invalid_request` with a pointer to each file that breaks a rule.
 */
export const checkFiles = (files: ConfigurationFiles): void => {
  const issues = Object.entries(files).flatMap(([name, file]) => {
    const message = problemOfFile(name, file);
    return message === null ? [] : [{ pointer: `/body/Files/${escape(name)}`, message }];
  });
  const { files: filesMax, bytes: bytesMax } = configurationLimits;
  if (Object.keys(files).length > filesMax)
    issues.push({ pointer: '/body/Files', message: `must not have more than ${filesMax} files` });
  if (bytesOf(files) > bytesMax)
    issues.push({ pointer: '/body/Files', message: `must not be larger than ${bytesMax} bytes` });
  if (issues.length > 0) throw fault('invalid_request', { issues });
};

/**
 * Passes for files without settings of the update agent: of a factory nothing is given to one agent alone, and what fits all
 * of them stands in their image. Throws `invalid_request`.
 */
export const checkFactoryFiles = (files: ConfigurationFiles): void => {
  if (!Object.hasOwn(files, agentSettingsFile)) return;
  const message = `a '${agentSettingsFile}' is not allowed for global configs`;
  const issues = [{ pointer: `/body/Files/${agentSettingsFile}`, message }];
  throw fault('invalid_request', { detail: message, issues });
};
