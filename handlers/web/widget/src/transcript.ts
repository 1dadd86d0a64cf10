// The part of the panel that shows what was said.

import { el, set } from "./dom";
import { button, lineElement, pendingElement, type Look } from "./lines";
import type { Choice, Line, Pending } from "./types";

const typingLife = 12_000; // longer than an answer takes; after that, dots would promise too much

export interface Hands {
  press(c: Choice): void;
  resend(id: string): void;
  discard(id: string): void;
}

export class Transcript {
  readonly box: HTMLElement;
  readonly log: HTMLElement;
  private readonly lines = el("div", "lines");
  private readonly queue = set(el("div", "queue"), { "aria-live": "off" });
  private readonly typing: HTMLElement;
  private readonly loading: HTMLElement;
  private readonly latest: HTMLButtonElement;
  private offered: HTMLElement | undefined; // the choices that can still be pressed
  private lastDay = "";
  private lastSpeaker = "";
  private typingTimer = 0;
  private pinned = true; // the end is in view, and is to stay so whatever the height
  private last: Line | undefined; // what somebody else than the member said last
  private settled = false; // whether the backlog has been shown

  constructor(private readonly look: Look, private readonly hands: Hands) {
    const { words } = look;
    this.loading = el("p", "loading", words.loading);
    this.typing = el("p", "typing", el("span", "sr", words.typing), el("i"), el("i"), el("i"));
    this.typing.hidden = true;
    this.log = set(el("div", "log", this.loading, this.lines, this.queue, this.typing), { role: "log", "aria-live": "polite", "aria-label": words.log, "aria-busy": "true", tabindex: "0" });
    this.latest = button("latest", words.latest + " ↓", () => this.toEnd());
    this.latest.hidden = true;
    // Only who scrolls up leaves the end: a keyboard that has just made the log lower leaves the place where it was,
    // and the event of an earlier scroll may come between the two.
    let top = 0;
    this.log.addEventListener("scroll", () => {
      if (this.atEnd()) this.latest.hidden = this.pinned = true;
      else if (this.log.scrollTop < top) this.pinned = false;
      top = this.log.scrollTop;
    }, { passive: true });
    // A keyboard that comes up must not cover the question that it is for.
    if (window.ResizeObserver) {
      const watch = new ResizeObserver(() => this.grown());
      watch.observe(this.log);
      watch.observe(this.lines); // a picture comes later than its line
    }
    this.box = el("div", "transcript", this.log, this.latest);
  }

  clear(note?: string): void {
    this.lines.replaceChildren();
    this.queue.replaceChildren();
    this.lastDay = this.lastSpeaker = "";
    this.offered = this.last = undefined;
    this.settled = false;
    this.pinned = true;
    this.loading.hidden = false;
    this.log.setAttribute("aria-busy", "true");
    if (note) this.lines.append(el("p", "line system", note));
  }

  add(lines: Line[]): void {
    const follow = this.atEnd() || !this.settled;
    let first: HTMLElement | undefined;
    for (const line of lines) {
      if (line.author !== "staff") this.withdraw(); // a colleague's words leave a form's question open
      const e = this.place(line);
      if (line.author !== "member") first ??= e;
    }
    this.loading.hidden = true;
    const member = lines[lines.length - 1]!.author === "member";
    this.expectAnswer(member && !this.withPerson);
    if (member && this.withPerson) this.lines.append(el("p", "passed", this.look.words.passed));
    if (follow) this.show(this.settled ? first : undefined);
    else if (first) this.latest.hidden = false;
  }

  /** All there was is shown: what comes now is news, and is read out. */
  ready(): void {
    if (this.settled) return;
    this.settled = true;
    this.loading.hidden = true;
    this.log.setAttribute("aria-busy", "false");
    this.toEnd();
  }

  pending(list: readonly Pending[]): void {
    const more = list.length > this.queue.childElementCount;
    this.queue.replaceChildren(...list.map((p) => pendingElement(p, this.look, () => this.hands.resend(p.client_id), () => this.hands.discard(p.client_id))));
    const underWay = list.some((p) => p.state !== "unsent");
    if (underWay) this.withdraw();
    if (list.length) this.expectAnswer(underWay && !this.withPerson);
    if (more) this.toEnd();
  }

  toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
    this.latest.hidden = this.pinned = true;
  }

  /** Puts something above all that was said. */
  above(e: HTMLElement): void {
    this.log.prepend(e);
  }

  toTop(): void {
    this.log.scrollTop = 0;
    this.pinned = false;
  }

  /** To be called when something in the log has become higher or lower. */
  grown(): void {
    if (this.pinned && this.settled) this.toEnd();
  }

  /** A person has the conversation: no answer is looked up. */
  private get withPerson(): boolean {
    return this.last?.author === "staff";
  }

  private place(line: Line): HTMLElement {
    const day = this.look.clock.day(new Date(line.at));
    if (day !== this.lastDay) {
      this.lines.append(el("p", "day", day));
      this.lastSpeaker = "";
    }
    this.lastDay = day;
    const e = lineElement(line, this.look, (c) => this.hands.press(c));
    if (line.author === "staff" || line.author === "bot") this.last = line;
    this.lines.querySelector(".passed")?.remove();
    const speaker = line.author + (line.name ?? "");
    if (speaker === this.lastSpeaker) {
      e.classList.add("same");
      const before = this.lines.lastElementChild;
      if (before?.querySelector("time")?.textContent === e.querySelector("time")?.textContent) before?.classList.add("early");
    }
    this.lastSpeaker = speaker;
    if (line.author !== "staff" || line.choices) this.offered = e.querySelector<HTMLElement>(".choices") ?? undefined;
    this.lines.append(e);
    return e;
  }

  /** What was offered before something newer was said can no longer be pressed. */
  private withdraw(): void {
    for (const b of this.offered?.querySelectorAll("button") ?? []) b.disabled = true;
    this.offered = undefined;
  }

  private expectAnswer(yes: boolean): void {
    clearTimeout(this.typingTimer);
    this.typing.hidden = !(yes && this.settled);
    if (yes) this.typingTimer = window.setTimeout(() => (this.typing.hidden = true), typingLife);
  }

  private atEnd(): boolean {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  /** Scrolls down, but not past the beginning of a long answer and the short question above it. */
  private show(first: HTMLElement | undefined): void {
    this.toEnd();
    const before = first?.previousElementSibling;
    const top = before instanceof HTMLElement && before.offsetHeight < 120 ? before : first;
    if (top) this.log.scrollTop = Math.min(this.log.scrollTop, top.offsetTop - 12);
    this.pinned = this.atEnd();
    this.uncut();
  }

  /** A button that the field cuts is neither shown nor hidden: it is scrolled into view. */
  private uncut(): void {
    const bottom = this.log.getBoundingClientRect().bottom;
    for (const b of this.offered?.children ?? []) {
      const r = b.getBoundingClientRect();
      if (r.top < bottom && r.bottom > bottom - 4) this.log.scrollTop += r.bottom - bottom + 10;
    }
  }
}
