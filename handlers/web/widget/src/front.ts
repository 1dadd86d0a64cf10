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
  return { root };
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
  if (data.check) about.append(" ", link(new URL("/chat/receipt", import.meta.url).href, words.check, words.opens)); // this very part comes from the chat
  root.append(about);
}
