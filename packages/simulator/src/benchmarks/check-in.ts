/** Devices that report something new with each request. */
import { type DeviceServer, prepareDeviceServers } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { alternate } from '../measure/alternate.ts';
import type { Usage } from '../measure/usage.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';
import { compareCpu } from './compare-cpu.ts';
import { sampleKeptRequests } from './kept-requests.ts';

/** Measures GET /device with headers of which some change each time, beside the same with headers that never do. */
export const measureCheckIns = async (lab: Lab): Promise<Section> => {
  const { reportingDevices: connections, reports: count, rounds } = lab.sizes;
  const { load, gateway } = await prepareDeviceServers(lab, {
    name: 'check_in',
    devices: connections,
  });
  const server: DeviceServer = await gateway();
  const sample = (report: 'same' | 'changing'): Promise<Usage> =>
    sampleKeptRequests(load, server, { connections, count, report });
  const samples = await alternate(
    rounds,
    { changing: () => sample('changing'), same: () => sample('same') },
    (round) => say(`check-ins, round ${round} of ${rounds}`),
  );
  await server.stop();
  return {
    name: 'check-in',
    explanation:
      `GET /device over ${connections.toLocaleString('en')} kept connections of as many devices, each reporting another ` +
      "target and hash with each request: CPU of the gateway's process beside that for reports that say nothing new.",
    lines: [
      compareCpu(
        `${count.toLocaleString('en')} requests with changed headers`,
        { measured: samples.changing, reference: samples.same },
        null,
      ),
    ],
  };
};
