/** Whether denied devices were out when the answer came, and whether others noticed. */
import type { Stamp } from './gateway-process.ts';
import type { AnswerNote, LinkLife, LinkLog } from './link-log.ts';
import { type Denial, graceMs } from './operators.ts';

/** What is judged, a second after the last answer at the earliest. Times are milliseconds of CLOCK_MONOTONIC. */
export interface Evidence {
  /** When it began: what was before is no part of it. */
  readonly since: number;
  readonly denials: readonly Denial[];
  /** The denied devices of which the kernel had sockets at the answer, and still a second later. */
  readonly withSocketsLeft: ReadonlySet<string>;
  readonly logs: readonly LinkLog[];
  readonly stamps: readonly Stamp[];
  /** The devices that were not denied, neither now nor before. */
  readonly others: readonly string[];
}

/** What must not be, one list for each promise. */
export interface Findings {
  /** Denials with another answer than 204: it could not be told in time that they are in force. */
  readonly unconfirmed: readonly Denial[];
  /** Requests of denied devices that a handler was started for after the answer. */
  readonly startedLate: readonly Stamp[];
  /**
   * Connections that were open at the answer, and a second later: the kernel still had them, and not only did their device
   * learn late of their end. Those that were refused from the first do not count.
   */
  readonly openTooLong: readonly LinkLife[];
  /** Denied devices for which no request had been started before: of them nothing would be proven. */
  readonly silentBefore: readonly string[];
  /** What others met but service: other answers than 2xx, and connections that the gateway closed. */
  readonly disturbed: readonly (AnswerNote | LinkLife)[];
  /** Others that were not served any more after the last answer. */
  readonly silentAfter: readonly string[];
}

/** What is promised. */
export const nothingFound: Findings = {
  unconfirmed: [],
  startedLate: [],
  openTooLong: [],
  silentBefore: [],
  disturbed: [],
  silentAfter: [],
};

/**
 * From when on a denial is promised to be in force: from its answer on. One that was made and could not be confirmed is
 * in force when no gateway can hold a lease from before it any more, which is half a second after it.
 */
const inForceAt = ({ status, answeredAt }: Denial): number =>
  status === 204 ? answeredAt : answeredAt + graceMs;

const startedAt = ({ startedNs }: Stamp): number => Number(BigInt(startedNs)) / 1e6;

const byUuid = (denials: readonly Denial[]): ReadonlyMap<string, Denial> =>
  new Map(denials.map((denial) => [denial.uuid, denial]));

const wasServed = ({ outcome }: AnswerNote): boolean => outcome.startsWith('2');

/** Judged at its handshake, after the denial: it waits for no more than to be told. */
const wasRefused = ({ firstOutcome }: LinkLife): boolean => firstOutcome === '403 device_denied';

const judgeDenied = (
  { denials, withSocketsLeft, logs, stamps }: Evidence,
  denied: ReadonlyMap<string, Denial>,
): Pick<Findings, 'startedLate' | 'openTooLong' | 'silentBefore'> => {
  const outAt = (uuid: string | null): number => {
    const denial = denied.get(uuid ?? '');
    return denial === undefined ? Number.POSITIVE_INFINITY : inForceAt(denial);
  };
  const isTooLong = (link: LinkLife): boolean =>
    link.connectedAt <= outAt(link.uuid) &&
    (link.closedAt ?? Number.POSITIVE_INFINITY) > outAt(link.uuid) + graceMs &&
    withSocketsLeft.has(link.uuid) &&
    !wasRefused(link);
  const heardBefore = new Set(
    stamps.filter((stamp) => startedAt(stamp) <= outAt(stamp.uuid)).map(({ uuid }) => uuid),
  );
  return {
    startedLate: stamps.filter((stamp) => startedAt(stamp) > outAt(stamp.uuid)),
    openTooLong: logs.flatMap(({ links }) => links.filter(isTooLong)),
    silentBefore: denials.map(({ uuid }) => uuid).filter((uuid) => !heardBefore.has(uuid)),
  };
};

const judgeOthers = ({
  since,
  denials,
  logs,
  others,
}: Evidence): Pick<Findings, 'disturbed' | 'silentAfter'> => {
  const members = new Set(others);
  const lastAnswerAt = Math.max(...denials.map(({ answeredAt }) => answeredAt));
  const answers = logs.flatMap((log) => log.answers).filter(({ at }) => at > since);
  const cutOff = logs
    .flatMap((log) => log.links)
    .filter(({ closedBy, closedAt }) => closedBy === 'gateway' && (closedAt ?? 0) > since);
  const servedAfter = new Set(
    answers.filter((note) => wasServed(note) && note.at > lastAnswerAt).map(({ uuid }) => uuid),
  );
  return {
    disturbed: [...answers.filter((note) => !wasServed(note)), ...cutOff].filter(({ uuid }) =>
      members.has(uuid),
    ),
    silentAfter: others.filter((uuid) => !servedAfter.has(uuid)),
  };
};

/** Judges. */
export const judgeDenials = (evidence: Evidence): Findings => ({
  unconfirmed: evidence.denials.filter(({ status }) => status !== 204),
  ...judgeDenied(evidence, byUuid(evidence.denials)),
  ...judgeOthers(evidence),
});

/** From each request to deny until each connection that was open then was closed, in milliseconds. */
export const closingTimes = ({ denials, logs }: Evidence): readonly number[] => {
  const denied = byUuid(denials);
  return logs.flatMap(({ links }) =>
    links.flatMap((link) => {
      const sentAt = denied.get(link.uuid)?.sentAt;
      if (sentAt === undefined || link.closedAt === null || wasRefused(link)) return [];
      return link.connectedAt < sentAt && link.closedAt > sentAt ? [link.closedAt - sentAt] : [];
    }),
  );
};
