// The sentences of the menu, and the talk by mail: the visitor types an address, reads it as the office reads it, and confirms. Both belong to the menu.

import type { Conversation } from "./conversation";
import { en } from "./copy.en";
import { ja } from "./copy.ja";
import type { Kit } from "./parts";

/** The sentences of this part in the language of the panel. */
export function copyWords(box: HTMLElement): typeof ja {
  return box.closest("[lang]")?.getAttribute("lang") === "en" ? en : ja;
}

export function mailTalk(kit: Kit, box: HTMLElement, talk: Conversation, shut: () => void): void {
  const { el, set, button } = kit;
  const copy = copyWords(box);
  const id = talk.newID(); // one copy, however often it is asked for
  const wrong = set(el("p", "wrong"), { role: "alert" });
  const field = set(el("input"), { id: "copy", type: "email", autocomplete: "email", maxlength: "254", "aria-describedby": "copy-about" });
  const call = async (sure: boolean): Promise<string | undefined> => {
    wrong.textContent = "";
    try {
      const got = await talk.call("POST", "/chat/copy", { client_id: id, mail: field.value, lang: box.closest("[lang]")?.getAttribute("lang"), sure });
      return (got as { mail: string }).mail;
    } catch (e) {
      const said = (e as { status?: number }).status ? (e as Error).message : "";
      wrong.textContent = said || copy.failed;
      return undefined;
    }
  };
  const show = (focus: HTMLElement, ...children: (Node | string)[]) => {
    box.replaceChildren(...children);
    focus.focus();
  };
  const ask = () => {
    const form = el("form", "mail", set(el("label", "", copy.mail), { for: "copy" }), field, set(el("p", "", copy.about), { id: "copy-about" }), wrong, set(el("button", "yes", copy.look), { type: "submit" }), button("no", copy.close, shut));
    form.noValidate = true; // the office reads addresses as people write them
    form.addEventListener("submit", async (e) => {
      e.preventDefault();
      const to = await call(false);
      if (to && box.contains(form)) confirm(to);
      else field.focus();
    });
    show(field, form);
  };
  const confirm = (to: string) => {
    field.value = to;
    const send = button("yes", copy.send, async () => {
      send.disabled = true;
      const done = await call(true);
      send.disabled = false;
      if (done && box.contains(send)) sent();
    });
    show(send, el("p", "", copy.right), el("p", "to", to), wrong, send, button("no", copy.again, ask));
  };
  const sent = () => {
    const close = button("yes", copy.close, shut);
    show(close, set(el("p", "", copy.sent), { role: "status" }), close);
  };
  ask();
}
