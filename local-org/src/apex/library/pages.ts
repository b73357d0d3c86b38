/** System.PageReference, as far as it is an address: nothing renders pages (Visualforce) here. */
import type { Runtime } from '../runtime/context.ts';
import { Types, mapOf, platformType } from '../runtime/type-ref.ts';
import type { ApexSObject } from '../runtime/values/index.ts';
import { ApexMap, PlatformObject } from '../runtime/values/index.ts';
import { notNull } from './arguments.ts';
import { PageParameters } from './page-parameters.ts';

export class PageReferenceValue extends PlatformObject {
  override readonly apexType = platformType('System.PageReference');
  readonly path: string;
  readonly parameters: PageParameters;
  readonly headers = new ApexMap(mapOf(Types.String, Types.String));
  anchor: string | null;
  redirect = false;

  constructor(url: string) {
    super();
    const [, path = '', query = '', anchor] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(url) ?? [];
    this.path = path;
    this.parameters = new PageParameters(query);
    this.anchor = anchor ?? null;
  }

  get url(): string {
    const entries = this.parameters.entries().map(([name, value]): [string, string] => [String(name), String(value)]);
    const query = new URLSearchParams(entries).toString();
    return `${this.path}${query === '' ? '' : `?${query}`}${this.anchor === null ? '' : `#${this.anchor}`}`;
  }

  override toText(): string {
    return `System.PageReference[${this.url}]`;
  }
}

const CURRENT = Symbol('current page');
/** Apex tests always have a page (SalesforceLabs/Milestones-PM, Milestone1_repeatCon); elsewhere there is none here. */
const current = (rt: Runtime): { page: PageReferenceValue | null } =>
  rt.state(CURRENT, () => ({ page: rt.test ? new PageReferenceValue('') : null }));

/** The page of this transaction: what a test has set. */
export const currentPage = (rt: Runtime): PageReferenceValue | null => current(rt).page;

export const pageFunctions = {
  'new System.PageReference(String)': (_rt: Runtime, url: string) => new PageReferenceValue(notNull(url)),
  'new System.PageReference(SObject)': (_rt: Runtime, record: ApexSObject) =>
    new PageReferenceValue(`/${notNull(record).id ?? ''}`),
  'System.PageReference.getUrl()': (_rt: Runtime, self: PageReferenceValue) => self.url,
  'System.PageReference.getParameters()': (_rt: Runtime, self: PageReferenceValue) => self.parameters,
  'System.PageReference.getHeaders()': (_rt: Runtime, self: PageReferenceValue) => self.headers,
  'System.PageReference.getAnchor()': (_rt: Runtime, self: PageReferenceValue) => self.anchor,
  'System.PageReference.setAnchor(String)': (_rt: Runtime, self: PageReferenceValue, anchor: string | null) => {
    self.anchor = anchor;
    return self;
  },
  'System.PageReference.getRedirect()': (_rt: Runtime, self: PageReferenceValue) => self.redirect,
  'System.PageReference.setRedirect(Boolean)': (_rt: Runtime, self: PageReferenceValue, redirect: boolean) => {
    self.redirect = redirect;
    return self;
  },
  'System.Test.setCurrentPage(PageReference)': (rt: Runtime, page: PageReferenceValue | null) => {
    current(rt).page = page;
  },
  'System.Test.setCurrentPageReference(PageReference)': (rt: Runtime, page: PageReferenceValue | null) => {
    current(rt).page = page;
  },
  'System.ApexPages.currentPage()': (rt: Runtime) => current(rt).page,
  'System.System.currentPageReference()': (rt: Runtime) => current(rt).page,
};
