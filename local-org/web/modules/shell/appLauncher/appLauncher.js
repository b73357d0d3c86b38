import { api } from 'lwc';
import LightningModal from 'lightning/modal';

/** Every app and every tab the user may open. Closes with `{app}` or `{url}`. */
export default class AppLauncher extends LightningModal {
  @api apps = [];
  term = '';

  matches(text) {
    return text.toLowerCase().includes(this.term.toLowerCase());
  }

  get shownApps() {
    return this.apps
      .filter(({ label }) => this.matches(label))
      .map((app) => ({
        ...app,
        initials: app.label
          .split(/\s+/)
          .map((word) => word.charAt(0))
          .slice(0, 2)
          .join('')
          .toUpperCase(),
      }));
  }
  get shownItems() {
    const items = new Map(
      this.apps
        .flatMap(({ tabs }) => tabs)
        .filter(({ kind, label }) => kind === 'object' && this.matches(label))
        .map((tab) => [tab.apiName, { ...tab, url: `/lightning/o/${tab.target}/list` }]),
    );
    return [...items.values()].sort((one, other) => one.label.localeCompare(other.label));
  }

  search(event) {
    this.term = event.detail.value ?? '';
  }
  chooseApp(event) {
    this.close({ app: event.currentTarget.dataset.app });
  }
  chooseItem(event) {
    this.close({ url: event.currentTarget.dataset.url });
  }
}
