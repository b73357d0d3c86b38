/** Leads the org's named credential to this machine's integration service, by the Connect REST resources a real org has for it. */
import type { Connection } from 'jsforce';

const API = '/services/data/v67.0/named-credentials';
const CREDENTIAL = 'Integration_Service';
const PRINCIPAL = { externalCredential: CREDENTIAL, principalName: 'Service', principalType: 'NamedPrincipal' };

interface Setup {
  readonly calloutUrl: string;
}
interface Credential {
  readonly credentials?: Readonly<Record<string, unknown>>;
}

/** Sets address and key; running it again replaces them. */
export async function setServiceCredential(org: Connection, serviceUrl: string, apiKey: string): Promise<void> {
  const setup = await org.requestGet<Setup>(`${API}/named-credential-setup/${CREDENTIAL}`);
  if (setup.calloutUrl !== serviceUrl)
    await put(org, `${API}/named-credential-setup/${CREDENTIAL}`, { ...setup, calloutUrl: serviceUrl });

  const known = await org.requestGet<Credential>(`${API}/credential?${new URLSearchParams(PRINCIPAL).toString()}`);
  const credential = {
    ...PRINCIPAL,
    authenticationProtocol: 'Custom',
    credentials: { ApiKey: { value: apiKey, encrypted: true } },
  };
  if (Object.keys(known.credentials ?? {}).length === 0) await org.requestPost(`${API}/credential`, credential);
  else await put(org, `${API}/credential`, credential);
}

function put(org: Connection, url: string, body: object): Promise<unknown> {
  return org.request({
    method: 'PUT',
    url,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}
