import { LightningElement } from 'lwc';
import { context, uiApi } from 'platform/context';
import { recordSaved } from 'platform/events';
import { provideLinks } from 'platform/linkProvider';
import { navigate, onNavigate, onReference, openUrl, toReference, toUrl } from 'platform/router';
import { call, messageOf } from 'platform/runtime';
import { listenForToasts, showToast } from 'platform/toaster';
import {
  closeTab,
  describeTab,
  focusTab,
  onWorkspace,
  openSubtab,
  openTab,
  openWorkspace,
  tabByUrl,
  workspace,
} from 'platform/workspace';
import { deleteRecord } from 'lightning/uiRecordApi';
import LightningConfirm from 'lightning/confirm';
import { decodeDefaultFieldValues } from 'lightning/pageReferenceUtils';
import RecordModal from 'shell/recordModal';
import ActionModal from 'shell/actionModal';
import { componentConstructor } from 'shell/registry';

const CHOSEN_APP = () => `app:${context.user.id}`;

/** Lightning as a whole: header, navigation, and the page or (in a console app) the open tabs. */
export default class App extends LightningElement {
  apps = context.apps;
  app;
  reference;
  pageKey = 0;
  space = { tabs: [], focusedId: undefined };
  announced = '';
  shownFirst = false;

  orgName = 'Local Org';
  userName = context.user.name;
  userMenuText = `Signed in as ${context.user.name}`;

  connectedCallback() {
    const host = this.template.host;
    provideLinks(host);
    listenForToasts(host, this);
    const kept = localStorage.getItem(CHOSEN_APP());
    this.app = this.apps.find(({ developerName }) => developerName === kept) ?? this.apps[0];
    openWorkspace(this.console ? this.app.developerName : undefined);
    onWorkspace((state) => {
      this.space = state;
    });
    onNavigate((reference, replace) => this.intercept(reference, replace));
    onReference((reference) => this.arrive(reference));
    window.addEventListener('org-session-ended', () => {
      location.assign(`/login?startURL=${encodeURIComponent(location.pathname + location.search)}`);
    });
  }

  get console() {
    return this.app?.navType === 'Console';
  }

  /** Pages that open as a dialog over the page one is on. Answers true when the navigation is taken care of. */
  intercept(reference) {
    const { type, attributes = {}, state = {} } = reference;
    if (type === 'standard__objectPage' && attributes.actionName === 'new') {
      void this.edit({
        objectApiName: attributes.objectApiName,
        recordTypeId: state.recordTypeId,
        defaultValues: decodeDefaultFieldValues(state.defaultFieldValues),
      });
      return true;
    }
    if (type === 'standard__recordPage' && attributes.actionName === 'edit') {
      void this.edit({ recordId: attributes.recordId, objectApiName: attributes.objectApiName });
      return true;
    }
    if (type === 'standard__quickAction') {
      const action = context.quickActions.find(({ apiName }) => apiName === attributes.apiName);
      if (action) {
        void this.act({ action, recordId: state.recordId, objectApiName: action.object });
      }
      return true;
    }
    // In a console a record opened from a record is a subtab of it.
    if (this.console && this.isTabPage(reference)) {
      const url = toUrl(reference);
      const focused = workspace().focusedId;
      const parentField = type === 'standard__recordPage' ? this.app.parentFields[attributes.objectApiName] : undefined;
      if (parentField && !tabByUrl(url)) {
        void this.openUnderParent(attributes, parentField, url);
        return true;
      }
      if (!tabByUrl(url)) {
        if (focused === undefined) {
          openTab({ url, focus: false });
        } else {
          openSubtab(focused, { url, focus: false });
        }
      }
    }
    return false;
  }

  /** Opens a record as a subtab of the record it belongs to, as the app's workspace settings say. */
  async openUnderParent({ recordId, objectApiName }, parentField, url) {
    const query = new URLSearchParams({ optionalFields: `${objectApiName}.${parentField}` });
    try {
      const { fields } = await call('GET', `${uiApi}/records/${recordId}?${query}`);
      const parentId = fields[parentField]?.value;
      if (parentId) {
        const parent = toUrl({ type: 'standard__recordPage', attributes: { recordId: parentId, actionName: 'view' } });
        openSubtab(openTab({ url: parent, focus: false }), { url, focus: false });
      }
    } catch (error) {
      // The page itself will say that the record is not available.
      showToast(
        { title: 'The record it belongs to was not found.', message: messageOf(error), variant: 'warning' },
        this,
      );
    }
    openUrl(url);
  }

  isTabPage({ type }) {
    return (
      type === 'standard__recordPage' || type === 'standard__recordRelationshipPage' || type === 'standard__component'
    );
  }

  arrive(reference) {
    if (reference.type === 'standard__app') {
      const wanted = reference.attributes.appTarget.replace(/^c__/, '');
      const app = this.apps.find(({ developerName }) => developerName === wanted);
      if (app) {
        this.useApp(app);
        openUrl(
          reference.attributes.pageRef ? toUrl(reference.attributes.pageRef) : this.startUrl(app),
          undefined,
          true,
        );
        return;
      }
    }
    // An address opened directly (bookmark, reload): the dialog opens over the list or the record.
    const { type, attributes = {} } = reference;
    if (
      (type === 'standard__objectPage' && attributes.actionName === 'new') ||
      (type === 'standard__recordPage' && attributes.actionName === 'edit')
    ) {
      const under = {
        ...reference,
        attributes: { ...attributes, actionName: type === 'standard__objectPage' ? 'list' : 'view' },
      };
      navigate(under, true);
      this.intercept(reference);
      return;
    }
    if (
      type === 'standard__namedPage' &&
      attributes.pageName === 'home' &&
      this.app?.tabs.length > 0 &&
      !this.app.tabs.some(({ kind }) => kind === 'home')
    ) {
      openUrl(this.startUrl(this.app), undefined, true);
      return;
    }
    if (this.console) {
      if (this.isTabPage(reference)) {
        openTab({ url: toUrl(reference) });
      } else {
        focusTab(undefined);
      }
    }
    const changedPage = !this.reference || toUrl(this.reference)?.split('?')[0] !== toUrl(reference)?.split('?')[0];
    this.reference = reference;
    if (changedPage) {
      this.pageKey += 1;
      if (this.shownFirst) {
        Promise.resolve().then(() => this.focusMain());
      }
    }
    this.shownFirst = true;
  }

