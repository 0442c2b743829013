import { RTCDtlsTransport, type RTCCertificate } from "werift";

/** The certificate that all our DTLS endpoints show, and its hash for session descriptions. */
export interface Certificate {
  readonly material: RTCCertificate;
  readonly fingerprint: string;
}

export async function createCertificate(): Promise<Certificate> {
  const material = await RTCDtlsTransport.SetupCertificate();
  const [fingerprint] = material.getFingerprints();
  if (!fingerprint) throw new Error("The DTLS certificate has no fingerprint.");
  return { material, fingerprint: fingerprint.value };
}
