/** Every connection of a simulated fleet, with the times of its life. */
import type { Fleet, FleetEvent } from '@moorgate/simulator';

/** A connection. Times are milliseconds of CLOCK_MONOTONIC. */
export interface LinkLife {
  readonly uuid: string;
  readonly connectedAt: number;
  /** The first answer on it, as in an `AnswerNote`. */
  firstOutcome: string | null;
  /** Null while it is open. */
  closedAt: number | null;
  closedBy: 'device' | 'gateway' | null;
}

/** What a device was answered, or that it was not. */
export interface AnswerNote {
  readonly uuid: string;
  readonly at: number;
  /** The status with its code; `failed` for a connection that never was, `unanswered` for one that ended before. */
  readonly outcome: string;
}

/** What has happened to a fleet. */
export interface LinkLog {
  readonly links: readonly LinkLife[];
  readonly answers: readonly AnswerNote[];
}

/** Writes down what happens to a fleet from now on. */
export const keepLinkLog = (fleet: Fleet): LinkLog => {
  const lives = new Map<number, LinkLife>();
  const links: LinkLife[] = [];
  const answers: AnswerNote[] = [];

  const note = ({ uuid, at }: FleetEvent, outcome: string): void =>
    void answers.push({ uuid, at, outcome });
  const open = ({ uuid, at, link }: FleetEvent): void => {
    const life: LinkLife = {
      uuid,
      connectedAt: at,
      firstOutcome: null,
      closedAt: null,
      closedBy: null,
    };
    lives.set(link, life);
    links.push(life);
  };
  fleet.onEvent((event) => {
    const life = lives.get(event.link);
    if (event.kind === 'connected') open(event);
    else if (event.kind === 'failed') note(event, `failed ${event.reason}`);
    else if (event.kind === 'answered') {
      const outcome = `${event.status} ${event.code ?? ''}`.trim();
      note(event, outcome);
      if (life !== undefined) life.firstOutcome ??= outcome;
    } else if (event.kind === 'closed' && life !== undefined) {
      life.closedAt = event.at;
      life.closedBy = event.by;
      lives.delete(event.link);
      if (event.by === 'gateway' && event.unanswered > 0) note(event, 'unanswered');
    }
  });
  return { links, answers };
};
