// The first screen: who the office is, whether anybody is there, and all that can be begun.

import type { Kit } from "./parts";
import type { Choice, Front, Programme } from "./types";
import type { Words } from "./words";

declare const STYLE: string; // front.css, put in by the bundler
export const style = STYLE;

export interface Hands {
  press(c: Choice): void;
  choose(programme: string): Promise<Front>; // "" = none
}

export interface First {
  root: HTMLElement;
}

export interface FrontPart {
  style: string;
  front(kit: Kit, words: Words, data: Front, hands: Hands): First;
}

export function front(kit: Kit, words: Words, data: Front, hands: Hands): First {
  const root = kit.set(kit.el("div", "front"), { "aria-live": "off" });
  draw(kit, words, data, hands, root);
  if (data.logo) void mark(kit, root, new URL(data.logo, import.meta.url).href).catch(() => {}); // the letter stays
  return { root };
}

/** The office's own mark takes the place of the letter in the panel's head. */
async function mark({ el, set }: Kit, root: HTMLElement, url: string): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok) return;
  const picture = await answer.blob();
  const shown = picture.type === "image/svg+xml" ? set(el("img"), { src: url, alt: "" }) : await drawn(el, picture);
  if (shown instanceof HTMLImageElement) await shown.decode(); // no browser draws an SVG from its bytes: it is linked
  const place = (root.getRootNode() as ShadowRoot).querySelector(".mark");
  place?.replaceChildren(shown);
  place?.classList.add("own");
}

const sharp = 3 * 28; // as large as it is shown, on a dense screen

/** Drawn, not linked: no page's policy on images has to know of it. */
async function drawn(el: Kit["el"], picture: Blob): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(picture);
  const scale = Math.min(1, sharp / Math.max(bitmap.width, bitmap.height));
  const canvas = el("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  if (pen) pen.imageSmoothingQuality = "high";
  pen?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

function draw(kit: Kit, words: Words, data: Front, hands: Hands, root: HTMLElement): void {
  const { el, set, button, link } = kit;
  const group = (title: string, ...children: (Node | string)[]) => el("section", "group", el("h3", "", title), ...children);
  const choices = (list: Choice[] | null, cls: string) => set(el("ul", cls, ...(list ?? []).map((c) => el("li", "", button("", c.label, () => hands.press(c))))), { role: "list" });

  const choose = async (id: string) => {
    try {
      draw(kit, words, await hands.choose(id), hands, root);
      root.querySelector<HTMLElement>(id ? "[aria-pressed=true]" : ".programmes button")?.focus();
    } catch {
      // as it was: the next press tries again
    }
  };
  const card = (p: Programme) => {
    const on = p.id === data.programme;
    const b = set(button("card", "", () => void choose(on ? "" : p.id)), { "aria-pressed": String(on) });
    b.append(el("strong", "", p.name), ...(p.note ? [el("span", "", p.note)] : []));
    return el("li", "", b);
  };
  const cards = (list: Programme[]) => set(el("ul", "programmes", ...list.map(card)), { role: "list" });

  root.replaceChildren(el("div", data.open ? "hours open" : "hours", el("p", "", el("strong", "", data.hours)), el("p", "", data.promise)));
  if (data.notices?.length) root.append(el("section", "news", el("h3", "", words.news), set(el("ul", "", ...data.notices.map((n) => el("li", "", ...kit.linked(n, words.opens)))), { role: "list" })));

  const all = data.programmes ?? [];
  const ended = all.filter((p) => p.ended);
  if (all.length) {
    const box = group(words.programmes, cards(all.filter((p) => !p.ended)));
    if (ended.length) {
      const more = el("details", "", el("summary", "", words.endedProgrammes), cards(ended));
      more.open = ended.some((p) => p.id === data.programme);
      box.append(more);
    }
    root.append(box);
  }
  if (data.questions?.length) root.append(group(words.questions, choices(data.questions, "asked")));
  if (data.sections?.length) {
    root.append(group(words.sections, ...data.sections.map((s) => el("details", "", el("summary", "", s.title, el("span", "count", String(s.questions?.length ?? 0))), choices(s.questions, "asked")))));
  }
  if (data.requests?.length) root.append(group(words.requests, choices(data.requests, "requests")));
  const about = el("p", "about", data.purpose + " ");
  if (data.privacy) about.append(link(data.privacy, words.privacy, words.opens));
  if (data.check) about.append(" ", link(new URL("/chat/receipt?lang=" + words.lang, import.meta.url).href, words.check, words.opens)); // this very part comes from the chat
  root.append(about);
}
