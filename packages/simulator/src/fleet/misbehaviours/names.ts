/** The ways in which a simulated device can misbehave, from the wire upwards. */

export const misbehaviourNames = [
  'half-open',
  'garbage',
  'stalled-handshake',
  'no-certificate',
  'foreign-ca',
  'wrong-key',
  'slow-headers',
  'slow-body',
  'oversize-head',
  'never-reading',
  'reconnect-storm',
] as const;

export type Misbehaviour = (typeof misbehaviourNames)[number];

/** True for the name of one. */
export const isMisbehaviour = (name: string): name is Misbehaviour =>
  (misbehaviourNames as readonly string[]).includes(name);
