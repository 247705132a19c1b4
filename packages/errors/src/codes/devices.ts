/** Devices, and what operators do with them. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const devices = {
  device_not_found: {
    kind: 'not_found',
    title: 'There is no such device.',
    remedy: 'A denied device is on the denied list, not in the list of devices.',
  },
  device_not_denied: {
    kind: 'not_found',
    title: 'The device is not on the denied list.',
    remedy: 'The denied list shows who is.',
  },
  device_exists: {
    kind: 'conflict',
    title: 'A device of this UUID exists.',
    remedy: 'If it is on the denied list, delete it fully first; otherwise there is nothing to do.',
  },
  enrolment_device_forbidden: {
    kind: 'forbidden',
    title: 'The enrolment token is for another device.',
    remedy: '`detail` names the device that it registers; have a token made for this one.',
  },
  enrolment_name_forbidden: {
    kind: 'forbidden',
    title: 'The enrolment token is for devices whose names begin otherwise.',
    remedy: '`detail` tells how the name must begin; or have another token made.',
  },
  enrolment_token_not_found: {
    kind: 'not_found',
    title: 'There is no such enrolment token.',
    remedy: '`GET /enrolment-tokens` lists those that you may see.',
  },
  device_group_unknown: {
    kind: 'invalid',
    title: 'Invalid group',
    remedy: 'Name a group of `GET /known-labels/device-groups`, or none.',
  },
  registration_unavailable: {
    kind: 'not_found',
    title: 'This installation registers no devices.',
    remedy:
      'The operator gives the admin API the key and the certificate of a device CA, and the certificate of the root.',
  },
  device_name_taken: {
    kind: 'conflict',
    title: "A device with the same 'name' label value already exists",
    remedy: 'Names are unique among devices that are not denied; choose another.',
  },
  pending_enrolment_not_found: {
    kind: 'not_found',
    title: 'No enrolment of this device and key waits for a decision.',
    remedy: 'The list of pending enrolments shows what waits.',
  },
  pending_enrolment_ambiguous: {
    kind: 'conflict',
    title: 'Several keys wait for this device.',
    remedy: 'Name the key that you approve by its SHA-256.',
  },
  device_key_live: {
    kind: 'conflict',
    title: 'The device connects with this key already.',
    remedy: 'A permit is for another key than the one on record.',
  },
  rekey_permit_key_unclear: {
    kind: 'conflict',
    title: 'It is not clear which key the permit is for.',
    remedy:
      'Name the new key by its SHA-256, or say `any-key`. Without either there must be exactly one pending key.',
  },
  rekey_permit_not_found: {
    kind: 'not_found',
    title: 'There is no such re-key permit of this device.',
    remedy: 'The list of the device’s permits shows the ids.',
  },
  rekey_permit_used: {
    kind: 'conflict',
    title: 'The permit has been used.',
    remedy:
      'The device has another key already; the permit shows which, and when. Deny the device to put it out.',
  },
  device_ca_not_found: {
    kind: 'not_found',
    title: 'There is no such device CA.',
    remedy: 'The list of device CAs shows the ids.',
  },
  device_ca_exists: {
    kind: 'conflict',
    title: 'This device CA is there already.',
    remedy: 'The list of device CAs shows it; one that is retired can be reinstated.',
  },
  device_ca_file_invalid: {
    kind: 'invalid',
    title: 'The file of device CAs cannot be read in full.',
    remedy:
      'cas.pem holds certificates in PEM, one after the other, and nothing else between lines of dashes.',
  },
  device_ca_factory_unknown: {
    kind: 'invalid',
    title: 'The certificate of a device CA does not say which factory it is for.',
    remedy:
      'Name the factory in one organizational unit (OU) of its subject, or configure a default factory.',
  },
} as const satisfies Record<string, CatalogueEntry>;
