/** Devices that connect to a gateway of two workers. */
import { prepareDeviceServers, type StartDeviceServer } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { alternate } from '../measure/alternate.ts';
import { compare } from '../measure/comparison.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';
import {
  connectAll,
  devicesIn,
  type HandshakeSample,
  rangesOf,
  withWarmServer,
} from './handshake-samples.ts';

const workers = 2;

const perSecond = ({ result }: HandshakeSample): number =>
  (result.operations * 1_000) / result.wallMs;

/** Measures what a handshake costs with two workers, the supervisor included, and how many are done in a second. */
export const measureTwoWorkers = async (lab: Lab): Promise<Section> => {
  const { certificates, rounds } = lab.sizes;
  const { measured, others } = rangesOf(lab);
  const devices = devicesIn({ measured, others });
  const servers = await prepareDeviceServers(lab, { name: 'two_workers', devices, workers });
  const { load } = servers;
  const sample = (begin: StartDeviceServer): Promise<HandshakeSample> =>
    withWarmServer(servers, { begin, others }, async (server) => {
      // Either worker may get a device: with the second time most checks are remembered in both.
      for (let times = 0; times < workers; times++) await connectAll(load, server, measured);
      return server.measure(measured.count, () => connectAll(load, server, measured));
    });
  const samples = await alternate(
    rounds,
    { gateway: () => sample(servers.gateway), bare: () => sample(servers.bare) },
    (round) => say(`handshakes with two workers, round ${round} of ${rounds}`),
  );
  return {
    name: 'two-workers',
    explanation:
      `Full handshake, GET /device, close, with ${certificates.toLocaleString('en')} certificates: a gateway of two workers ` +
      'beside a bare node:https server of two.',
    lines: [
      compare({
        what: 'CPU of all processes',
        unit: 'µs',
        measured: samples.gateway.map(({ serverMs }) => serverMs),
        reference: samples.bare.map(({ serverMs }) => serverMs),
        bound: null,
        postgres: samples.gateway.map(({ postgresMs }) => postgresMs),
      }),
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
