/** `/local/access`: a page that says who may see a record and why. Works without scripts; for whoever may manage users. */
import { OrgError } from '../engine/errors.ts';
import type { ExplainedAccess } from '../engine/operations/sharing.ts';
import { escapeXml } from './errors.ts';
import type { ApiResponse } from './http.ts';
import { redirect } from './http.ts';
import { callerOf, type Handler } from './services.ts';

const CONTENT_SECURITY =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Reasons in words; others show as they are called. */
const WORDS: Readonly<Record<string, string>> = {
  owner: 'Owns the record',
  queue: 'Member of the queue that owns it, or above one',
  roleHierarchy: 'Above the owner in the role hierarchy',
  ownerRule: 'Sharing rule by owner',
  criteriaRule: 'Sharing rule by criteria',
  guestRule: 'Sharing rule for guests',
  manualShare: 'Shared by hand',
  team: 'On its team, or above a member',
  sharingSet: 'Sharing set',
  shareGroup: 'Share group for records of high-volume users',
  superUser: 'Super user of the partner account',
  implicitParent: 'May see something that hangs on the account',
  implicitChild: 'Has the account, and with it what hangs on it',
  portalAccount: 'Own account or contact of a site user',
  controlledByParent: 'Follows the record it belongs to',
  ownUser: 'The user itself',
  viewAll: 'View All Records of the object',
  modifyAll: 'Modify All Records of the object',
  viewAllData: 'View All Data',
  modifyAllData: 'Modify All Data',
  restrictionRule: 'Taken away by a restriction rule',
  objectPermission: 'The right on the object is missing',
};

/** `GET /local/access?user=<id or user name>&record=<id>`; without both, the empty form. */
export const accessPage: Handler = async (context) => {
  const { request, session, services } = context;
  if (!session || session.kind === 'site')
    return redirect(`/login?startURL=${encodeURIComponent(`${request.path}?${request.query.toString()}`)}`);
  const userId = (request.query.get('user') ?? '').trim();
  const recordId = (request.query.get('record') ?? '').trim();
  try {
    const explained = await services.pool.run('explainAccessOnPage', { userId, recordId }, callerOf(context));
    return page(200, userId, recordId, explained === null ? '' : explanation(explained));
  } catch (cause) {
    if (!(cause instanceof OrgError)) throw cause;
    const status = cause.code === 'INSUFFICIENT_ACCESS' ? 403 : 400;
    return page(status, userId, recordId, `<p class="problem" role="alert">${escapeXml(cause.message)}</p>`);
  }
};

function explanation({ user, record, read, edit, reasons }: ExplainedAccess): string {
  const may = edit ? 'may see and edit' : read ? 'may see, but not edit,' : 'may not see';
  const subject = `${record.object} ${record.name ?? record.id}`;
  const heading = `<h2 class="slds-text-heading_medium slds-m-vertical_medium" id="answer">${escapeXml(`${user.name} ${may} ${subject}`)}</h2>
<p class="slds-m-bottom_medium">${escapeXml(`${user.username}, profile ${user.profile}`)}</p>`;
  if (reasons.length === 0) return `${heading}<p>Nothing gives access.</p>`;
  const rows = reasons.map(
    ({ level, reason, detail }) =>
      `<tr><td>${level === 'read' ? 'See' : 'Edit'}</td><td>${escapeXml(WORDS[reason] ?? reason)}</td><td>${escapeXml(detail)}</td></tr>`,
  );
  return `${heading}<table class="slds-table slds-table_cell-buffer slds-table_bordered" aria-labelledby="answer">
<thead><tr><th scope="col">Right</th><th scope="col">Reason</th><th scope="col">By</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function page(status: number, user: string, record: string, answer: string): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'text/html;charset=UTF-8', 'content-security-policy': CONTENT_SECURITY },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Who may see a record | Local org</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml"><link rel="stylesheet" href="/assets/styles/salesforce-lightning-design-system.min.css"><link rel="stylesheet" href="/assets/local/login.css"></head>
<body class="slds-scope"><main class="plain"><h1 class="slds-text-heading_large slds-m-bottom_medium">Who may see a record</h1>
<form method="get" action="/local/access">
<div class="slds-form-element slds-m-bottom_small"><label class="slds-form-element__label" for="user">User name or id</label><div class="slds-form-element__control"><input class="slds-input" id="user" name="user" value="${escapeXml(user)}" required></div></div>
<div class="slds-form-element slds-m-bottom_medium"><label class="slds-form-element__label" for="record">Id of the record</label><div class="slds-form-element__control"><input class="slds-input" id="record" name="record" value="${escapeXml(record)}" required></div></div>
<button class="slds-button slds-button_brand" type="submit">Explain</button></form>
<div class="slds-m-top_large">${answer}</div></main></body></html>`,
  };
}
