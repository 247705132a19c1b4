/** A device that resumes its session, where an operator has allowed that. */
import type { Lab } from '../lab/lab.ts';
import type { Section } from '../report/report.ts';
import { compareCpu } from './compare-cpu.ts';
import {
  connectAll,
  type HandshakeSample,
  sampleHandshakes,
  type WarmServer,
} from './handshake-samples.ts';

const sampleResumed = async ({
  server,
  load,
  measured,
  others,
}: WarmServer): Promise<HandshakeSample> => {
  for (const range of [others, measured])
    await connectAll(load, server, { ...range, tickets: 'keep' });
  await connectAll(load, server, { ...others, tickets: 'use' });
  return server.measure(measured.count, () =>
    connectAll(load, server, { ...measured, tickets: 'use' }),
  );
};

/** Measures resumed handshakes, every one with the ticket of the one before; a handshake that is not resumed ends the run. */
export const measureResumed = async (lab: Lab): Promise<Section> => {
  const samples = await sampleHandshakes(lab, {
    servers: { name: 'resumed', sessionTickets: true },
    title: 'resumed handshakes',
    sample: sampleResumed,
  });
  return {
    name: 'resumed',
    explanation:
      `Resumed handshake, GET /device, close, ${lab.sizes.certificates.toLocaleString('en')} devices with tickets: CPU of the ` +
      "gateway's process beside that of a bare node:https server.",
    lines: [
      compareCpu('session resumed', { measured: samples.gateway, reference: samples.bare }, null),
    ],
  };
};
