// How lines look.

import { el, icon, link, linked, safeURL, set } from "./dom";
import type { Answer, Block, Choice, Line, Pending, Source } from "./types";
import type { clock, Words } from "./words";

export interface Look {
  words: Words;
  clock: ReturnType<typeof clock>;
  office: string;
  cards(line: Line, bubble: HTMLElement): void; // shows better what a line has beside its text
}

const faces = { // who speaks, told apart by a sign, too
  bot: "M4 8h16v11H4zM12 8V4M9 12v2M15 12v2",
  staff: "M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 21c0-5 4-7 8-7s8 2 8 7",
};

/** One line of the transcript. Its choices, if any, go to press when they are pressed. */
export function lineElement(line: Line, look: Look, press: (c: Choice) => void): HTMLElement {
  const e = set(el("div", "line " + line.author), { id: "l" + line.seq });
  const at = new Date(line.at);
  if (line.author === "member") e.append(el("p", "who sr", look.words.you));
  else if (line.author !== "system") e.append(speaker(line, line.author, look));
  const bubble = el("div", "bubble");
  if (line.answer) {
    bubble.classList.add("answer");
    bubble.append(...answer(line.answer, look));
  } else if (line.text) {
    bubble.append(set(el("p", "text", ...(line.author === "member" ? [line.text] : linked(line.text, look.words.opens))), { dir: "auto" }));
  }
  if (line.files || line.summary || line.receipt || line.withdraws) look.cards(line, bubble);
  e.append(bubble, set(el("time", "", look.clock.time(at)), { datetime: line.at }));
  if (line.choices?.length) e.append(choices(line.choices, look, press));
  return e;
}

function speaker(line: Line, author: "bot" | "staff", look: Look): HTMLElement {
  const role = author === "staff" ? look.words.staff : look.words.bot;
  const by = el("div", "by", icon(faces[author]), el("p", "who", line.name || role));
  if (line.name && line.name !== role) by.append(el("span", "role", role));
  return by;
}

/** A message of ours on its way. */
export function pendingElement(p: Pending, look: Look, resend: () => void, discard: () => void): HTMLElement {
  const e = el("div", "line member " + p.state, el("p", "who sr", look.words.you), el("div", "bubble", set(el("p", "text", p.text || (p.names ?? []).join("\n")), { dir: "auto" })));
  if (p.state !== "unsent") e.append(el("p", "state", p.state === "sending" ? look.words.sending : ""));
  if (p.state === "unsent") {
    const again = button("again", look.words.resend, resend);
    const drop = button("drop", look.words.discard, discard);
    e.append(el("p", "state", el("strong", "", look.words.unsent), again, drop));
  }
  return e;
}

export function button(cls: string, text: string, press: () => void): HTMLButtonElement {
  const b = set(el("button", cls, text), { type: "button" });
  b.addEventListener("click", press);
  return b;
}

function choices(list: Choice[], look: Look, press: (c: Choice) => void): HTMLElement {
  const box = el("div", "choices");
  for (const c of list) {
    const url = safeURL(c.url);
    if (url) box.append(link(url, c.label, look.words.opens));
    else if (!c.url) box.append(button(c.primary ? "choice chief" : "choice", c.label, () => press(c)));
  }
  return box;
}

function answer(a: Answer, look: Look): HTMLElement[] {
  const out: HTMLElement[] = [];
  if (a.lead) out.push(el("p", "lead", ...linked(a.lead, look.words.opens)));
  out.push(el("p", "question", a.question));
  for (const b of a.blocks ?? []) out.push(block(b, look));
  if (a.tail) out.push(el("p", "tail", ...linked(a.tail, look.words.opens)));
  out.push(source(a, look));
  return out;
}

function block(b: Block, look: Look): HTMLElement {
  const opens = look.words.opens;
  if (b.type === "table") return table(b, look);
  const url = safeURL(b.url);
  if (b.type === "link" && url) return el("p", "text", link(url, b.text || url, opens));
  const p = el("p", b.type === "note" ? "text note" : "text", ...linked(b.text ?? "", opens));
  if (url) p.append(" ", link(url, url, opens));
  else p.append(address(b));
  return p;
}

/** A mail address or phone number, unless the text says it already: no click leaves the page for it. */
function address(b: Block): string {
  const plain = /^(?:mailto|tel):([^?]+)/i.exec(b.url ?? "")?.[1] ?? "";
  return b.text?.includes(plain) ? "" : (b.text ? " " : "") + plain;
}

function table(b: Block, look: Look): HTMLElement {
  const t = el("table");
  const row = (cells: string[], tag: "th" | "td") => {
    const tr = el("tr");
    for (const c of cells) tr.append(tag === "th" ? set(el("th", "", c), { scope: "col" }) : el("td", "", ...linked(c, look.words.opens)));
    return tr;
  };
  if (b.text) t.append(el("caption", "", b.text));
  if (b.header?.length) t.append(el("thead", "", row(b.header, "th")));
  t.append(el("tbody", "", ...(b.rows ?? []).map((r) => row(r, "td"))));
  return set(el("div", "wide", t), { role: "group", "aria-label": look.words.table, tabindex: "0" });
}

function source(a: Answer, look: Look): HTMLElement {
  const s = a.source;
  const parts = [s.document, s.label, s.page ? look.words.page(s.page) : "", since(s, look)];
  return el("p", "source", look.words.source + parts.filter(Boolean).join("・"));
}

// From when an answer is: the day its document bears, or a later one on which the office has confirmed it.
function since(s: Source, look: Look): string {
  const [updated, confirmed] = [day(s.updated), day(s.confirmed)];
  if (confirmed && (!updated || confirmed > updated)) return look.words.confirmed(look.clock.date(confirmed));
  return updated ? look.words.updated(look.clock.date(updated)) : "";
}

function day(at: string | undefined): Date | undefined {
  const d = at ? new Date(at) : undefined;
  return d && d.getFullYear() > 1 ? d : undefined;
}
