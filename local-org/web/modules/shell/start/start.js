import { boot } from 'platform/boot';
import { fill } from 'shell/registry';
import App from 'shell/app';

/** Starts Lightning with the generated pages and the deployed components. */
export function start(registry) {
  fill(registry);
  boot('shell-app', App, {});
}
