/** What is known of a device. */
import type { ReactNode } from 'react';
import { Moment } from '../../parts/moment.tsx';
import { en } from '../../strings/en.ts';
import { type Device, type DeviceKey, useDeviceKeys } from './queries.ts';

const Fact = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <>
    <dt>{term}</dt>
    <dd>{children === '' ? <span className="quiet-text">{en.device.nothing}</span> : children}</dd>
  </>
);

const Keys = ({ keys }: { readonly keys: readonly DeviceKey[] }): ReactNode =>
  keys.map((key) => (
    <Fact key={key['spki-sha256']} term={en.device.keys[key.state]}>
      <code>{key['spki-sha256']}</code>
    </Fact>
  ));

/** Who it is. */
export const Identity = ({ device }: { readonly device: Device }): ReactNode => {
  const { data: keys } = useDeviceKeys(device.uuid);
  return (
    <section className="panel">
      <h2>{en.device.identity}</h2>
      <dl className="facts">
        <Fact term={en.device.uuid}>
          <code>{device.uuid}</code>
        </Fact>
        <Fact term={en.device.factory}>{device.factory}</Fact>
        <Fact term={en.device.created}>
          <Moment at={device['created-at']} />
        </Fact>
        <Keys keys={keys ?? []} />
      </dl>
    </section>
  );
};

/** What it said last. */
export const Reported = ({ device }: { readonly device: Device }): ReactNode => (
  <section className="panel">
    <h2>{en.device.reported}</h2>
    <dl className="facts">
      <Fact term={en.device.target}>{device.target}</Fact>
      <Fact term={en.device.tag}>{device.tag}</Fact>
      <Fact term={en.device.apps}>{(device.apps ?? []).join(', ')}</Fact>
      <Fact term={en.device.ostree}>
        {device['ostree-hash'] === '' ? '' : <code>{device['ostree-hash']}</code>}
      </Fact>
      <Fact term={en.device.update}>{device['update-name']}</Fact>
    </dl>
  </section>
);

/** What operators call it. */
export const Labels = ({ device }: { readonly device: Device }): ReactNode => {
  const labels = Object.entries(device.labels);
  return (
    <section className="panel">
      <h2>{en.device.labels}</h2>
      {labels.length === 0 ? (
        <p className="quiet-text">{en.device.noLabels}</p>
      ) : (
        <dl className="facts">
          {labels.map(([key, value]) => (
            <Fact key={key} term={key}>
              {value}
            </Fact>
          ))}
        </dl>
      )}
    </section>
  );
};
