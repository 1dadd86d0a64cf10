// Questions offered while one is being typed. Focus stays in the field; the arrow keys move a mark
// in the list (the combobox pattern, as far as a field of several lines may follow it).

import type { Conversation } from "./conversation";
import type { Kit } from "./parts";
import type { Suggestion } from "./types";
import type { Words } from "./words";

declare const STYLE: string; // suggest.css, put in by the bundler
export const style = STYLE;

export interface SuggestPart {
  style: string;
  suggest(...args: ConstructorParameters<typeof Suggest>): Suggest;
}

export function suggest(...args: ConstructorParameters<typeof Suggest>): Suggest {
  return new Suggest(...args);
}

const pauseTyping = 180; // ms without a key before it is worth asking
const shortest = 2; // characters
const longest = 60; // who writes more is not looking for a title any more

export class Suggest {
  readonly list: HTMLElement;
  enabled = true;
  private found: Suggestion[] = [];
  private marked = -1;
  private timer = 0;
  private asking = new AbortController();

  constructor(
    private readonly kit: Kit,
    private readonly field: HTMLTextAreaElement,
    private readonly status: HTMLElement,
    private readonly words: Words,
    private readonly conversation: Conversation,
    private readonly pick: (s: Suggestion) => void,
  ) {
    const { el, set } = kit;
    this.list = set(el("ul", "suggest"), { id: "suggest", role: "listbox", "aria-label": words.suggestions });
    this.list.hidden = true;
    set(field, { "aria-autocomplete": "list", "aria-controls": "suggest" });
  }

  get isOpen(): boolean {
    return !this.list.hidden;
  }

  /** The field's text has changed. */
  typed(): void {
    clearTimeout(this.timer);
    this.asking.abort();
    const text = this.field.value.trim();
    if (!this.enabled || text.length < shortest || text.length > longest || text.includes("\n")) {
      this.close();
      return;
    }
    this.timer = window.setTimeout(() => void this.look(text), pauseTyping);
  }

  close(): void {
    clearTimeout(this.timer);
    this.asking.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.found = [];
    this.mark(-1);
    this.status.textContent = "";
  }

  /** Deals with a key if the list is concerned, and says whether it was. */
  key(e: KeyboardEvent): boolean {
    if (!this.isOpen) return false;
    if (e.key === "Escape") this.close();
    else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      const n = this.found.length + 1; // one place is the field itself
      this.mark(((this.marked + 1 + (e.key === "ArrowDown" ? 1 : n - 1)) % n) - 1);
    } else if (e.key === "Enter" && this.found[this.marked]) this.choose(this.found[this.marked]!);
    else return false;
    return true;
  }

  private async look(text: string): Promise<void> {
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const { api, programme } = this.conversation;
      const path = "/chat/suggest?q=" + encodeURIComponent(text) + (programme ? "&programme=" + encodeURIComponent(programme) : "");
      const found = ((await api.call("GET", path, undefined, undefined, signal)) as { suggestions?: Suggestion[] }).suggestions ?? [];
      if (!signal.aborted && this.field.value.trim() === text) this.show(found);
    } catch {
      if (!signal.aborted) this.close(); // a help, not a need: the question can be sent without
    }
  }

  private show(found: Suggestion[]): void {
    if (!found.length) {
      this.close();
      return;
    }
    const { el, set } = this.kit;
    this.found = found;
    this.list.replaceChildren(
      ...found.map((s, i) => {
        const item = set(el("li", "", s.question), { id: "suggest" + i, role: "option", "aria-selected": "false" });
        item.addEventListener("pointerdown", (e) => e.preventDefault()); // the field keeps the focus
        item.addEventListener("click", () => this.choose(s));
        return item;
      }),
    );
    this.mark(-1);
    this.list.hidden = false;
    this.status.textContent = this.words.found(found.length);
  }

  private choose(s: Suggestion): void {
    this.close();
    this.pick(s);
  }

  private mark(i: number): void {
    this.marked = i;
    [...this.list.children].forEach((item, j) => {
      item.setAttribute("aria-selected", String(i === j));
      if (i === j) item.scrollIntoView({ block: "nearest" });
    });
    if (i < 0) this.field.removeAttribute("aria-activedescendant");
    else this.field.setAttribute("aria-activedescendant", "suggest" + i);
  }
}
