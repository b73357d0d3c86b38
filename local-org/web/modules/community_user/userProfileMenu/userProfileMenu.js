import { LightningElement } from 'lwc';
import { apiBase, context } from 'platform/context';
import { openUrl } from 'platform/router';

/** Who is logged in, and the way out. */
export default class UserProfileMenu extends LightningElement {
  guest = context.user.isGuest;
  name = context.user.name;

  get loginUrl() {
    return `${context.basePath}/login`;
  }

  select(event) {
    if (event.detail.value === 'logout') {
      location.assign(`${apiBase}/secur/logout.jsp`);
    } else {
      openUrl(`${context.basePath}/`);
    }
  }
}
