/**
 * Everything an engine worker can be asked, by name. Each entry is a function of plain data and the request's context; each runs in one
 * transaction. The HTTP thread knows only this map's types.
 */
import * as administration from './operations/administration.ts';
import * as apex from './operations/apex.ts';
import * as browser from './operations/browser.ts';
import * as bulk from './operations/bulk.ts';
import * as changes from './operations/changes.ts';
import * as collections from './operations/collections.ts';
import { composite } from './operations/composite.ts';
import * as credentials from './operations/credentials.ts';
import * as deploys from './operations/deploys.ts';
import * as describe from './operations/describe.ts';
import * as events from './operations/events.ts';
import * as identity from './operations/identity.ts';
import * as jobs from './operations/jobs.ts';
import * as mail from './operations/mail.ts';
import { merge } from './operations/merges.ts';
import * as metadataReads from './operations/metadata-reads.ts';
import * as passwords from './operations/passwords.ts';
import { query, queryColumns, queryMore, recentItems, search } from './operations/queries.ts';
import { create, remove, retrieve, retrieveBlob, retrieveByExternalId, update, upsert } from './operations/records.ts';
import * as sessions from './operations/sessions.ts';
import * as sharing from './operations/sharing.ts';
import { siteList } from './operations/sites.ts';
import * as tooling from './operations/tooling.ts';
import * as uiLists from './operations/ui-lists.ts';
import * as uiRecords from './operations/ui-records.ts';
import { uiObjectInfo, uiObjectInfos, uiPicklistValues } from './ui-api/object-info.ts';

export const operations = {
  ...administration,
  ...apex,
  ...browser,
  ...bulk,
  ...changes,
  ...collections,
  ...credentials,
  ...deploys,
  ...describe,
  ...events,
  ...identity,
  ...jobs,
  ...mail,
  ...metadataReads,
  ...passwords,
  ...sessions,
  ...sharing,
  ...tooling,
  ...uiLists,
  ...uiRecords,
  composite,
  create,
  merge,
  query,
  queryColumns,
  queryMore,
  recentItems,
  remove,
  retrieve,
  retrieveBlob,
  retrieveByExternalId,
  search,
  siteList,
  uiObjectInfo,
  uiObjectInfos,
  uiPicklistValues,
  update,
  upsert,
};

type Operations = typeof operations;
export type OperationName = keyof Operations;
export type InputOf<N extends OperationName> = Parameters<Operations[N]>[0];
export type OutputOf<N extends OperationName> = ReturnType<Operations[N]>;