  focusMain() {
    window.scrollTo(0, 0);
    this.template.querySelector('main')?.focus({ preventScroll: true });
  }

  startUrl(app) {
    const [tab] = app?.tabs ?? [];
    if (!tab) {
      return '/lightning/page/home';
    }
    return tab.kind === 'object'
      ? `/lightning/o/${tab.target}/list`
      : tab.kind === 'home'
        ? '/lightning/page/home'
        : `/lightning/n/${tab.apiName}`;
  }

  useApp(app) {
    this.app = app;
    localStorage.setItem(CHOSEN_APP(), app.developerName);
    openWorkspace(this.console ? app.developerName : undefined);
  }

  chooseApp(event) {
    const app = this.apps.find(({ developerName }) => developerName === event.detail);
    this.useApp(app);
    this.reference = undefined;
    openUrl(this.startUrl(app));
  }

  /** The pages in the document: the current one, and in a console every open tab, hidden but alive. */
  get hosts() {
    if (!this.reference) {
      return [];
    }
    const current = { key: `page${this.pageKey}`, reference: this.reference };
    if (!this.console) {
      return [current];
    }
    const { focusedId } = this.space;
    const tabs = this.space.tabs
      .flatMap((tab) => [tab, ...tab.subtabs])
      .filter((tab) => tab.opened || tab.tabId === focusedId || tab.subtabs.some((sub) => sub.tabId === focusedId))
      .map((tab) => {
        tab.opened = true;
        return {
          key: `${tab.tabId}-${tab.refreshed}`,
          tabId: tab.tabId,
          reference: toReference(tab.url),
          cssClass: tab.tabId === focusedId ? '' : 'slds-hide',
        };
      });
    return focusedId === undefined && !this.isTabPage(this.reference) ? [{ ...current, cssClass: '' }, ...tabs] : tabs;
  }

  titled(event) {
    const { tabId, title, icon } = event.detail;
    if (tabId) {
      describeTab(tabId, { title, icon });
    }
    if (!tabId || tabId === this.space.focusedId) {
      document.title = `${title} | Lightning`;
      this.announced = title;
    }
  }

  openEditor(event) {
    event.stopPropagation();
    void this.edit(event.detail);
  }

  async edit({ recordId, objectApiName, recordTypeId, defaultValues }) {
    const record = await RecordModal.open({
      size: 'medium',
      label: recordId ? 'Edit' : 'New',
      recordId,
      objectApiName,
      recordTypeId,
      defaultValues,
    });
    if (!record) {
      return;
    }
    recordSaved({ objectApiName, recordId: record.id });
    showToast({ title: recordId ? 'Changes saved.' : 'The record was created.', variant: 'success' }, this);
    if (!recordId) {
      navigate({
        type: 'standard__recordPage',
        attributes: { recordId: record.id, objectApiName, actionName: 'view' },
      });
    }
  }

  async confirmDelete(event) {
    event.stopPropagation();
    const { recordId, objectApiName, label } = event.detail;
    const sure = await LightningConfirm.open({
      label: 'Delete',
      message: `Delete “${label}”? It goes to the recycle bin.`,
      theme: 'warning',
    });
    if (!sure) {
      return;
    }
    try {
      await deleteRecord(recordId);
    } catch (error) {
      showToast(
        { title: 'The record was not deleted.', message: messageOf(error), variant: 'error', mode: 'sticky' },
        this,
      );
      return;
    }
    recordSaved({ objectApiName, recordId, deleted: true });
    showToast({ title: `“${label}” was deleted.`, variant: 'success' }, this);
    const tab = this.console
      ? workspace()
          .tabs.flatMap((entry) => [entry, ...entry.subtabs])
          .find(({ url }) => url.includes(recordId))
      : undefined;
    if (tab) {
      closeTab(tab.tabId);
    }
    const next = workspace().focusedId;
    const target =
      next && this.console
        ? workspace()
            .tabs.flatMap((entry) => [entry, ...entry.subtabs])
            .find(({ tabId }) => tabId === next)?.url
        : undefined;
    openUrl(target ?? `/lightning/o/${objectApiName}/list`);
  }

  runAction(event) {
    event.stopPropagation();
    void this.act(event.detail);
  }

  async act({ action, recordId, objectApiName }) {
    try {
      const component = await componentConstructor(action.component);
      await ActionModal.open({
        size: 'medium',
        label: action.label,
        component,
        recordId,
        objectApiName,
        headless: action.headless,
      });
    } catch (error) {
      showToast(
        { title: `${action.label} could not be opened.`, message: messageOf(error), variant: 'error', mode: 'sticky' },
        this,
      );
    }
  }

  chooseUserMenu(event) {
    if (event.detail.value === 'logout') {
      location.assign('/secur/logout.jsp');
    }
  }

  skip(event) {
    event.preventDefault();
    event.stopPropagation();
    this.template.querySelector('main').focus();
  }
}
