/** A group of devices as operators see it. */
import type { DeviceGroupRow } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { labelRules } from '../labels/label-rules.ts';

/** A group of devices. */
export interface DeviceGroup {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly createdAt: Date;
  /** Empty where it came with a device. */
  readonly createdBy: string;
  /** Null where nobody has changed it. */
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
}

/** The row of a group as a group. */
export const deviceGroupFromRow = (row: DeviceGroupRow): DeviceGroup => ({
  id: row.id,
  name: row.name,
  description: row.description,
  createdAt: row.created_at,
  createdBy: row.created_by,
  changedAt: row.changed_at,
  changedBy: row.changed_by,
});

const groupName = new RegExp(labelRules.namePattern);
const descriptionPattern = /^[^\p{Cc}\p{Cs}]{0,200}$/u;

/** Passes for what a group may be called and described as. Throws `invalid_request`, with everything that is wrong. */
export const checkDeviceGroup = (group: {
  readonly name: string;
  readonly description: string;
}): void => {
  const issues = [
    ...(groupName.test(group.name)
      ? []
      : [{ pointer: '/name', message: `must match ${labelRules.namePattern}` }]),
    ...(descriptionPattern.test(group.description)
      ? []
      : [{ pointer: '/description', message: 'must be at most 200 characters of text' }]),
  ];
  if (issues.length > 0) throw fault('invalid_request', { issues });
};
