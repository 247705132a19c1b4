/** A device that connects, is judged, asks for itself and goes. */
import { prepareDeviceServers, type StartDeviceServer } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { alternate } from '../measure/alternate.ts';
import { type Bound, compare, type Comparison } from '../measure/comparison.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';
import {
  connectAll,
  devicesIn,
  type HandshakeSample,
  rangesOf,
  withWarmServer,
} from './handshake-samples.ts';

/** How many times more CPU time of its process the gateway may use than the bare server, once it knows a certificate. */
const boundOnceKnown = { on: 'ratio', atMost: 1.2 } as const;

/** The first time that a process sees these certificates, and the second. */
interface ServerSample {
  readonly cold: HandshakeSample;
  readonly warm: HandshakeSample;
}

/** Measures with the checks of the certificates still to be made, and with those checks remembered. */
export const measureHandshakes = async (lab: Lab): Promise<Section> => {
  const { certificates, rounds } = lab.sizes;
  const { measured, others } = rangesOf(lab);
  const devices = devicesIn({ measured, others });
  const servers = await prepareDeviceServers(lab, { name: 'handshake', devices });
  const sample = (begin: StartDeviceServer): Promise<ServerSample> =>
    withWarmServer(servers, { begin, others }, async (server) => {
      const measure = (): Promise<HandshakeSample> =>
        server.measure(measured.count, () => connectAll(servers.load, server, measured));
      const cold = await measure();
      return { cold, warm: await measure() };
    });
  const samples = await alternate(
    rounds,
    { gateway: () => sample(servers.gateway), bare: () => sample(servers.bare) },
    (round) => say(`handshakes, round ${round} of ${rounds}`),
  );
  const line = (
    what: string,
    pick: (sample: ServerSample) => HandshakeSample,
    bound: Bound | null,
  ): Comparison =>
    compare({
      what,
      unit: 'µs',
      measured: samples.gateway.map((one) => pick(one).serverMs),
      reference: samples.bare.map((one) => pick(one).serverMs),
      bound,
      postgres: samples.gateway.map((one) => pick(one).postgresMs),
    });
  return {
    name: 'handshake',
    explanation:
      `Full handshake, GET /device, close, with ${certificates.toLocaleString('en')} certificates: CPU of the gateway's ` +
      'process beside that of a bare node:https server.',
    lines: [
      line('checks of certificates remembered', ({ warm }) => warm, boundOnceKnown),
      line('no check remembered', ({ cold }) => cold, null),
    ],
  };
};
