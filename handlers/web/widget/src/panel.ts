// The panel: header, transcript, field.

import type { CardsPart } from "./cards";
import type { Conversation, Link, View } from "./conversation";
import { el, icon, link, set } from "./dom";
import type { FilesPart } from "./files";
import type { First, FrontPart } from "./front";
import { button, type Look } from "./lines";
import type { MenuPart } from "./menu";
import { kit, part } from "./parts";
import type { Suggest, SuggestPart } from "./suggest";
import { Transcript } from "./transcript";
import type { Choice, Front, Line, Pending } from "./types";

const mostCharacters = 4000;
const countFrom = 3800;
const kinds: Record<string, string> = { email: "email", tel: "tel", date: "text", text: "text" };

const icons = {
  close: "M18.3 5.7 12 12m0 0-6.3 6.3M12 12l6.3 6.3M12 12 5.7 5.7",
  menu: "M4 12h2M11 12h2M18 12h2",
  attach: "M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.300 3.300 0 0 1 4.700 4.700l-8.500 8.500a1.700 1.700 0 0 1-2.400-2.400L14.500 7",
  send: "M4 12 20 4.500 15 20l-3.500-6.500z",
};

export class Panel implements View {
  readonly root: HTMLElement;
  readonly field = el("textarea");
  onLines: (lines: Line[]) => void = () => {};
  private readonly transcript: Transcript;
  private suggest: Suggest | undefined;
  private suggesting = true; // no form waits for an answer
  private readonly status = set(el("p", "sr"), { role: "status" });
  private readonly form: HTMLFormElement;
  private readonly entry: HTMLElement;
  private readonly attach: HTMLButtonElement;
  private first: First | undefined;
  private front: Front | undefined;
  private spoken = false; // the member has said something in this conversation
  private readonly notice = set(el("p", "notice"), { role: "status" });
  private readonly alert = set(el("p", "alert"), { role: "alert" });
  private readonly ask = el("div", "ask");
  private readonly mark = el("span", "mark");
  private readonly office = el("h2");
  private readonly count = el("p", "count");
  private readonly sendButton: HTMLButtonElement;
  private conversation: Conversation | undefined;

  constructor(private readonly look: Look, readonly home: string, private readonly shadow: ShadowRoot, close: (() => void) | undefined) {
    const { words } = look;
    look.cards = (line, bubble) => this.cards(line, bubble);
    this.transcript = new Transcript(look, {
      press: (c) => this.press(c),
      resend: (id) => this.conversation?.resend(id),
      discard: (id) => this.conversation?.discard(id),
    });
    set(this.field, { id: "field", rows: "1", placeholder: words.hint, "aria-describedby": "caution", autocomplete: "off", enterkeyhint: "send" });
    this.sendButton = set(el("button", "send", icon(icons.send)), { type: "submit", "aria-label": words.send });
    this.attach = this.tool("attach", words.attach, icons.attach, () => void this.chooseFile());
    this.attach.hidden = true;
    this.entry = el("div", "entry", this.attach, this.field, this.sendButton);
    this.form = el("form", "write",
      set(el("label", "sr", words.label), { for: "field" }), this.entry,
      this.count, set(el("p", "caution", words.caution), { id: "caution" }), this.status);
    this.notice.hidden = this.alert.hidden = this.ask.hidden = this.count.hidden = true;
    this.root = set(el("section", "panel", this.header(close), this.ask, this.transcript.box, this.notice, this.alert, this.form), { role: close ? "dialog" : "region", "aria-labelledby": "office" });
    this.listen(this.form);
  }

  private tool(cls: string, label: string, path: string, press: () => void): HTMLButtonElement {
    const b = set(el("button", cls, icon(path)), { type: "button", "aria-label": label, title: label });
    b.addEventListener("click", press);
    return b;
  }

  use(c: Conversation): void {
    this.conversation = c;
  }

  lines(lines: Line[]): void {
    this.transcript.add(lines);
    for (const l of lines) if (l.author === "bot") this.expect(l);
    if (lines.some((l) => l.author === "member" || l.author === "staff")) this.talk();
    this.onLines(lines);
  }

  ready(): void {
    this.transcript.ready();
    this.welcome();
  }

  queue(pending: readonly Pending[]): void {
    if (pending.length) this.talk();
    this.transcript.pending(pending);
  }

  /** The first screen gives way to the talk, and can be called back. */
  private talk(): void {
    this.spoken = true;
    if (this.first) this.first.root.hidden = true;
    this.root.classList.remove("first");
  }

  /** Shows the first screen, where there is one, as long as nothing has been said. What the office offers is learned by it in any case. */
  private welcome(asked = false): void {
    void this.firstScreen().then((first) => {
      first.root.hidden = this.spoken && !asked;
      if (first.root.hidden) return;
      this.root.classList.toggle("first", !this.spoken);
      this.transcript.toTop();
    }, () => {});
  }

  private async firstScreen(): Promise<First> {
    if (this.first) return this.first;
    const [p, front] = await Promise.all([part<FrontPart>(this.home, this.shadow, "front"), this.conversation!.front()]);
    if (this.first) return this.first;
    this.meet(front);
    this.first = p.front(kit, this.look.words, front, {
      press: (c) => this.press(c),
      choose: async (id) => {
        this.conversation!.programme = id;
        return this.conversation!.front();
      },
    });
    this.transcript.above(this.first.root);
    return this.first;
  }

  private meet(front: Front): void {
    this.front = front;
    if (!this.look.office) this.named(front.office);
    this.attach.hidden = !front.files;
  }

