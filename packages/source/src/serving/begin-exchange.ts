/** Serving one request of the smart protocol, from its turn to its end. */
import type { Context } from '@moorgate/auth';
import { listOpenReferences } from '../reading/list-references.ts';
import type { Repository } from '../repositories/repository.ts';
import { ensureFolder } from '../repositories/repository-folder.ts';
import { measureRepository } from '../repositories/measure-repository.ts';
import { requireGit, type RunningGit, type SourceServices } from '../store.ts';
import { followPush, type PushChannel } from './push-channel.ts';
import type { OnReferencesMoved, PushOutcome, ReferenceMove } from './push.ts';
import { recordPush } from './record-push.ts';
import {
  type Backend,
  type BackendEnd,
  type BackendRequest,
  startBackend,
} from './start-backend.ts';

/** What serving stands on. */
export interface ServingServices {
  readonly source: SourceServices['source'];
  readonly onReferencesMoved: OnReferencesMoved;
}

/** A request, and for whom it is served. */
export interface ExchangeRequest extends BackendRequest {
  /** Who counts for how many run at once, such as the id of a token. */
  readonly holder: string;
  /** Gives the turn up while it waits. */
  readonly signal: AbortSignal;
}

/** How an exchange ended; the outcome is null for one that is no push. */
export interface ExchangeEnd extends BackendEnd {
  readonly push: PushOutcome | null;
}

/** An exchange that goes on. */
export interface Exchange extends Pick<Backend, 'input' | 'output' | 'end'> {
  /** Never rejects. The turn is over then, and what the push did is written down. */
  readonly ended: Promise<ExchangeEnd>;
}

interface Served {
  readonly ctx: Context;
  readonly git: RunningGit;
  readonly folder: string;
  readonly repository: Repository;
  readonly by: string;
  readonly onReferencesMoved: OnReferencesMoved;
}

const unwritten = 'fio: the references have moved, but the record of it could not be written';

/** Writes it down, and has what follows from it begun. Never rejects: the references have moved. */
const noteMoves = async (
  { ctx, git, folder, repository, by, onReferencesMoved }: Served,
  moves: readonly ReferenceMove[],
): Promise<readonly string[]> => {
  const { factory, repository: name } = repository;
  const lines: string[] = [];
  try {
    const bytes = await measureRepository(git, folder).catch(() => null);
    await recordPush(ctx, repository, { moves, bytes });
  } catch (error) {
    ctx.log.error({ err: error, repository: name, moves }, 'a push was not recorded');
    lines.push(unwritten);
  }
  try {
    lines.push(...(await onReferencesMoved(ctx, { factory, repository: name, moves, by })));
  } catch (error) {
    ctx.log.error({ err: error, repository: name }, 'nothing followed from a push');
  }
  return lines;
};

/** What moved of a push that was ended before its hooks could tell: what is now as it was asked to become. */
const findMoves = async (
  { git, folder }: Served,
  asked: readonly ReferenceMove[],
): Promise<ReferenceMove[]> => {
  const present = await listOpenReferences(git, folder);
  return asked.filter(
    (move) => (present.get(move.ref) ?? null) === (/^0+$/.test(move.new) ? null : move.new),
  );
};

const settlePush = async (
  served: Served,
  channel: PushChannel,
  end: BackendEnd,
): Promise<PushOutcome> => {
  const outcome = channel.outcome();
  const isClean = end.code === 0 && end.signal === null;
  if (isClean || outcome.moved !== null || outcome.asked.length === 0) return outcome;
  const moved = await findMoves(served, outcome.asked);
  if (moved.length > 0) await noteMoves(served, moved);
  return { ...outcome, moved };
};

/**
 * Waits for its turn and begins. What a push moves is recorded, and `onReferencesMoved` is told, even where the client or the
 * child goes in the middle. Throws `source_not_served`, `too_many_git_requests`, and the reason of the signal.
 */
export const beginExchange = async (
  ctx: Context,
  { source, onReferencesMoved }: ServingServices,
  request: ExchangeRequest,
): Promise<Exchange> => {
  const git = requireGit(source);
  const { repository, holder, signal } = request;
  const leave = await source.exchanges.enter({ factory: repository.factory, holder, signal });
  try {
    const folder = await ensureFolder(git, repository);
    signal.throwIfAborted();
    const backend = startBackend(git, source.limits, request);
    const served = { ctx, git, folder, repository, by: request.user, onReferencesMoved };
    const channel = backend.hooks && followPush(backend.hooks, (moves) => noteMoves(served, moves));
    const settle = async (): Promise<ExchangeEnd> => {
      const end = await backend.ended;
      try {
        return { ...end, push: channel && (await settlePush(served, channel, end)) };
      } catch (error) {
        ctx.log.error({ err: error }, 'what a push did could not be found out');
        return { ...end, push: channel && channel.outcome() };
      } finally {
        leave();
      }
    };
    const { input, output, end } = backend;
    return { input, output, end, ended: settle() };
  } catch (error) {
    leave();
    throw error;
  }
};
