/** Workspace tabs and subtabs of a console app. One store per page; the shell draws it, platformWorkspaceApi drives it. */
import { context } from 'platform/context';
import { toReference, toUrl } from 'platform/router';

const listeners = new Set();
let state = { app: undefined, tabs: [], focusedId: undefined };
let counter = 0;

const storageKey = () => `workspace:${context.user.id}:${state.app}`;

function changed() {
  state = { ...state, tabs: state.tabs.map((tab) => ({ ...tab, subtabs: [...tab.subtabs] })) };
  const kept = state.tabs.map(({ url, title, icon, subtabs }) => ({
    url,
    title,
    icon,
    subtabs: subtabs.map((sub) => ({ url: sub.url, title: sub.title, icon: sub.icon })),
  }));
  sessionStorage.setItem(storageKey(), JSON.stringify(kept));
  listeners.forEach((listener) => listener(state));
}

const nextId = () => `ctab${counter++}`;

/** Begins the workspace of an app, with the tabs this browser tab had open in it. */
export function openWorkspace(app) {
  if (state.app === app) {
    return;
  }
  state = { app, tabs: [], focusedId: undefined };
  const kept = app ? JSON.parse(sessionStorage.getItem(storageKey()) ?? '[]') : [];
  state.tabs = kept.map((tab) => {
    const tabId = nextId();
    return {
      ...tab,
      tabId,
      subtabs: tab.subtabs.map((sub) => ({ ...sub, tabId: nextId(), parentTabId: tabId, subtabs: [] })),
    };
  });
  changed();
}

export const workspace = () => state;
export const isConsole = () => state.app !== undefined;

export function onWorkspace(listener) {
  listeners.add(listener);
  listener(state);
  return () => listeners.delete(listener);
}

const pathOf = (url) => new URL(url, location.href).pathname;

function find(tabId) {
  for (const tab of state.tabs) {
    if (tab.tabId === tabId) {
      return tab;
    }
    const sub = tab.subtabs.find((candidate) => candidate.tabId === tabId);
    if (sub) {
      return sub;
    }
  }
  return undefined;
}

export function tabById(tabId) {
  const tab = find(tabId);
  if (!tab) {
    throw new Error(`No tab ${tabId}`);
  }
  return tab;
}

export const tabByUrl = (url) =>
  state.tabs.flatMap((tab) => [tab, ...tab.subtabs]).find((tab) => pathOf(tab.url) === pathOf(url));

const make = (url, parentTabId) => ({
  tabId: nextId(),
  url,
  title: 'Loading…',
  icon: 'standard:record',
  highlighted: false,
  refreshed: 0,
  subtabs: [],
  parentTabId,
});

/** Opens (or finds) a workspace tab. */
export function openTab({ url, pageReference, focus, label, icon }) {
  const target = url ?? toUrl(pageReference);
  let tab = tabByUrl(target);
  if (!tab) {
    tab = make(target);
    state.tabs.push(tab);
  }
  Object.assign(tab, label ? { title: label, fixedTitle: true } : {}, icon ? { icon } : {});
  if (focus !== false) {
    state.focusedId = tab.tabId;
  }
  changed();
  return tab.tabId;
}

/** Opens (or finds) a subtab of a workspace tab. */
export function openSubtab(parentTabId, { url, pageReference, focus, label, icon }) {
  const target = url ?? toUrl(pageReference);
  let tab = tabByUrl(target);
  if (!tab) {
    const asked = tabById(parentTabId);
    const parent = asked.parentTabId ? tabById(asked.parentTabId) : asked;
    tab = make(target, parent.tabId);
    parent.subtabs.push(tab);
  }
  Object.assign(tab, label ? { title: label, fixedTitle: true } : {}, icon ? { icon } : {});
  if (focus !== false) {
    state.focusedId = tab.tabId;
  }
  changed();
  return tab.tabId;
}

export function focusTab(tabId) {
  state.focusedId = tabId === undefined ? undefined : tabById(tabId).tabId;
  changed();
}

/** Closes a tab; the neighbour is focused, or nothing when it was the last. */
export function closeTab(tabId) {
  const tab = tabById(tabId);
  const wasFocused = state.focusedId === tabId || tab.subtabs.some((sub) => sub.tabId === state.focusedId);
  if (tab.parentTabId) {
    const parent = tabById(tab.parentTabId);
    parent.subtabs = parent.subtabs.filter((candidate) => candidate !== tab);
    if (wasFocused) {
      state.focusedId = parent.subtabs.at(-1)?.tabId ?? parent.tabId;
    }
  } else {
    const index = state.tabs.indexOf(tab);
    state.tabs = state.tabs.filter((candidate) => candidate !== tab);
    if (wasFocused) {
      state.focusedId = (state.tabs[index] ?? state.tabs[index - 1])?.tabId;
    }
  }
  changed();
  return tab;
}

/** Title and icon as the page inside found them; a label set by a component stays. */
export function describeTab(tabId, { title, icon }) {
  const tab = find(tabId);
  if (tab && !tab.fixedTitle && (tab.title !== title || tab.icon !== icon)) {
    tab.title = title ?? tab.title;
    tab.icon = icon ?? tab.icon;
    changed();
  }
}

export function changeTab(tabId, changes) {
  Object.assign(tabById(tabId), changes);
  changed();
}

/** TabInfo as the Workspace API answers it. */
export function infoOf(tab) {
  return {
    tabId: tab.tabId,
    url: new URL(tab.url, location.href).href,
    title: tab.title,
    icon: tab.icon,
    pinned: false,
    closeable: true,
    focused: state.focusedId === tab.tabId,
    highlighted: Boolean(tab.highlighted),
    isSubtab: Boolean(tab.parentTabId),
    parentTabId: tab.parentTabId,
    recordId: toReference(tab.url).attributes?.recordId,
    pageReference: toReference(tab.url),
    subtabs: (tab.subtabs ?? []).map(infoOf),
  };
}
