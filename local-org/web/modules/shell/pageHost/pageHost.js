import { LightningElement, api } from 'lwc';
import ObjectHome from 'shell/objectHome';
import RecordPage from 'shell/recordPage';
import RelatedListPage from 'shell/relatedListPage';
import SearchPage from 'shell/searchPage';
import HomePage from 'shell/homePage';
import AppPage from 'shell/appPage';
import ComponentPage from 'shell/componentPage';
import MessagePage from 'shell/messagePage';

/** Shows the page of one page reference and passes on what it is called. */
export default class PageHost extends LightningElement {
  @api reference;
  @api app;
  @api tabId;
  failed;

  get page() {
    const { type, attributes = {}, state = {} } = this.reference;
    switch (type) {
      case 'standard__recordPage':
        return [
          RecordPage,
          {
            recordId: attributes.recordId,
            objectApiName: attributes.objectApiName,
            app: this.app,
            pageReference: this.reference,
          },
        ];
      case 'standard__objectPage':
        return [ObjectHome, { objectApiName: attributes.objectApiName, filterName: state.filterName }];
      case 'standard__recordRelationshipPage':
        return [
          RelatedListPage,
          {
            recordId: attributes.recordId,
            objectApiName: attributes.objectApiName,
            relationshipApiName: attributes.relationshipApiName,
          },
        ];
      case 'standard__search':
        return [SearchPage, { term: state.term ?? '' }];
      case 'standard__namedPage':
        return attributes.pageName === 'home' ? [HomePage, { app: this.app }] : [MessagePage, {}];
      case 'standard__component':
        return [ComponentPage, { name: attributes.componentName, pageReference: this.reference }];
      case 'standard__navItemPage': {
        const tab = this.app.tabs.find(({ apiName }) => apiName === attributes.apiName);
        if (tab?.kind === 'page') {
          return [AppPage, { name: tab.target, label: tab.label }];
        }
        if (tab?.kind === 'component') {
          return [ComponentPage, { name: tab.target, label: tab.label, pageReference: this.reference }];
        }
        if (tab?.kind === 'object') {
          return [ObjectHome, { objectApiName: tab.target }];
        }
        return [
          MessagePage,
          { heading: 'This tab is not in the app', message: 'You may not see it, or the app does not include it.' },
        ];
      }
      default:
        return [MessagePage, {}];
    }
  }

  get shownComponent() {
    return this.page[0];
  }
  get properties() {
    return this.page[1];
  }

  titled(event) {
    event.stopPropagation();
    this.dispatchEvent(new CustomEvent('pagetitle', { detail: { ...event.detail, tabId: this.tabId } }));
  }

  errorCallback(error, stack) {
    console.error(error, stack);
    this.failed = error?.message ?? String(error);
  }
}
