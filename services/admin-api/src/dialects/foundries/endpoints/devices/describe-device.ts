/** Everything that is shown of one device. */
import { listConfigurationPage } from '@moorgate/configurations';
import { listLatestVersions } from '@moorgate/delivery';
import { getDevice, getDeviceGroup } from '@moorgate/devices';
import { getDeviceReports, listAppsStatesOfDevice, listControlUnits } from '@moorgate/reports';
import type { FoundriesContext } from '../../context.ts';
import type { DeviceBody } from '../../schemas-devices.ts';
import { toDeviceBody } from '../../translate-devices.ts';

/** The device of that UUID, with what it reported and what it was last to be given. */
export const describeDevice = async (ctx: FoundriesContext, uuid: string): Promise<DeviceBody> => {
  const device = await getDevice(ctx, uuid);
  const group = device.labels['group'];
  const [reports, found, history, units, states, latest] = await Promise.all([
    getDeviceReports(ctx, device),
    group === undefined ? null : getDeviceGroup(ctx, group),
    listConfigurationPage(ctx, { deviceUuid: uuid }, { page: 1, limit: 1 }),
    listControlUnits(ctx, uuid),
    listAppsStatesOfDevice(ctx, uuid),
    listLatestVersions(ctx, ctx.factory),
  ]);
  const details = {
    reports,
    group: found,
    configuration: history.items[0] ?? null,
    units,
    appsState: states[0] ?? null,
  };
  return toDeviceBody(device, details, { factory: ctx.factory, latest });
};
