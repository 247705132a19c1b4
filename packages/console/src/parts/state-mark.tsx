/** A state: a shape, a colour and a word, so that no one of them is the only sign. */
import {
  Ban,
  Circle,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { en } from '../strings/en.ts';

/** The states that anything of the console is in. */
export type StateName = keyof typeof en.states;

const looks: Readonly<Record<StateName, readonly [LucideIcon, string]>> = {
  online: [CircleCheck, 'tone-good'],
  late: [Clock, 'tone-waiting'],
  offline: [Circle, 'tone-quiet'],
  'never-seen': [CircleDashed, 'tone-quiet'],
  denied: [Ban, 'tone-denied'],
  refused: [CircleX, 'tone-bad'],
  pending: [Clock, 'tone-waiting'],
  current: [CircleCheck, 'tone-good'],
  lapsed: [CircleAlert, 'tone-waiting'],
  lost: [CircleX, 'tone-bad'],
  valid: [CircleCheck, 'tone-good'],
  ending: [Clock, 'tone-waiting'],
  expired: [CircleX, 'tone-bad'],
  active: [CircleCheck, 'tone-good'],
  revoked: [Ban, 'tone-quiet'],
  disabled: [CircleDashed, 'tone-quiet'],
  'host-called': [Circle, 'tone-quiet'],
  'host-connected': [CircleCheck, 'tone-good'],
  'host-away': [CircleDashed, 'tone-waiting'],
  'host-denied': [Ban, 'tone-denied'],
  'host-gone': [CircleAlert, 'tone-waiting'],
  'host-closed': [CircleX, 'tone-bad'],
  'container-running': [CircleCheck, 'tone-good'],
  'container-stopped': [Circle, 'tone-quiet'],
  'deployment-current': [CircleCheck, 'tone-good'],
  'deployment-pending': [Clock, 'tone-waiting'],
  'deployment-succeeded': [Circle, 'tone-quiet'],
  'deployment-failed': [CircleX, 'tone-bad'],
  'deployment-bad': [CircleAlert, 'tone-bad'],
  'operation-pending': [Clock, 'tone-waiting'],
  'operation-running': [Clock, 'tone-waiting'],
  'operation-succeeded': [CircleCheck, 'tone-good'],
  'operation-failed': [CircleX, 'tone-bad'],
  'step-awaited': [CircleDashed, 'tone-quiet'],
  'step-running': [Clock, 'tone-waiting'],
  'step-done': [CircleCheck, 'tone-good'],
  'step-warned': [CircleAlert, 'tone-waiting'],
  'step-failed': [CircleX, 'tone-bad'],
};

/** In the colour of the state, which is used for nothing else. */
export const StateMark = ({ state }: { readonly state: StateName }): ReactNode => {
  const [Icon, tone] = looks[state];
  return (
    <span className={`state ${tone}`}>
      <Icon aria-hidden />
      {en.states[state]}
    </span>
  );
};
