/** A device that resumes its session, where an operator has allowed that. */
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

/** Measures resumed handshakes, every one with the ticket of the one before; a handshake that is not resumed ends the run. */
export const measureResumed = async (lab: Lab): Promise<Section> => {
  const { certificates, rounds } = lab.sizes;
  const { measured, others } = rangesOf(lab);
  const servers = await prepareDeviceServers(lab, {
    name: 'resumed',
    devices: devicesIn({ measured, others }),
    sessionTickets: true,
  });
  const { load } = servers;
  const sample = (begin: StartDeviceServer): Promise<HandshakeSample> =>
    withWarmServer(servers, { begin, others }, async (server) => {
      for (const range of [others, measured])
        await connectAll(load, server, { ...range, tickets: 'keep' });
      await connectAll(load, server, { ...others, tickets: 'use' });
      return server.measure(measured.count, () =>
        connectAll(load, server, { ...measured, tickets: 'use' }),
      );
    });
  const samples = await alternate(
    rounds,
    { gateway: () => sample(servers.gateway), bare: () => sample(servers.bare) },
    (round) => say(`resumed handshakes, round ${round} of ${rounds}`),
  );
  return {
    name: 'resumed',
    explanation:
      `Resumed handshake, GET /device, close, ${certificates.toLocaleString('en')} devices with tickets: CPU of the ` +
      "gateway's process beside that of a bare node:https server.",
    lines: [
      compare({
        what: 'session resumed',
        unit: 'µs',
        measured: samples.gateway.map(({ serverMs }) => serverMs),
        reference: samples.bare.map(({ serverMs }) => serverMs),
        bound: null,
        postgres: samples.gateway.map(({ postgresMs }) => postgresMs),
      }),
    ],
  };
};
