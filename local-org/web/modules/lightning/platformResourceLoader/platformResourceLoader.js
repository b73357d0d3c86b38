/** Loads a script or stylesheet of a static resource once per page. */
const loading = new Map();

function once(url, make) {
  if (!loading.has(url)) {
    loading.set(
      url,
      new Promise((resolve, reject) => {
        const element = make();
        element.onload = () => resolve();
        element.onerror = () => {
          loading.delete(url);
          reject(new Error(`Could not load ${url}`));
        };
        document.head.appendChild(element);
      }),
    );
  }
  return loading.get(url);
}

export function loadScript(self, url) {
  return once(url, () => Object.assign(document.createElement('script'), { src: url }));
}

export function loadStyle(self, url) {
  return once(url, () => Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url }));
}
