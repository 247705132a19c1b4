/** Reads what a device sends as events. */
import { fitText, isTimestamp } from '../fit-text.ts';
import type { DeviceEvent } from './device-event.ts';

const idCharactersMax = 200;
const textCharactersMax = 1_000;
const detailsCharactersMax = 16_384;
const cutMark = '[TRUNCATED]';
const correlationPattern = /^[A-Za-z0-9_-]{1,200}$/;
const typeVersionMax = 2_147_483_647;

type Fields = Readonly<Record<string, unknown>>;

const noFields: Fields = {};

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : noFields;

const optionalText = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? fitText(value, textCharactersMax) : null;

const detailsOf = (value: unknown): string | null => {
  if (typeof value !== 'string' || value === '') return null;
  if (value.length <= detailsCharactersMax) return fitText(value);
  return fitText(value, detailsCharactersMax - cutMark.length) + cutMark;
};

const typeVersionOf = (value: unknown): number =>
  Number.isInteger(value) && Math.abs(value as number) <= typeVersionMax ? (value as number) : 0;

const readEvent = (value: unknown, receivedAt: Date): DeviceEvent | null => {
  const { id, deviceTime, event, eventType } = fieldsOf(value);
  const { correlationId, ecu, success, targetName, version, details } = fieldsOf(event);
  if (typeof id !== 'string' || id === '' || id.length > idCharactersMax) return null;
  if (typeof correlationId !== 'string' || !correlationPattern.test(correlationId)) return null;
  const type = fieldsOf(eventType);
  return {
    id: fitText(id),
    correlationId,
    deviceTime: isTimestamp(deviceTime) ? deviceTime : receivedAt.toISOString(),
    typeId: fitText(type['id'], textCharactersMax),
    typeVersion: typeVersionOf(type['version']),
    targetName: fitText(targetName, textCharactersMax),
    version: fitText(version, textCharactersMax),
    ecu: optionalText(ecu),
    success: typeof success === 'boolean' ? success : null,
    details: detailsOf(details),
  };
};

/**
 * The events of a batch, in its order. Nothing in it is an error: agents send a batch again until it is taken. What has no
 * id, or no correlation id of letters, digits, hyphens and underscores, each of 200 characters at most, is left out; a time
 * that is none becomes `receivedAt`; any other field of another type than it should be is empty, and a longer text than
 * 1,000 characters is cut off, `details` behind 16,384.
 */
export const readEvents = (batch: readonly unknown[], receivedAt: Date): DeviceEvent[] =>
  batch.map((value) => readEvent(value, receivedAt)).filter((event) => event !== null);
