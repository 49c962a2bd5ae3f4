// A certificate for 127.0.0.1 as files, for servers that speak HTTPS and clients that are told to trust it.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Good for a day, and for this machine only. */
export async function writeCertificate(folder: string): Promise<Certificate> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    keySize: 2048,
    notAfterDate: new Date(Date.now() + 24 * 3600 * 1000),
    extensions: [
      { name: "basicConstraints", cA: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 7, ip: "127.0.0.1" },
          { type: 2, value: "localhost" },
        ],
      },
    ],
  });
  const certFile = join(folder, "certificate.pem");
  const keyFile = join(folder, "key.pem");
  await writeFile(certFile, cert);
  await writeFile(keyFile, key, { mode: 0o600 });
  return { certFile, keyFile };
}
