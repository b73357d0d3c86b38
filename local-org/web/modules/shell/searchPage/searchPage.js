import { LightningElement, api } from 'lwc';
import { context } from 'platform/context';
import { call, messageOf } from 'platform/runtime';
import { toUrl } from 'platform/router';

const PER_OBJECT = 20;
/** SOSL's reserved characters. */
const RESERVED = /[?&|!{}[\]()^~*:\\"'+-]/g;

/** Global search: SOSL over the objects of the app launcher. */
export default class SearchPage extends LightningElement {
  groups = [];
  problem;
  searching = false;
  shownTerm = '';

  @api get term() {
    return this.shownTerm;
  }
  set term(value) {
    this.shownTerm = value;
    void this.search();
  }

  get heading() {
    return `Results for “${this.shownTerm}”`;
  }
  get none() {
    return !this.searching && !this.problem && this.groups.length === 0;
  }

  async search() {
    this.dispatchEvent(new CustomEvent('pagetitle', { detail: { title: this.heading, icon: 'utility:search' } }));
    const tabs = new Map(
      context.apps
        .flatMap(({ tabs: all }) => all)
        .filter(({ kind }) => kind === 'object')
        .map((tab) => [tab.target, tab]),
    );
    if (this.shownTerm.trim().length < 2 || tabs.size === 0) {
      return;
    }
    this.searching = true;
    this.problem = undefined;
    const returning = [...tabs.keys()]
      .map((object) => `${object}(Id, ${object === 'Contract' ? 'ContractNumber' : 'Name'} LIMIT ${PER_OBJECT})`)
      .join(', ');
    const sosl = `FIND {${this.shownTerm.replace(RESERVED, '\\$&')}} IN ALL FIELDS RETURNING ${returning}`;
    try {
      const { searchRecords } = await call(
        'GET',
        `/services/data/v${context.apiVersion}/search?q=${encodeURIComponent(sosl)}`,
      );
      const groups = Map.groupBy(searchRecords, ({ attributes }) => attributes.type);
      this.groups = [...groups].map(([object, records]) => ({
        object,
        label: tabs.get(object)?.label ?? object,
        records: records.map((record) => ({
          id: record.Id,
          name: record.Name ?? record.ContractNumber,
          url: toUrl({
            type: 'standard__recordPage',
            attributes: { recordId: record.Id, objectApiName: object, actionName: 'view' },
          }),
        })),
      }));
    } catch (error) {
      this.groups = [];
      this.problem = messageOf(error);
    }
    this.searching = false;
  }
}
