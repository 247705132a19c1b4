/**
 * The library that issues certificates, set up. It is imported on demand: it takes a tenth of a second and some megabytes
 * that a gateway, which only judges, has no use for.
 */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);

export { x509 };
