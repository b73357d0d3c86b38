/** Shows toasts that components ask for by event. */
import Toast from 'lightning/toast';
import { ShowToastEventName } from 'lightning/platformShowToastEvent';

/** Shows a toast: `{title, message, messageData, variant, mode}`. */
export function showToast({ title, message, messageData, variant, mode }, source) {
  const links = (messageData ?? []).map((entry) =>
    typeof entry === 'string' ? entry : { url: entry.url, label: entry.label },
  );
  return Toast.show(
    {
      label: title || message || '',
      message: title ? (message ?? '') : '',
      messageLinks: links.length > 0 ? links : undefined,
      variant: variant ?? 'info',
      mode: mode === 'sticky' || mode === 'pester' ? 'sticky' : 'dismissible',
    },
    source,
  );
}

/** Listens on an element for ShowToastEvent of everything below it. */
export function listenForToasts(element, source) {
  element.addEventListener(ShowToastEventName, (event) => {
    event.stopPropagation();
    showToast(event.detail, source);
  });
}
