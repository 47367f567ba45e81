import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import path from 'node:path';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** Paths of a certificate and its key, as settings name them. */
export interface IssuedFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface IssueOptions {
  /** Host names and addresses that it stands for. Default: 127.0.0.1 and localhost. */
  readonly hosts?: readonly string[];
  /** Its time has passed a minute ago. */
  readonly expired?: boolean;
}

/** A certificate authority of a spec's own; everything that it makes lies in one folder, keys in PKCS #8. */
export interface TestAuthority {
  readonly caFile: string;
  /** Makes `<name>.crt` and `<name>.key`; the same name again replaces them, as a rotation does. */
  issue(name: string, options?: IssueOptions): Promise<IssuedFiles>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const minute = 60_000;

/** Makes an authority whose files are in `folder`, which is made where it is not there. */
export async function createTestAuthority(folder: string): Promise<TestAuthority> {
  mkdirSync(folder, { recursive: true });
  const subject = `CN=authority of ${path.basename(folder)}`;
  const keys = await generateKeys();
  const root = await X509CertificateGenerator.createSelfSigned({
    name: subject,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - 10 * minute),
    notAfter: new Date(Date.now() + 60 * minute),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  const caFile = path.join(folder, 'ca.crt');
  writeFileSync(caFile, root.toString('pem'));

  const issue = async (name: string, { hosts = ['127.0.0.1', 'localhost'], expired = false }: IssueOptions = {}) => {
    const own = await generateKeys();
    const certificate = await X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: subject,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: new Date(Date.now() - 10 * minute),
      notAfter: new Date(Date.now() + (expired ? -minute : 30 * minute)),
      extensions: [
        new BasicConstraintsExtension(false),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new SubjectAlternativeNameExtension(
          hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
        ),
      ],
    });
    const files = { certFile: path.join(folder, `${name}.crt`), keyFile: path.join(folder, `${name}.key`) };
    writeFileSync(files.certFile, certificate.toString('pem'));
    writeFileSync(
      files.keyFile,
      PemConverter.encode(await crypto.subtle.exportKey('pkcs8', own.privateKey), 'PRIVATE KEY'),
    );
    return files;
  };
  return { caFile, issue };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}
