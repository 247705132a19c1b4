/** Devices that are not who they say, or come too often. */
import type { ClientIdentity } from '../../credentials/credentials.ts';
import { type Misbehave, type Scene } from './scene.ts';

const askAs = async (scene: Scene, identity: ClientIdentity | null): Promise<void> => {
  const link = scene.openTls(identity);
  await link.connected;
  // The end of the connection says more than the answer, which may be cut off by it.
  link.ask(scene.path, scene.head()).catch(() => undefined);
  await link.closed;
};

/** Connects as itself, and then with another key under the same UUID. */
export const wrongKey: Misbehave = async (scene) => {
  await scene.ask();
  scene.disconnect();
  await askAs(scene, await scene.anotherKey());
};

/** Shows no certificate. */
export const noCertificate: Misbehave = (scene) => askAs(scene, null);

/** Shows a certificate of a CA that nobody here has heard of. */
export const foreignCa: Misbehave = async (scene) => askAs(scene, await scene.foreign());

const pauseAfterFailureMs = 100;

/** Connects, asks, closes, and connects again without a pause, until it is stopped. */
export const reconnectStorm: Misbehave = async (scene) => {
  for (;;) {
    const isAnswered = await scene.ask().then(
      () => true,
      () => false,
    );
    scene.disconnect();
    await scene.wait(isAnswered ? 0 : pauseAfterFailureMs);
  }
};
