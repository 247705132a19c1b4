/** Each misbehaviour by its name. */
import { garbage, halfOpen, stalledHandshake } from './beneath-http.ts';
import type { Misbehaviour } from './names.ts';
import type { Misbehave } from './scene.ts';
import { foreignCa, noCertificate, reconnectStorm, wrongKey } from './with-credentials.ts';
import { neverReading, oversizeHead, slowBody, slowHeaders } from './within-http.ts';

/** What a device does for one round. */
export const misbehaviours: Readonly<Record<Misbehaviour, Misbehave>> = {
  'half-open': halfOpen,
  garbage,
  'stalled-handshake': stalledHandshake,
  'no-certificate': noCertificate,
  'foreign-ca': foreignCa,
  'wrong-key': wrongKey,
  'slow-headers': slowHeaders,
  'slow-body': slowBody,
  'oversize-head': oversizeHead,
  'never-reading': neverReading,
  'reconnect-storm': reconnectStorm,
};
