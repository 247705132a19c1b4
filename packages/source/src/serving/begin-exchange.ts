/** Serving one request of the smart protocol, from its turn to its end. */
import type { Duplex } from 'node:stream';
import type { AuditIntent, Context, IntendedChange } from '@moorgate/auth';
import { ensureFolder } from '../repositories/repository-folder.ts';
import { measureRepository } from '../repositories/measure-repository.ts';
import { requireGit, type SourceServices } from '../store.ts';
import { followPush } from './push-channel.ts';
import type {
  OnReferencesAsked,
  OnReferencesMoved,
  PushOutcome,
  ReferenceMove,
  ReferencePush,
} from './push.ts';
import { intendPush, type PushedRepository, recordPush, settlePushes } from './record-push.ts';
import {
  type Backend,
  type BackendEnd,
  type BackendRequest,
  startBackend,
} from './start-backend.ts';

/** What serving stands on. */
export interface ServingServices {
  readonly source: SourceServices['source'];
  readonly onReferencesAsked: OnReferencesAsked;
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

interface Served extends PushedRepository, Omit<ServingServices, 'source'> {
  readonly ctx: Context;
  readonly by: string;
}

/** A push that is under way. */
interface FollowedPush {
  /** Settles when what follows from it is done; to what it did, as far as it was told. Never rejects. */
  outcome(): Promise<PushOutcome>;
  /** What was written down before it was let through; null where it did not come to that. */
  intent(): Promise<AuditIntent | null>;
}

const moveOf = ({ item: ref, before, after }: IntendedChange): ReferenceMove => {
  const none = '0'.repeat((before ?? after ?? '').length);
  return { ref, old: before ?? none, new: after ?? none };
};

const pushOf = ({ repository, by }: Served, moves: readonly ReferenceMove[]): ReferencePush => ({
  factory: repository.factory,
  repository: repository.repository,
  moves,
  by,
});

const unwritten = 'fio: the references have moved; the record of it is written a little later';

/** Writes it down, and has what follows from it begun. Never rejects: the references have moved. */
const noteMoves = async (
  served: Served,
  intent: AuditIntent,
  moves: readonly ReferenceMove[],
): Promise<readonly string[]> => {
  const { ctx, git, folder, repository, onReferencesMoved } = served;
  const { repository: name } = repository;
  const lines: string[] = [];
  try {
    const bytes = await measureRepository(git, folder).catch(() => null);
    await recordPush(ctx, repository, { intent, moves, bytes });
  } catch (error) {
    ctx.log.error({ err: error, repository: name, moves }, 'a push is not recorded yet');
    lines.push(unwritten);
  }
  try {
    if (moves.length > 0) lines.push(...(await onReferencesMoved(ctx, pushOf(served, moves))));
  } catch (error) {
    ctx.log.error({ err: error, repository: name }, 'nothing followed from a push');
  }
  return lines;
};

const follow = (served: Served, hooks: Duplex): FollowedPush => {
  let intending: Promise<AuditIntent> | null = null;
  let telling: Promise<unknown> | null = null;
  const intend = (asked: readonly ReferenceMove[]): Promise<AuditIntent> => {
    intending ??= intendPush(served.ctx, served, asked);
    return intending;
  };
  const channel = followPush(hooks, {
    onAsked: async (asked) => {
      try {
        const { changes } = await intend(asked);
        await served.onReferencesAsked(served.ctx, pushOf(served, changes.map(moveOf)));
      } catch (error) {
        served.ctx.log.error({ err: error }, 'a push was not let through');
        throw error;
      }
    },
    onMoved: (moves) => {
      const told = intend([]).then((intent) => noteMoves(served, intent, moves));
      telling = told;
      return told;
    },
  });
  return {
    outcome: async () => {
      await telling?.catch(() => undefined);
      return channel.outcome();
    },
    intent: async () => (await intending?.catch(() => null)) ?? null,
  };
};

/** Looks for itself what moved of a push that was ended before its hooks could tell. */
const settlePush = async (served: Served, push: FollowedPush): Promise<PushOutcome> => {
  const outcome = await push.outcome();
  const intent = await push.intent();
  if (intent === null || outcome.moved !== null) return outcome;
  const { ctx, repository, onReferencesMoved } = served;
  const found = new Set((await settlePushes(ctx, served)).map(({ item }) => item));
  await recordPush(ctx, repository, { intent, moves: [], bytes: null });
  const moved = intent.changes.filter(({ item }) => found.has(item)).map(moveOf);
  if (moved.length === 0) return outcome;
  await onReferencesMoved(ctx, pushOf(served, moved));
  return { ...outcome, moved };
};

/**
 * Waits for its turn and begins. `onReferencesAsked` is told of a push before it moves anything; what it moves is recorded, and
 * `onReferencesMoved` is told, even where the client or the child goes in the middle. Throws `source_not_served`, `too_many_git_requests`, and the reason of the signal.
 */
export const beginExchange = async (
  ctx: Context,
  { source, ...listeners }: ServingServices,
  request: ExchangeRequest,
): Promise<Exchange> => {
  const git = requireGit(source);
  const { repository, holder, signal } = request;
  const leave = await source.exchanges.enter({ factory: repository.factory, holder, signal });
  try {
    const folder = await ensureFolder(git, repository);
    signal.throwIfAborted();
    const backend = startBackend(git, source.limits, request);
    const served = { ctx, git, folder, repository, by: request.user, ...listeners };
    const push = backend.hooks && follow(served, backend.hooks);
    const settle = async (): Promise<ExchangeEnd> => {
      const end = await backend.ended;
      try {
        return { ...end, push: push && (await settlePush(served, push)) };
      } catch (error) {
        ctx.log.error({ err: error }, 'what a push did could not be found out yet');
        return { ...end, push: push && (await push.outcome()) };
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