  private cards(line: Line, bubble: HTMLElement): void {
    void part<CardsPart>(this.home, this.shadow, "cards").then((p) => {
      p.cards(kit, this.look.words, line, bubble, this.conversation!);
      this.transcript.grown();
    }, () => {
      if (!line.text) bubble.append(el("p", "text", (line.files ?? []).map((f) => f.name).join("\n")));
    });
  }

  private async chooseFile(): Promise<void> {
    try {
      (await part<FilesPart>(this.home, this.shadow, "files")).choose(kit, this.form, this.conversation!, (text) => (text === undefined ? (this.alert.hidden = true) : this.trouble(text)));
    } catch {
      this.trouble("");
    }
  }

  /** Says what the next thing to write would be, for who asks the panel to. */
  write(text: string): void {
    this.field.value = text;
    this.typed();
    this.field.focus();
  }

  /** This page may not use the chat: here is the page that works from everywhere. */
  refused(): void {
    this.transcript.ready();
    this.notice.replaceChildren(this.look.words.elsewhere + " ", link(this.home + "/chat/plain?lang=" + this.look.words.lang, this.look.words.plain, this.look.words.opens));
    this.notice.hidden = false;
    this.form.hidden = true;
  }

  over(): void {
    this.talk();
    this.restart(false);
    this.transcript.ready();
    this.notice.hidden = false;
    this.form.hidden = true;
    this.notice.replaceChildren(this.look.words.talkOver + " ", button("again", this.look.words.freshYes, () => {
      this.form.hidden = false;
      this.notice.hidden = true;
      this.conversation!.begin();
    }));
  }

  link(state: Link): void {
    const text = { online: "", connecting: this.look.words.connecting, offline: this.look.words.offline }[state];
    this.root.dataset["link"] = state;
    if (this.form.hidden) return; // something else is said there
    if (this.notice.textContent !== text) this.notice.textContent = text;
    this.notice.hidden = !text;
  }

  restart(ended: boolean): void {
    this.transcript.clear(ended ? this.look.words.ended : undefined);
    this.spoken = false;
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

  private named(office: string): void {
    this.office.textContent = office;
    this.mark.textContent = [...office][0] ?? "";
  }

  private header(close: (() => void) | undefined): HTMLElement {
    const { words, office } = this.look;
    this.named(office || words.office);
    const menu: HTMLButtonElement = this.tool("tool", words.menu, icons.menu, () => void this.openMenu(menu));
    set(menu, { "aria-expanded": "false" });
    const head = el("div", "head", set(this.mark, { "aria-hidden": "true" }), el("div", "title", set(this.office, { id: "office" }), el("p", "", words.about)), menu);
    if (close) head.append(this.tool("tool", words.close, icons.close, close));
    return head;
  }

  /** What can be done with the conversation as a whole. */
  private async openMenu(from: HTMLButtonElement): Promise<void> {
    const shut = (to: HTMLElement = from) => {
      this.ask.hidden = true;
      this.ask.replaceChildren();
      from.setAttribute("aria-expanded", "false");
      to.focus();
    };
    if (!this.ask.hidden) return shut();
    try {
      const { menu } = await part<MenuPart>(this.home, this.shadow, "menu");
      from.setAttribute("aria-expanded", "true");
      this.ask.hidden = false;
      menu(kit, this.look.words, this.ask, {
        first: this.first && this.spoken ? () => (this.welcome(true), shut(this.transcript.log)) : undefined,
        check: this.front?.check ? this.home + "/chat/receipt?lang=" + this.look.words.lang : undefined,
        mail: this.front?.mail && this.spoken && this.conversation,
        fresh: () => (shut(this.field), this.conversation?.fresh()),
        end: () => (shut(this.transcript.log), void this.conversation?.end()),
        zoom: this.root,
        shut,
      });
    } catch {
      this.trouble("");
    }
  }

  private listen(form: HTMLFormElement): void {
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("compositionend", () => this.typed());
    this.field.addEventListener("blur", () => this.suggest?.close());
    this.field.addEventListener("focus", () => void this.helpTyping(), { once: true });
    this.field.addEventListener("keydown", (e) => {
      // While an input method is composing, its keys are its own: 229 is what Safari says of the
      // Enter that ends a composition.
      if (e.isComposing || e.keyCode === 229) return;
      if (this.suggest?.key(e)) {
        e.preventDefault();
        e.stopPropagation();
      } else if (e.key === "Enter" && !e.shiftKey) {
        e.preventDefault();
        this.submit();
      }
    });
  }

  private async helpTyping(): Promise<void> {
    const { suggest } = await part<SuggestPart>(this.home, this.shadow, "suggest").catch(() => ({ suggest: undefined }));
    if (!suggest || this.suggest) return;
    this.suggest = suggest(kit, this.field, this.status, this.look.words, this.conversation!, (s) => this.say(s.question));
    this.suggest.enabled = this.suggesting;
    this.form.prepend(this.suggest.list);
    if (this.field.value) this.suggest.typed();
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
    this.suggest?.typed();
  }

  private fit(): void {
    this.field.style.height = "auto";
    this.field.style.height = Math.min(this.field.scrollHeight, 132) + "px";
  }

  /** The bot says what kind of answer it waits for; while it does, questions are not suggested. */
  private expect(line: Line | undefined): void {
    const { words } = this.look;
    this.field.inputMode = kinds[line?.input ?? ""] ?? "text";
    this.suggesting = !line?.input;
    if (this.suggest) this.suggest.enabled = this.suggesting;
    this.field.placeholder = line?.waits ? words.waits(line.waits) : line?.input === undefined && line?.choices?.length && line.summary ? words.choose : words.hint;
    this.fit();
  }
}
