// What a line has beside its text: a form's summary as a table, a receipt as a card, files, an earlier line that it
// takes back.

import type { Conversation } from "./conversation";
import type { Kit } from "./parts";
import type { Line, Receipt, Sent, Summary } from "./types";
import type { Words } from "./words";

declare const STYLE: string; // cards.css, put in by the bundler
export const style = STYLE;

export interface CardsPart {
  style: string;
  cards(kit: Kit, words: Words, line: Line, bubble: HTMLElement, conversation: Conversation): void;
}

export function cards(kit: Kit, words: Words, line: Line, bubble: HTMLElement, conversation: Conversation): void {
  if (line.summary) bubble.replaceChildren(...summary(kit, line.summary));
  else if (line.receipt) bubble.replaceChildren(...receipt(kit, words, line.receipt, line.text));
  if (line.withdraws) (bubble.getRootNode() as ShadowRoot).getElementById("l" + line.withdraws)?.remove(); // it was for somebody else
  if (line.author === "member") for (const f of line.files ?? []) bubble.append(file(kit, words, f, conversation));
}

function summary({ el, set }: Kit, s: Summary): HTMLElement[] {
  const rows = (s.rows ?? []).map((r) => el("tr", "", el("td", "nr", String(r.no)), set(el("th", "", r.label), { scope: "row" }), el("td", "", r.value)));
  const out = [el("p", "text", s.lead), el("table", "summary", el("caption", "", s.title), el("tbody", "", ...rows))];
  if (s.tail) out.push(el("p", "text", s.tail));
  return out;
}

function receipt(kit: Kit, words: Words, r: Receipt, text: string): HTMLElement[] {
  const { el, set } = kit;
  const row = (label: string, value: string, copied: string) => {
    const said = set(el("span", "copied"), { role: "status" });
    const copy = set(kit.button("copy", words.copy, () => {
      void navigator.clipboard?.writeText(value).then(() => (said.textContent = copied), () => select(code));
      if (!navigator.clipboard) select(code);
    }), { "aria-label": label + words.copyOf });
    const code = el("strong", "", value);
    return el("div", "code", el("span", "label", label), code, copy, said);
  };
  const out = [el("p", "text", text.split("\n", 1)[0]!.replace(/。.*$/, "。")), row(words.number, r.number, words.copied)];
  if (r.code) out.push(row(words.code, r.code, words.copied));
  out.push(...(r.lines ?? []).map((l) => el("p", "text", ...kit.linked(l, words.opens))));
  if (r.code) out.push(el("p", "small", words.keep));
  return out;
}

/** Where a page may not write to the clipboard, the text is marked for the reader's own keys. */
function select(e: HTMLElement): void {
  const range = document.createRange();
  range.selectNodeContents(e);
  getSelection()?.removeAllRanges();
  getSelection()?.addRange(range);
}

const clip = "M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.300 3.300 0 0 1 4.700 4.700l-8.500 8.500a1.700 1.700 0 0 1-2.400-2.400L14.500 7";

function file(kit: Kit, words: Words, f: Sent, conversation: Conversation): HTMLElement {
  const { el, set } = kit;
  const box = el("figure", "file", el("figcaption", "", kit.icon(clip), f.name));
  if (f.type === "image" && f.id) void picture(f.id).then((c) => box.prepend(set(c, { role: "img", "aria-label": words.picture + f.name })), () => {});
  return box;

  // Drawn, not linked: no page's policy on images has to know of it.
  async function picture(id: string): Promise<HTMLCanvasElement> {
    const bitmap = await createImageBitmap((await conversation.call("GET", "/chat/files/" + id, undefined, undefined, 60_000, (r) => r.blob())) as Blob);
    const scale = Math.min(1, 520 / bitmap.width, 520 / bitmap.height);
    const canvas = el("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas;
  }
}
