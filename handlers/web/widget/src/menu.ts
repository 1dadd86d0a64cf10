// What can be done with the conversation as a whole, behind the button with three dots.

import type { Conversation } from "./conversation";
import { copyWords, mailTalk } from "./copy";
import type { Kit } from "./parts";
import type { Words } from "./words";

declare const STYLE: string; // menu.css, put in by the bundler
export const style = STYLE;

export interface Acts {
  first: (() => void) | undefined; // back to the first screen
  check: string | undefined; // the page on which a request is asked for
  mail: Conversation | undefined | false; // which can be had by mail
  fresh(): void;
  end(): void;
  zoom: HTMLElement; // whose text is made larger
  shut(): void;
}

export interface MenuPart {
  style: string;
  menu(kit: Kit, words: Words, box: HTMLElement, acts: Acts): void;
}

const sizes = ["1", "1.2", "1.45"];

export function menu(kit: Kit, words: Words, box: HTMLElement, acts: Acts): void {
  const { el, set, button, link } = kit;
  const copy = copyWords(box);
  const mail = () => mailTalk(kit, box, acts.mail as Conversation, () => acts.shut());
  const sure = (question: string, yes: string, act: () => void) => () => {
    const no = button("no", copy.freshNo, () => acts.shut());
    box.replaceChildren(el("p", "", question), button("yes", yes, act), no, ...byMail());
    no.focus();
  };
  const byMail = () => (acts.mail ? [button("item", copy.item, mail)] : []);
  const names = [copy.sizeNormal, copy.sizeLarge, copy.sizeLargest];
  const size = set(el("div", "sizes", el("span", "", copy.size)), { role: "group", "aria-label": copy.size });
  const now = acts.zoom.style.getPropertyValue("--zoom") || "1";
  sizes.forEach((s, i) => {
    const b = set(button("size", names[i]!, () => {
      acts.zoom.style.setProperty("--zoom", s);
      keep(s);
      for (const other of size.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === b));
    }), { "aria-pressed": String(s === now) });
    size.append(b);
  });
  const items: HTMLElement[] = [];
  if (acts.first) items.push(button("item", copy.first, acts.first));
  items.push(button("item", copy.fresh, sure(copy.freshAsk, words.freshYes, acts.fresh)));
  items.push(button("item", copy.end, sure(copy.endAsk, copy.endYes, acts.end)));
  items.push(...byMail());
  if (acts.check) {
    const a = link(acts.check, words.check, words.opens);
    a.className = "item";
    items.push(a);
  }
  box.replaceChildren(...items, size);
  items[0]!.focus();
}

function keep(size: string): void {
  try {
    localStorage.setItem("madoguchi text", size);
  } catch {
    // it holds as long as the page
  }
}
