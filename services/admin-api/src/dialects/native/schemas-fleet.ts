/** The wire shape of the fleet at a glance. */
import { type Static, Type } from 'typebox';

const count = (description: string) => Type.Integer({ minimum: 0, description });

/** Numbers of devices by state. */
export const FleetSchema = Type.Object(
  {
    factory: Type.String({ description: 'The factory of this installation.' }),
    online: count('Seen within `online-seconds`.'),
    late: count('Seen within `late-seconds`, not within `online-seconds`.'),
    offline: count('Seen, not within `late-seconds`.'),
    'never-seen': count('On record, and never seen.'),
    denied: count('On the denied list; in none of the numbers above.'),
    'refused-keys': count('Presented another key than the one on record; in another number, too.'),
    'pending-enrolments': Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description:
        'Wait for an operator to let them enrol; null for whoever sees some groups alone.',
    }),
    'online-seconds': count('How long ago a device that is online was seen at most.'),
    'late-seconds': count('How long ago a device that is late was seen at most.'),
  },
  { $id: 'Fleet' },
);
export type FleetBody = Static<typeof FleetSchema>;
