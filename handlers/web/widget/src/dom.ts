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

// An address may be written in Japanese, and Japanese may follow one without a blank.
const address = /https?:\/\/[^\s<>"`|{}\\^「」『』（）〈〉《》【】［］、。！？，．：；…“”]+/gi;

/** Cuts off how the sentence goes on, and what closes it: stops, and a bracket opened before the address. */
function trimmed(raw: string): string {
  // Hiragana belongs to an address that is in Japanese there, and goes on with the sentence behind Latin letters:
  // 「…/guideをご覧ください」. Behind Japanese it goes on where it usually does: 「…/案内をご覧ください」.
  raw = raw.replace(/([\w)])[\u3041-\u309f].*$/, "$1").replace(/(?:を|はこちら|です|(?:から|より|まで|にて|へ|で|に)(?=[ごお見])).*$/, "");
  for (;;) {
    const end = raw.slice(-1);
    const odd = (open: string) => raw.split(end).length > raw.split(open).length;
    if (/[.,;:!?'*・]/.test(end) || (end === ")" && odd("(")) || (end === "]" && odd("["))) raw = raw.slice(0, -1);
    else return raw;
  }
}

/** Text in which web addresses can be clicked. */
export function linked(text: string, opens: string): (Node | string)[] {
  const out: (Node | string)[] = [];
  let from = 0;
  for (const m of text.matchAll(address)) {
    const raw = trimmed(m[0]);
    const url = safeURL(raw);
    if (!url) continue;
    out.push(text.slice(from, m.index), link(url, raw, opens));
    from = m.index + raw.length;
  }
  out.push(text.slice(from));
  return out;
}
