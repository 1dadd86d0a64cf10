// Sending photos and files: chosen, shown on their way with what is through already, and stopped.

import type { Conversation } from "./conversation";
import { en } from "./filewords.en";
import { ja } from "./filewords.ja";
import type { Kit } from "./parts";

declare const STYLE: string; // files.css, put in by the bundler
export const style = STYLE;

const most = 10 << 20; // bytes of one: what the office keeps
const piece = 256 << 10; // bytes sent at a time
const tries = 6;

/** Says what went wrong; nothing, where something new is tried. */
export type Trouble = (text?: string) => void;

export interface FilesPart {
  style: string;
  choose(kit: Kit, form: HTMLElement, conversation: Conversation, trouble: Trouble): void;
  add(kit: Kit, form: HTMLElement, conversation: Conversation, trouble: Trouble, files: Iterable<File>): void;
}

export const choose: FilesPart["choose"] = (kit, form, conversation, trouble) => {
  const input = kit.set(kit.el("input"), { type: "file", multiple: "", class: "sr", tabindex: "-1", "aria-hidden": "true" });
  form.append(input);
  input.addEventListener("change", () => {
    add(kit, form, conversation, trouble, input.files ?? []);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  input.click();
};

export const add: FilesPart["add"] = (kit, form, conversation, trouble, files) => {
  const filewords = wordsOf(form);
  trouble();
  for (const f of files) {
    if (f.size > most) trouble(filewords.tooBig);
    else if (!f.size) trouble(filewords.empty(f.name));
    else void send(kit, form, conversation, trouble, f);
  }
};

function wordsOf(form: HTMLElement): typeof ja {
  return form.closest("[lang]")?.getAttribute("lang") === "en" ? en : ja;
}

async function send({ el, set, button }: Kit, form: HTMLElement, conversation: Conversation, trouble: Trouble, f: File): Promise<void> {
  const filewords = wordsOf(form);
  const id = conversation.newID();
  const path = "/chat/files/" + id;
  const stop = new AbortController();
  const bar = set(el("progress"), { max: "100", value: "0", "aria-label": filewords.sending(f.name) });
  const line = el("div", "going", el("span", "name", f.name), bar, button("drop", filewords.cancel, () => stop.abort()));
  form.prepend(line);
  try {
    for (let at = 0, failed = 0; at < f.size; ) {
      try {
        const to = `${path}?name=${encodeURIComponent(f.name)}&size=${f.size}&at=${at}`;
        at = ((await conversation.call("PUT", to, f.slice(at, at + piece), stop.signal, 60_000)) as { have: number }).have;
        failed = 0;
      } catch (e) {
        if (stop.signal.aborted || (e as { status?: number }).status === 413 || ++failed > tries) throw e;
        await new Promise((r) => setTimeout(r, 500 * 2 ** failed));
      }
      bar.value = Math.round((at / f.size) * 100);
    }
    conversation.sendFiles([id], [f.name]);
  } catch (e) {
    if (stop.signal.aborted) conversation.call("DELETE", path).catch(() => {});
    else trouble((e as { status?: number }).status ? (e as Error).message : filewords.failed(f.name));
  }
  line.remove();
  form.querySelector("textarea")?.focus();
}
