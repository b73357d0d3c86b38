/** The Workspace API: tabs of console apps. Outside of a console app everything but the question is refused, as on the platform. */
import {
  changeTab,
  closeTab as close,
  focusTab as focus,
  infoOf,
  isConsole,
  onWorkspace,
  openSubtab as openSub,
  openTab as open,
  tabById,
  workspace,
} from 'platform/workspace';
import { openUrl } from 'platform/router';

function ensureConsole() {
  if (!isConsole()) {
    throw new Error('The Workspace API works in console apps only.');
  }
}

const show = (tabId) => openUrl(tabById(tabId).url);

export async function openTab(options) {
  ensureConsole();
  const tabId = open(
    options.recordId
      ? {
          ...options,
          pageReference: {
            type: 'standard__recordPage',
            attributes: { recordId: options.recordId, actionName: 'view' },
          },
        }
      : options,
  );
  if (options.focus !== false) {
    show(tabId);
  }
  return tabId;
}

export async function openSubtab(parentTabId, options) {
  ensureConsole();
  const tabId = openSub(
    parentTabId,
    options.recordId
      ? {
          ...options,
          pageReference: {
            type: 'standard__recordPage',
            attributes: { recordId: options.recordId, actionName: 'view' },
          },
        }
      : options,
  );
  if (options.focus !== false) {
    show(tabId);
  }
  return tabId;
}

export async function focusTab(tabId) {
  ensureConsole();
  focus(tabId);
  show(tabId);
  return true;
}

export async function closeTab(tabId) {
  ensureConsole();
  close(tabId);
  const { focusedId } = workspace();
  if (focusedId) {
    show(focusedId);
  }
  return true;
}

export async function getFocusedTabInfo() {
  ensureConsole();
  const { focusedId } = workspace();
  if (focusedId === undefined) {
    throw new Error('No tab is focused.');
  }
  return infoOf(tabById(focusedId));
}

export async function getTabInfo(tabId) {
  ensureConsole();
  return infoOf(tabById(tabId));
}

export async function getAllTabInfo() {
  ensureConsole();
  return workspace().tabs.map(infoOf);
}

export async function setTabLabel(tabId, label) {
  changeTab(tabId, { title: label, fixedTitle: true });
  return infoOf(tabById(tabId));
}

export async function setTabIcon(tabId, icon) {
  changeTab(tabId, { icon });
  return infoOf(tabById(tabId));
}

export async function setTabHighlighted(tabId, highlighted) {
  changeTab(tabId, { highlighted });
  return infoOf(tabById(tabId));
}

export async function refreshTab(tabId) {
  changeTab(tabId, { refreshed: (tabById(tabId).refreshed ?? 0) + 1 });
  return true;
}

class WorkspaceWire {
  constructor(dataCallback) {
    this.dataCallback = dataCallback;
  }
  connect() {
    this.end = onWorkspace(() => this.dataCallback(this.read()));
  }
  update() {}
  disconnect() {
    this.end?.();
  }
}

/** `@wire(IsConsoleNavigation) isConsoleNavigation` */
export class IsConsoleNavigation extends WorkspaceWire {
  read() {
    return isConsole();
  }
}

/** `@wire(EnclosingTabId) tabId`: the tab focused when the component was put on the page. */
export class EnclosingTabId extends WorkspaceWire {
  connect() {
    this.tabId = workspace().focusedId;
    super.connect();
  }
  read() {
    return this.tabId;
  }
}
