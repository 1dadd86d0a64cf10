// The panel: header, transcript, field.

import type { Conversation, Link, View } from "./conversation";
import { el, icon, set } from "./dom";
import { button, type Look } from "./lines";
import { Suggest } from "./suggest";
import { Transcript } from "./transcript";
import type { Choice, Line, Pending } from "./types";

const mostCharacters = 4000;
const countFrom = 3800;
const kinds: Record<string, string> = { email: "email", tel: "tel", date: "text", text: "text" };

const icons = {
  close: "M18.3 5.7 12 12m0 0-6.3 6.3M12 12l6.3 6.3M12 12 5.7 5.7",
  fresh: "M5 12a7 7 0 1 0 2.2-5.1M5 4.5V8.500h4",
  send: "M4 12 20 4.500 15 20l-3.500-6.500z",
};

export class Panel implements View {
  readonly root: HTMLElement;
  readonly field = el("textarea");
  onLines: (lines: Line[]) => void = () => {};
  private readonly transcript: Transcript;
  private readonly suggest: Suggest;
  private readonly notice = set(el("p", "notice"), { role: "status" });
  private readonly alert = set(el("p", "alert"), { role: "alert" });
  private readonly ask = el("div", "ask");
  private readonly count = el("p", "count");
  private readonly sendButton: HTMLButtonElement;
  private conversation: Conversation | undefined;

  constructor(private readonly look: Look, close: (() => void) | undefined) {
    const { words } = look;
    this.transcript = new Transcript(look, {
      press: (c) => this.press(c),
      resend: (id) => this.conversation?.resend(id),
      discard: (id) => this.conversation?.discard(id),
    });
    set(this.field, { id: "field", rows: "1", placeholder: words.hint, "aria-describedby": "caution", autocomplete: "off", enterkeyhint: "send" });
    const status = set(el("p", "sr"), { role: "status" });
    this.suggest = new Suggest(this.field, status, words, (t, s) => this.conversation?.suggest(t, s) ?? Promise.resolve([]), (s) => this.say(s.question));
    this.sendButton = set(el("button", "send", icon(icons.send)), { type: "submit", "aria-label": words.send });
    const form = el("form", "write",
      this.suggest.list, set(el("label", "sr", words.label), { for: "field" }), el("div", "entry", this.field, this.sendButton),
      this.count, set(el("p", "caution", words.caution), { id: "caution" }), status);
    this.notice.hidden = this.alert.hidden = this.ask.hidden = this.count.hidden = true;
    this.root = set(el("section", "panel", this.header(close), this.ask, this.transcript.box, this.notice, this.alert, form), { role: close ? "dialog" : "region", "aria-labelledby": "office" });
    this.listen(form);
  }

  use(c: Conversation): void {
    this.conversation = c;
  }

  lines(lines: Line[]): void {
    this.transcript.add(lines);
    const last = lines[lines.length - 1]!;
    if (last.author !== "member") this.expect(last.input);
    this.onLines(lines);
  }

  ready(): void {
    this.transcript.ready();
  }

  queue(pending: readonly Pending[]): void {
    this.transcript.pending(pending);
  }

  link(state: Link): void {
    const text = { online: "", connecting: this.look.words.connecting, offline: this.look.words.offline }[state];
    this.root.dataset["link"] = state;
    if (this.notice.textContent !== text) this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  restart(ended: boolean): void {
    this.transcript.clear(ended ? this.look.words.ended : undefined);
    this.expect(undefined);
  }

  trouble(text: string, draft?: string): void {
    this.alert.textContent = text || this.look.words.failed;
    this.alert.hidden = false;
    if (draft && !this.field.value) {
      this.field.value = draft;
      this.typed();
    }
  }

  /** Puts a question into an empty field, for the visitor to send. */
  prefill(question: string): void {
    if (!question || this.field.value) return;
    this.field.value = question;
    this.sendButton.disabled = false;
  }

  /** To be called when the panel has become visible. */
  shown(): void {
    this.fit();
    this.transcript.toEnd();
    // On a touch screen the keyboard would cover half of what there is to read.
    if (matchMedia("(pointer: coarse)").matches) this.transcript.log.focus();
    else this.field.focus();
  }

  private header(close: (() => void) | undefined): HTMLElement {
    const { words, office } = this.look;
    const fresh = set(el("button", "tool", icon(icons.fresh)), { type: "button", "aria-label": words.fresh, title: words.fresh });
    fresh.addEventListener("click", () => this.askFresh(fresh));
    const head = el("div", "head", el("div", "title", set(el("h2", "", office || words.office), { id: "office" }), el("p", "", words.about)), fresh);
    if (close) {
      const x = set(el("button", "tool", icon(icons.close)), { type: "button", "aria-label": words.close, title: words.close });
      x.addEventListener("click", close);
      head.append(x);
    }
    return head;
  }

  private askFresh(from: HTMLElement): void {
    const { words } = this.look;
    const done = (yes: boolean) => {
      this.ask.hidden = true;
      this.ask.replaceChildren();
      if (yes) this.conversation?.fresh();
      (yes ? this.field : from).focus();
    };
    const no = button("no", words.freshNo, () => done(false));
    this.ask.replaceChildren(el("p", "", words.freshAsk), button("yes", words.freshYes, () => done(true)), no);
    this.ask.hidden = false;
    no.focus();
  }

  private listen(form: HTMLFormElement): void {
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("compositionend", () => this.typed());
    this.field.addEventListener("blur", () => this.suggest.close());
    this.field.addEventListener("keydown", (e) => {
      // While an input method is composing, its keys are its own: 229 is what Safari says of the
      // Enter that ends a composition.
      if (e.isComposing || e.keyCode === 229) return;
      if (this.suggest.key(e)) {
        e.preventDefault();
        e.stopPropagation();
      } else if (e.key === "Enter" && !e.shiftKey) {
        e.preventDefault();
        this.submit();
      }
    });
  }

  private submit(): void {
    const text = this.field.value.trim();
    if (!text || [...text].length > mostCharacters) return;
    this.say(text);
  }

  private say(text: string): void {
    this.field.value = "";
    this.alert.hidden = true;
    this.typed();
    this.conversation?.send(text);
  }

  private press(c: Choice): void {
    this.alert.hidden = true;
    this.conversation?.send(c.label, c.data);
    this.transcript.log.focus({ preventScroll: true }); // the button is about to go
  }

  private typed(): void {
    this.fit();
    const left = mostCharacters - [...this.field.value.trim()].length;
    this.count.hidden = left > mostCharacters - countFrom;
    this.count.textContent = this.count.hidden ? "" : left < 0 ? this.look.words.over(-left) : this.look.words.left(left);
    this.count.classList.toggle("over", left < 0);
    this.sendButton.disabled = left < 0;
    this.suggest.typed();
  }

  private fit(): void {
    this.field.style.height = "auto";
    this.field.style.height = Math.min(this.field.scrollHeight, 132) + "px";
  }

  /** The bot says what kind of answer it waits for; while it does, questions are not suggested. */
  private expect(input: string | undefined): void {
    this.field.inputMode = kinds[input ?? ""] ?? "text";
    this.suggest.enabled = !input;
  }
}
