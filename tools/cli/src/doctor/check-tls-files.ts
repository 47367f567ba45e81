import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Finding } from '../finding.js';
import { type Check, type DoctorContext, fine, warning, wrong } from './doctor-context.js';

const dayMs = 86_400_000;

/** Certificates that settings name: whole, in time, and of the key beside them. */
export const checkTlsFiles: Check = {
  name: 'TLS',
  run: async (context) => {
    // That there are some is told among the settings.
    if (context.isRemote) return [];
    const named = Object.keys(context.variables).filter((name) => /^(NATS|RELAY)_TLS_(\w+_)?(CERT|CA)$/u.test(name));
    const found = await Promise.all(named.map((name) => certificateFindings(name, context)));
    return found.flat();
  },
};

async function certificateFindings(name: string, { variables, now, days }: DoctorContext): Promise<Finding[]> {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(await readFile(variables[name] ?? ''));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // A file that is not there is told among the settings.
    return code === 'ENOENT' || code === 'EACCES' ? [] : [wrong(name, 'is no certificate (PEM)', name)];
  }
  const until = certificate.validToDate;
  const day = until.toISOString().slice(0, 10);
  const left = until.getTime() - now;
  if (left <= 0) return [wrong(name, `the certificate ended on ${day}`, name)];
  if (certificate.validFromDate.getTime() > now) return [wrong(name, 'the certificate is not valid yet', name)];
  const keyName = name.replace(/_CERT$/u, '_KEY');
  const keyFile = name.endsWith('_CERT') ? variables[keyName] : undefined;
  if (keyFile !== undefined && !(await isKeyOf(certificate, keyFile)))
    return [wrong(keyName, `is not the key of ${name}`, keyName)];
  if (left < days * dayMs) return [warning(name, `the certificate ends on ${day}`, name)];
  return [fine(name, `the certificate is valid until ${day}`)];
}

async function isKeyOf(certificate: X509Certificate, keyFile: string): Promise<boolean> {
  try {
    return certificate.checkPrivateKey(createPrivateKey(await readFile(keyFile)));
  } catch {
    return false;
  }
}
