// Parts of the widget that are fetched when they are first needed. Each is a file of its own under the
// chat's /widget/, asked for by the hash of its content, with a style sheet of its own. A part gets its
// tools from here, so that none carries them twice.

import { el, icon, link, linked, safeURL, set } from "./dom";
import { button } from "./lines";

declare const PARTS: Record<string, string>; // the hash of each part's content, put in by the bundler

export const kit = { el, set, icon, button, link, linked, safeURL };
export type Kit = typeof kit;

const coming = new Map<string, Promise<unknown>>();

/** Fetches a part. Where that fails, it is tried again when it is needed the next time. */
export function part<T extends { style: string }>(home: string, shadow: ShadowRoot, name: string): Promise<T> {
  const url = `${home}/widget/${name}.js?v=${PARTS[name] ?? ""}`;
  let p = coming.get(url) as Promise<T> | undefined;
  if (!p) {
    p = import(url) as Promise<T>;
    coming.set(url, p);
    p.catch(() => coming.delete(url));
  }
  return p.then((m) => {
    dress(shadow, url, m.style);
    return m;
  });
}

const dressed = new WeakMap<ShadowRoot, Set<string>>();

function dress(shadow: ShadowRoot, url: string, style: string): void {
  const worn = dressed.get(shadow) ?? new Set<string>();
  dressed.set(shadow, worn);
  if (worn.has(url)) return;
  worn.add(url);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
}
