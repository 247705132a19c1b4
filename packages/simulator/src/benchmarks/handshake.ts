/** A device that connects, is judged, asks for itself and goes. */
import type { Lab } from '../lab/lab.ts';
import type { Bound, Comparison } from '../measure/comparison.ts';
import type { Section } from '../report/report.ts';
import { compareCpu } from './compare-cpu.ts';
import {
  connectAll,
  type HandshakeSample,
  sampleHandshakes,
  type WarmServer,
} from './handshake-samples.ts';

/** How many times more CPU time of its process the gateway may use than the bare server, once it knows a certificate. */
const boundOnceKnown = { on: 'ratio', atMost: 1.2 } as const;

/** The first time that a process sees these certificates, and the second. */
interface ServerSample {
  readonly cold: HandshakeSample;
  readonly warm: HandshakeSample;
}

const sampleTwice = async ({ server, load, measured }: WarmServer): Promise<ServerSample> => {
  const measure = (): Promise<HandshakeSample> =>
    server.measure(measured.count, () => connectAll(load, server, measured));
  const cold = await measure();
  return { cold, warm: await measure() };
};

/** Measures with the checks of the certificates still to be made, and with those checks remembered. */
export const measureHandshakes = async (lab: Lab): Promise<Section> => {
  const samples = await sampleHandshakes(lab, {
    servers: { name: 'handshake' },
    title: 'handshakes',
    sample: sampleTwice,
  });
  const line = (what: string, which: keyof ServerSample, bound: Bound | null): Comparison => {
    const pick = (all: readonly ServerSample[]) => all.map((one) => one[which]);
    const usage = { measured: pick(samples.gateway), reference: pick(samples.bare) };
    return compareCpu(what, usage, bound);
  };
  return {
    name: 'handshake',
    explanation:
      `Full handshake, GET /device, close, with ${lab.sizes.certificates.toLocaleString('en')} certificates: CPU of the ` +
      "gateway's process beside that of a bare node:https server.",
    lines: [
      line('checks of certificates remembered', 'warm', boundOnceKnown),
      line('no check remembered', 'cold', null),
    ],
  };
};
