/** The overview in a sentence. */
import type { Fleet } from '../../api/fleet.ts';
import { en } from '../../strings/en.ts';
import type { Certificate, Gateway } from './queries.ts';

/** What is known by now; what is not there yet is left out of the sentence. */
export interface Known {
  readonly fleet: Fleet | undefined;
  readonly gateways: readonly Pick<Gateway, 'state'>[] | undefined;
  readonly certificates: readonly Pick<Certificate, 'state'>[] | undefined;
}

const devicesWords = (fleet: Fleet): readonly string[] => {
  const { denied, 'refused-keys': refused, 'pending-enrolments': pending } = fleet;
  const total = fleet.online + fleet.late + fleet.offline + fleet['never-seen'];
  if (total === 0)
    return [(pending ?? 0) + denied === 0 ? en.overview.noDevices : en.overview.noneAllowed];
  return [
    en.overview.onlineOf(fleet.online, total),
    ...(refused > 0 ? [en.overview.refusedNow(refused)] : []),
  ];
};

/** What is wrong, or that nothing is; nothing before the fleet is known. */
export const truthOf = ({ fleet, gateways = [], certificates = [] }: Known): string => {
  if (fleet === undefined) return '';
  const lost = gateways.filter(({ state }) => state !== 'current').length;
  const ending = certificates.filter(({ state }) => ['ending', 'expired'].includes(state)).length;
  return [
    ...devicesWords(fleet),
    ...(lost > 0 ? [en.overview.gatewaysLag(lost)] : []),
    ...(ending > 0 ? [en.overview.certificatesEnd(ending)] : []),
  ].join(' ');
};
