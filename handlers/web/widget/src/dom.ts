// Building pages without HTML: text is only ever text.

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, cls = "", ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  if (cls) e.className = cls;
  e.append(...children);
  return e;
}

export function set<E extends Element>(e: E, attributes: Record<string, string>): E {
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  return e;
}

export function icon(path: string): SVGSVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = set(document.createElementNS(ns, "svg"), { viewBox: "0 0 24 24", width: "24", height: "24", "aria-hidden": "true", focusable: "false" });
  svg.append(set(document.createElementNS(ns, "path"), { d: path }));
  return svg;
}

/** The address, if a click on it only opens a web page. */
export function safeURL(raw: string | undefined): string | undefined {
  if (!raw || !/^https?:\/\//i.test(raw)) return undefined;
  try {
    return new URL(raw).href;
  } catch {
    return undefined;
  }
}

export function link(url: string, text: string, opens: string): HTMLAnchorElement {
  const a = set(el("a", "", text), { href: url, target: "_blank", rel: "noopener noreferrer nofollow" });
  a.append(el("span", "sr", opens));
  return a;
}

/** Text in which web addresses can be clicked. */
export function linked(text: string, opens: string): (Node | string)[] {
  const out: (Node | string)[] = [];
  let from = 0;
  for (const m of text.matchAll(/https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi)) {
    const raw = m[0].replace(/[).,;:!?'\]]+$/, "");
    const url = safeURL(raw);
    if (!url) continue;
    out.push(text.slice(from, m.index), link(url, raw, opens));
    from = m.index + raw.length;
  }
  out.push(text.slice(from));
  return out;
}
