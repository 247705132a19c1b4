/** What the service cannot do at the moment, or at all. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const service = {
  service_unavailable: {
    kind: 'unavailable',
    title: 'The service cannot decide at the moment.',
    remedy: 'Try again after `Retry-After`; the operator finds the cause in the log.',
  },
  insufficient_storage: {
    kind: 'insufficient_storage',
    title: 'There is no room for what was sent.',
    remedy:
      'Nothing of it was kept. The operator makes room where content is stored, or deletes updates that nobody needs; then send it again.',
  },
  committed_unconfirmed: {
    kind: 'unavailable',
    title: 'The change may be made, but it could not be confirmed that every gateway follows it.',
    remedy:
      'Read back what you changed. If it is there, it lasts, and every gateway follows it as soon as it can ask the database; `GET /v1/gateways` shows which lags behind.',
  },
  gateway_overloaded: {
    kind: 'unavailable',
    title: 'More devices connect than this gateway can judge at the moment.',
    remedy:
      'Try again after `Retry-After`, which differs from answer to answer. If it lasts, add workers or gateways.',
  },
  too_many_connections: {
    kind: 'rate_limited',
    title: 'The device has too many connections with requests under way.',
    remedy: 'Use a connection for more than one request; the operator sets the limit.',
  },
  sealed_secret_lost: {
    kind: 'unavailable',
    title: 'A stored secret cannot be opened any more.',
    remedy:
      'The operator puts the keys back that it was sealed with, `sealing-keys.json` in the folder of keys; or the secret is set again.',
  },
  internal: {
    kind: 'internal',
    title: 'Something went wrong on our side.',
    remedy: 'Report the request id; the log has the cause under it.',
  },
} as const satisfies Record<string, CatalogueEntry>;
