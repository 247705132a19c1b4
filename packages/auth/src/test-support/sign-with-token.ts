/**
 * A program that signs a request with the CA that it is told, three times at once, and prints the certificates or the
 * complaint as JSON. A process of its own: the library of a token reads the environment that this was started with.
 */
import { readFile } from 'node:fs/promises';
import { readSigningRequest } from '../certificates/read-signing-request.ts';
import { openDeviceCaSigner } from '../signer/open-device-ca-signer.ts';
import { signDeviceCertificate } from '../signer/sign-device-certificate.ts';

const [key = '', certificateFile = '', requestFile = ''] = process.argv.slice(2);

const sign = async (): Promise<object> => {
  const ca = await openDeviceCaSigner({ key, certificateFile });
  const signingRequest = readSigningRequest(await readFile(requestFile));
  const one = () => signDeviceCertificate(ca, { signingRequest, now: new Date() });
  const issued = await Promise.all([one(), one(), one()]);
  await ca.close();
  return { certificates: issued.map(({ pem }) => pem), extractable: ca.signer.key.extractable };
};

const outcome = await sign().catch((error: Error) => ({ complaint: error.message }));
process.stdout.write(`${JSON.stringify(outcome)}\n`);
