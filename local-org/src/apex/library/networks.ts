/** System.Network and the org's own addresses. Source: Apex Reference, "Network Class", "URL Class". */
import type { Runtime } from '../runtime/context.ts';
import { ApexException } from '../runtime/exception.ts';
import { notNull } from './arguments.ts';
import { UrlValue } from './encoding.ts';
import { PageReferenceValue } from './pages.ts';

/** Id of the Network whose site the request came through; null in the internal app, in jobs and in tests. */
function networkId(rt: Runtime): string | null {
  const site = rt.parts.requestSite(rt.transaction);
  const network = rt.parts.networks().find((candidate) => candidate.site === site);
  if (!network) return null;
  const { records } = rt.parts.queries.query(
    'SELECT Id FROM Network WHERE Name = :name',
    { name: network.name },
    rt.scope('SYSTEM_MODE'),
  );
  const id = records[0]?.values['Id'];
  return typeof id === 'string' ? id : null;
}

/** `https://…/<prefix>`; throws for an id that is no Network's. */
function siteAddress(rt: Runtime, id: string | null): string {
  const { records } = rt.parts.queries.query(
    'SELECT Name FROM Network WHERE Id = :id',
    { id: notNull(id) },
    rt.scope('SYSTEM_MODE'),
  );
  const name = records[0]?.values['Name'];
  const network = rt.parts.networks().find((candidate) => candidate.name === name);
  if (!network) throw new ApexException('System.InvalidParameterValueException', `Invalid network id: ${id ?? 'null'}`);
  return `${rt.parts.origin()}/${network.prefix}`;
}

/** The first page of the site the request came through; null outside of sites, also in tests. */
function landing(rt: Runtime): PageReferenceValue | null {
  const id = networkId(rt);
  return id === null ? null : new PageReferenceValue(`${siteAddress(rt, id)}/`);
}

/** The site's login page, which goes on to `start`. */
function authPage(rt: Runtime, start: string | null): PageReferenceValue | null {
  const id = networkId(rt);
  return id === null
    ? null
    : new PageReferenceValue(`${siteAddress(rt, id)}/login?startURL=${encodeURIComponent(start ?? '')}`);
}

const origin = (rt: Runtime): UrlValue => new UrlValue(rt.parts.origin());

export const networkFunctions = {
  'System.Network.getNetworkId()': networkId,
  'System.Network.communitiesLanding()': landing,
  'System.Network.forwardToAuthPage(String)': authPage,
  'System.Network.forwardToAuthPage(String,String)': authPage,
  'System.Network.getLoginUrl(String)': (rt: Runtime, id: string | null) => `${siteAddress(rt, id)}/login`,
  'System.Network.getLogoutUrl(String)': (rt: Runtime, id: string | null) => `${siteAddress(rt, id)}/secur/logout.jsp`,
  'System.Url.getOrgDomainUrl()': origin,
};
