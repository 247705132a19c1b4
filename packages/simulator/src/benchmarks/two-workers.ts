/** Devices that connect to a gateway of two workers. */
import type { Lab } from '../lab/lab.ts';
import { compare } from '../measure/comparison.ts';
import type { Section } from '../report/report.ts';
import { compareCpu } from './compare-cpu.ts';
import {
  connectAll,
  type HandshakeSample,
  sampleHandshakes,
  type WarmServer,
} from './handshake-samples.ts';

const workers = 2;

const sampleKnown = async ({ server, load, measured }: WarmServer): Promise<HandshakeSample> => {
  // Either worker may get a device: with the second time most checks are remembered in both.
  for (let times = 0; times < workers; times++) await connectAll(load, server, measured);
  return server.measure(measured.count, () => connectAll(load, server, measured));
};

const perSecond = ({ result }: HandshakeSample): number =>
  (result.operations * 1_000) / result.wallMs;

/** Measures what a handshake costs with two workers, the supervisor included, and how many are done in a second. */
export const measureTwoWorkers = async (lab: Lab): Promise<Section> => {
  const samples = await sampleHandshakes(lab, {
    servers: { name: 'two_workers', workers },
    title: 'handshakes with two workers',
    sample: sampleKnown,
  });
  return {
    name: 'two-workers',
    explanation:
      `Full handshake, GET /device, close, with ${lab.sizes.certificates.toLocaleString('en')} certificates: a gateway of two ` +
      'workers beside a bare node:https server of two.',
    lines: [
      compareCpu(
        'CPU of all processes',
        { measured: samples.gateway, reference: samples.bare },
        null,
      ),
      compare({
        what: 'handshakes, the client on the same cores',
        unit: '/s',
        measured: samples.gateway.map(perSecond),
        reference: samples.bare.map(perSecond),
        bound: null,
      }),
    ],
  };
};
