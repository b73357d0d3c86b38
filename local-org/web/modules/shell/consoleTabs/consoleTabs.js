import { LightningElement, api } from 'lwc';
import { openUrl } from 'platform/router';
import { closeTab, onWorkspace, tabById } from 'platform/workspace';

/** The workspace tabs of a console app, or (`subtabs`) the subtabs of the one in focus. */
export default class ConsoleTabs extends LightningElement {
  @api subtabs = false;
  space = { tabs: [], focusedId: undefined };

  connectedCallback() {
    this.end = onWorkspace((state) => {
      this.space = state;
    });
  }
  disconnectedCallback() {
    this.end?.();
  }

  get focusedParent() {
    const { tabs, focusedId } = this.space;
    return tabs.find((tab) => tab.tabId === focusedId || tab.subtabs.some((sub) => sub.tabId === focusedId));
  }

  get tabs() {
    const { tabs, focusedId } = this.space;
    const parent = this.focusedParent;
    const shown = this.subtabs ? (parent?.subtabs.length > 0 ? [parent, ...parent.subtabs] : []) : tabs;
    return shown.map((tab, index) => {
      const selected = this.subtabs ? tab.tabId === focusedId : tab === parent;
      const classes = [
        'shell-tab',
        this.subtabs ? 'shell-tab_sub' : '',
        selected ? 'shell-tab_selected' : '',
        tab.highlighted ? 'shell-tab_highlighted' : '',
      ];
      return {
        ...tab,
        current: selected ? 'page' : null,
        closeable: !this.subtabs || tab !== parent,
        closeText: `Close ${tab.title}`,
        cssClass: classes.join(' '),
      };
    });
  }
  get hasTabs() {
    return this.tabs.length > 0;
  }
  get barClass() {
    return this.subtabs ? 'shell-tabs shell-tabs_sub' : 'shell-tabs';
  }
  get barLabel() {
    return this.subtabs ? 'Subtabs' : 'Workspaces';
  }

  choose(event) {
    event.preventDefault();
    event.stopPropagation();
    openUrl(tabById(event.currentTarget.dataset.id).url);
  }

  /** Delete closes the tab in focus, as in the platform's console. */
  pressed(event) {
    if (event.key === 'Delete') {
      this.remove(event.currentTarget.dataset.id);
    }
  }

  close(event) {
    this.remove(event.target.dataset.id);
  }

  remove(tabId) {
    const wasShown = this.space.focusedId === tabId || this.focusedParent?.tabId === tabId;
    const { url } = tabById(tabId);
    closeTab(tabId);
    const next = this.space.focusedId;
    if (wasShown) {
      const object = /^\/lightning\/r\/([^/]+)\//.exec(url)?.[1];
      openUrl(next ? tabById(next).url : object ? `/lightning/o/${object}/list` : '/lightning/page/home');
    }
  }
}
