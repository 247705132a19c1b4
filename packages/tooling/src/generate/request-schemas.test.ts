import { dialectFaces } from '@moorgate/admin-api';
import { gatewayEndpoints } from '@moorgate/device-gateway';
import { assertRequestSchemas } from '@moorgate/http';

// A service compiles a schema when somebody asks for its endpoint, and does not judge it.
test.each([
  ...dialectFaces.map(({ name, endpoints }) => ({ name, endpoints })),
  { name: 'device gateway', endpoints: gatewayEndpoints },
])('all requests of $name have schemas of JSON Schema that can be compiled', ({ endpoints }) => {
  for (const endpoint of endpoints) assertRequestSchemas(endpoint);
});
