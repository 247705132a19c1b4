/** Judging what is asked of an engine; pure. */
import type { DockerPolicy, DockerRefusal, RefusedPart } from './docker-policy.ts';
import type { JudgedBody } from './docker-operation.ts';
import { findAll, isEmpty, type Located } from './go-json.ts';
import { type Finder, hostConfigFinders, hostConfigsOf, hostNetworks } from './judge-container.ts';
import { hostVolumeOptions } from './judge-mounts.ts';
import { serviceFinders } from './judge-service.ts';

const nothing: Finder = () => [];

const privilegedCommand: Finder = (body) =>
  findAll(body, 'Privileged').filter(({ value }) => !isEmpty(value));

const inContainer =
  (rule: DockerRefusal): Finder =>
  (body) => [
    ...hostConfigsOf(body).flatMap(hostConfigFinders[rule]),
    ...(rule === 'host-namespaces' ? hostNetworks(body) : []),
  ];

/** What finds in which body what a rule is about. */
const finderOf = (body: JudgedBody, rule: DockerRefusal): Finder => {
  switch (body) {
    case 'container':
      return inContainer(rule);
    case 'host-config':
      return hostConfigFinders[rule];
    case 'service':
      return serviceFinders[rule];
    case 'command':
      return rule === 'privileged' ? privilegedCommand : nothing;
    case 'volume':
      return rule === 'host-binds'
        ? (volume) => hostVolumeOptions(volume, ['Driver', 'DriverOpts'])
        : nothing;
  }
};

/**
 * The first part of a body that the policy refuses; null for one that may be sent. A member counts under any spelling of its
 * name that the engine takes for it, and what has another type than it should is taken for the worst.
 */
export const judgeDockerBody = (
  policy: DockerPolicy,
  kind: JudgedBody,
  body: unknown,
): RefusedPart | null => {
  const root: Located = { value: body, pointer: '' };
  for (const rule of policy) {
    const [found] = finderOf(kind, rule)(root);
    if (found !== undefined) return { rule, pointer: found.pointer };
  }
  return null;
};
