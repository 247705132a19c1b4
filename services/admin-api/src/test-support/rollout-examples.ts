/** One request for every operation about rollouts. */
import { randomUUID } from 'node:crypto';
import { type Context, scopeSet } from '@moorgate/auth';
import { advanceRollouts, createRollout, type RolloutName } from '@moorgate/delivery';
import { insertDevice } from './insert-device.ts';
import type { OperationExample, Params } from './operation-example.ts';
import { type TestApp, testFactory } from './test-app.ts';
import { insertUpdate } from './update-examples.ts';

const scopes = scopeSet(['updates:read', 'updates:read-update']);

/** Somebody who may give updates to devices of these groups alone. */
const operatorOf = (app: TestApp, groups: readonly string[]): Context => {
  const credential = { kind: 'session', tokenId: 'none' } as const;
  const who = { userId: randomUUID(), username: 'limited', credential };
  const grants = [{ scopes, groups: new Set(groups) }];
  return { ...app.operator, principal: { kind: 'user', ...who, scopes, grants } };
};

/** Commits what was asked for, now. */
export const advance = async (app: TestApp): Promise<void> => {
  const { operator, sealingKeys } = app;
  await advanceRollouts({ ...operator, sealingKeys });
};

const group = 'near';

const update = async (app: TestApp): Promise<Params> => {
  const { tag, update: name } = await insertUpdate(app);
  return { tag: tag!, update: name!, rollout: 'first' };
};

/** A rollout of somebody who is limited to the group, so that others who are limited to it see it. */
const rollout = async (app: TestApp): Promise<Params> => {
  const params = await update(app);
  const request = { ...(params as unknown as RolloutName), uuids: [], groups: [group] };
  await createRollout(operatorOf(app, [group]), { factory: testFactory }, request);
  await advance(app);
  return params;
};

const device = async (app: TestApp): Promise<Params> => {
  const { id } = await insertUpdate(app);
  const uuid = await insertDevice(app.db, { labels: { group } });
  await app.db.updateTable('devices').set({ update_id: id }).where('uuid', '=', uuid).execute();
  return { uuid };
};

const ofRollout = {
  object: rollout,
  missing: { tag: 'main', update: 'nothing', rollout: 'first' },
};
const ofDevice = { object: device, missing: { uuid: randomUUID() } };

/** Operations about rollouts, by their ids. */
export const rolloutExamples: Readonly<Record<string, OperationExample>> = {
  listRollouts: { status: 200 },
  getRollout: { status: 200, ...ofRollout },
  createRollout: { status: 202, ...ofRollout, object: update, body: { groups: [group] } },
  closeRollout: { status: 204, ...ofRollout },
  deleteRollout: { status: 204, ...ofRollout },
  listRolloutDevices: { status: 200, ...ofRollout },
  unassignRollout: { status: 204, ...ofRollout },
  explainAssignment: { status: 200, ...ofDevice },
  unassignDevice: { status: 204, ...ofDevice },
};
