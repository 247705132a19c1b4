import fc from 'fast-check';
import { eventStatus } from './device-event.ts';
import { readEvents } from './read-events.ts';

const at = new Date('2026-03-01T12:00:00.000Z');

test.each([
  ['MetadataUpdateCompleted', true, 'Metadata update completed; succeeded'],
  ['UpdateInitStarted', null, 'Update preparation started'],
  ['UpdateInitCompleted', false, 'Update preparation completed; failed'],
  ['EcuDownloadStarted', null, 'Download started'],
  ['EcuDownloadCompleted', null, 'Download completed; unknown result'],
  ['EcuInstallationStarted', null, 'Installation started'],
  ['EcuInstallationApplied', true, 'Installation applied; awaiting update finalization'],
  ['EcuInstallationCompleted', true, 'Installation completed; succeeded'],
  ['CertRotationStarted', null, 'Certificate rotation started'],
  ['Generate new certificate', true, 'Certificate rotation: new certificate; succeeded'],
  ['Lock device configuration on server', false, 'Certificate rotation: new key announced; failed'],
  ['CertRotationCompleted', true, 'Certificate rotation completed; succeeded'],
  ['SomethingElse', true, 'Unknown event type: SomethingElse'],
])('the words of %s with success %s', (typeId, success, words) => {
  expect(eventStatus({ typeId, success })).toBe(words);
});

test('whatever is in a batch, what is read of it can be stored', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud800', 'id'));
  const any = fc.oneof(fc.jsonValue(), text);
  const event = fc.record(
    {
      id: fc.oneof(text, any),
      deviceTime: any,
      event: fc.record(
        {
          correlationId: fc.oneof(fc.constant('c-1'), any),
          ecu: any,
          success: any,
          targetName: any,
          version: any,
          details: any,
        },
        { requiredKeys: ['correlationId'] },
      ),
      eventType: fc.oneof(any, fc.record({ id: any, version: any })),
    },
    { requiredKeys: ['id', 'event'] },
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(event, any)), (batch) => {
      for (const read of readEvents(batch, at)) {
        const texts = Object.values(read).filter((value) => typeof value === 'string');
        for (const one of texts)
          expect([one.isWellFormed(), one.includes('\0')]).toEqual([true, false]);
        expect(Number.isSafeInteger(read.typeVersion)).toBe(true);
      }
    }),
  );
});

test('long texts are cut off, details with a mark', () => {
  const event = { correlationId: 'c', targetName: 'x'.repeat(2_000), details: 'y'.repeat(20_000) };
  const [read] = readEvents([{ id: '1', event }], at);
  expect(read?.targetName).toHaveLength(1_000);
  expect(read?.details).toHaveLength(16_384);
  expect(read?.details?.endsWith('y[TRUNCATED]')).toBe(true);
});
