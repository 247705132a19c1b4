/** What a target may be: checked before it is stored, since what is signed of it goes to every tool and device. */
import { fault, type Issue } from '@moorgate/errors';
import type { Json, JsonObject } from '@moorgate/tuf';
import { parsePinnedReference } from '../image-reference.ts';
import type { TargetContent } from '../target.ts';

/** A target as somebody wants it. */
export interface WantedTarget extends TargetContent {
  readonly name: string;
}

/** One that was checked, with what its fields say. */
export interface CheckedTarget extends WantedTarget {
  readonly version: number;
  readonly tags: readonly string[];
}

/** Names of targets, tags and apps: they become names of updates, and parts of paths on devices. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const sha256Pattern = /^[0-9a-f]{64}$/;
const versionPattern = /^(?:0|[1-9]\d{0,8})$/;
const customCharactersMax = 65_536;
const listMax = 64;
const issuesMax = 20;

/** Says what is wrong with a field. */
type Complain = (field: string, message: string) => void;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const checkNames = (custom: JsonObject, field: string, complain: Complain): readonly string[] => {
  const list = custom[field] ?? [];
  const isList = Array.isArray(list) && list.length <= listMax;
  if (isList && list.every((one) => typeof one === 'string' && namePattern.test(one)))
    return [...new Set(list as readonly string[])];
  const rule = `must be a list of at most ${String(listMax)} texts that match ${namePattern.source}`;
  complain(`custom/${field}`, rule);
  return [];
};

const checkVersion = ({ name, custom }: WantedTarget, complain: Complain): number => {
  const { version } = custom;
  if (typeof version !== 'string' || !versionPattern.test(version)) {
    complain('custom/version', 'must be a whole number from 0 to 999999999, as a text');
    return 0;
  }
  if (!name.endsWith(`-${version}`))
    complain('custom/version', 'must be what the name of the target ends with, behind a hyphen');
  return Number(version);
};

const checkApps = (custom: JsonObject, complain: Complain): void => {
  const apps = custom['docker_compose_apps'];
  if (apps === undefined) return;
  if (!isObject(apps)) {
    complain('custom/docker_compose_apps', 'must be an object');
    return;
  }
  for (const [app, entry] of Object.entries(apps)) {
    const field = `custom/docker_compose_apps/${app.slice(0, 128)}`;
    if (!namePattern.test(app))
      complain(field, `must have a name that matches ${namePattern.source}`);
    const uri = isObject(entry) ? entry['uri'] : undefined;
    if (typeof uri !== 'string' || parsePinnedReference(uri) === null)
      complain(field, 'must have a uri of the form <host>/<factory>/<app>@sha256:<64 digits>');
  }
};

const checkOne = (wanted: WantedTarget, complain: Complain): CheckedTarget => {
  const { name, bytes, sha256, custom } = wanted;
  if (!namePattern.test(name)) complain('', `must have a name that matches ${namePattern.source}`);
  if (!Number.isSafeInteger(bytes) || bytes < 0) complain('length', 'must be a whole number');
  if (!sha256Pattern.test(sha256))
    complain('hashes/sha256', 'must be 64 hexadecimal digits in lower case');
  if (JSON.stringify(custom).length > customCharactersMax)
    complain('custom', `must have at most ${String(customCharactersMax)} characters`);
  checkNames(custom, 'hardwareIds', complain);
  checkApps(custom, complain);
  const tags = checkNames(custom, 'tags', complain);
  return { ...wanted, version: checkVersion(wanted, complain), tags };
};

/**
 * Passes for targets that can be stored, and answers what their fields say.
 * Faults: invalid_request, with what is wrong with each.
 */
export const checkTargets = (targets: readonly WantedTarget[]): CheckedTarget[] => {
  const issues: Issue[] = [];
  const checked = targets.map((wanted) =>
    checkOne(wanted, (field, message) => {
      const pointer = `/body/targets/${wanted.name.slice(0, 128)}/${field}`;
      issues.push({ pointer: pointer.replace(/\/$/, ''), message });
    }),
  );
  if (issues.length > 0) throw fault('invalid_request', { issues: issues.slice(0, issuesMax) });
  return checked;
};
