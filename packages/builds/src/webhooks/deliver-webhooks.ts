/** Sending what is to be told of the ends of builds: again and again, and after a restart where it was left. */
import type { Context } from '@moorgate/auth';
import {
  findBuildById,
  inTransaction,
  updateDueWebhooksAsTaken,
  updateWebhookDelivery,
  type WebhookDeliveryRow,
} from '@moorgate/db';
import { DomainError } from '@moorgate/errors';
import { getBuild, listStatusEvents } from '../read-builds.ts';
import { openBuildSecrets, sayLost } from '../runs/build-secrets.ts';
import type { BuildServices } from '../services.ts';
import { formatBuildDetails } from '../wire/format-build.ts';
import type { WebhookCaller } from './call-webhook.ts';

/** What sending stands on. */
export interface WebhookServices extends BuildServices {
  readonly webhookCaller: WebhookCaller;
}

/** Before the second, the third and the fourth attempt. */
const pausesMs = [1_000, 2_000, 4_000] as const;
/** Whoever takes a message has so long for an attempt before somebody else takes it. */
const attemptMs = 60_000;
const batch = 20;

type Sending = Pick<Context, 'db' | 'clock' | 'log'>;

/** The secret, or why there is none. */
const findSecret = (
  ctx: Sending,
  services: WebhookServices,
  { factory, build_id: buildId, secret_name: name }: WebhookDeliveryRow,
): Promise<{ readonly secret: string } | { readonly failure: string }> =>
  inTransaction(ctx.db, async (trx) => {
    const build = await findBuildById(trx, { factory, buildId });
    const { secrets = {}, lost = [] } =
      build === undefined ? {} : await openBuildSecrets(trx, services, build);
    const ofIt = lost.filter((one) => one.name === name);
    if (ofIt.length > 0) return { failure: sayLost(ofIt) };
    const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    return secret === undefined ? { failure: `there is no secret ${name}` } : { secret };
  });

/** Undefined once it is sent; else why it is not, and whether there is sense in another attempt. */
const attempt = async (
  ctx: Sending,
  services: WebhookServices,
  delivery: WebhookDeliveryRow,
): Promise<{ readonly failure: string; readonly isFinal: boolean } | undefined> => {
  const { factory, build_id: buildId, url } = delivery;
  const key = { factory, buildId };
  try {
    const found = await findSecret(ctx, services, delivery);
    if ('failure' in found) return { failure: found.failure, isFinal: true };
    const build = await getBuild(ctx, key);
    const events = await listStatusEvents(ctx, key, null);
    const body = JSON.stringify(formatBuildDetails(services.serverUrl, build, events));
    await services.webhookCaller.send(url, { body, secret: found.secret });
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { failure: error.message, isFinal: error.code === 'webhook_address_forbidden' };
  }
};

const deliver = async (
  ctx: Sending,
  services: WebhookServices,
  delivery: WebhookDeliveryRow,
): Promise<void> => {
  const { id, factory, build_id: buildId, attempts } = delivery;
  const outcome = await attempt(ctx, services, delivery);
  const now = ctx.clock.now();
  if (outcome === undefined) {
    const delivered = { next_attempt_at: null, delivered_at: now, failure: null };
    await updateWebhookDelivery(ctx.db, id, delivered);
    return;
  }
  const { failure, isFinal } = outcome;
  const pauseMs = isFinal ? undefined : pausesMs[attempts - 1];
  const next = pauseMs === undefined ? null : new Date(now.getTime() + pauseMs);
  await updateWebhookDelivery(ctx.db, id, { next_attempt_at: next, delivered_at: null, failure });
  if (next === null)
    ctx.log.warn({ factory, buildId, attempts, failure }, 'a webhook was not told of a build');
};

/**
 * Sends the messages whose time has come, several at once: the build as JSON, signed with the secret that the webhook names,
 * at most four times with pauses of 1, 2 and 4 seconds. One whose secret is missing or cannot be opened, or whose address the policy forbids, is
 * given up. Answers how many were tried.
 */
export const deliverWebhooks = async (ctx: Sending, services: WebhookServices): Promise<number> => {
  const now = ctx.clock.now();
  const until = new Date(now.getTime() + attemptMs);
  const due = await updateDueWebhooksAsTaken(ctx.db, { now, until, limit: batch });
  await Promise.all(due.map((delivery) => deliver(ctx, services, delivery)));
  return due.length;
};
