// Who the visitor is at the site that carries the widget: its word goes to the chat, which answers with a token
// that nobody knew before. Where the word is no good the talk goes on as it was, and the site's engineer is told why.

import type { Conversation } from "./conversation";
import type { Session } from "./types";

declare const STYLE: string;
export const style = STYLE;

export interface IdentifyPart {
  style: string;
  identify(conversation: Conversation, token: string, given: unknown): Promise<Session | undefined>;
}

const tries = 3;

/** Gives the site's word, or what gives one, for the session of a token. An empty one says that nobody is signed in there any more. */
export const identify: IdentifyPart["identify"] = async (conversation, token, given) => {
  try {
    const word: unknown = typeof given === "function" ? await (given as () => unknown)() : given;
    if (word === undefined || word === null) return undefined; // the site cannot say just now
    const got = (await persist(() => conversation.api.call("POST", "/chat/identify", token, { token: String(word), lang: conversation.api.lang }))) as Session & { ended?: boolean };
    if (got.ended) conversation.fresh();
    return got.token ? got : undefined;
  } catch (e) {
    console.warn("madoguchi.identify:", e instanceof Error ? e.message : e);
    return undefined;
  }
};

/** An answer that was lost can be asked for again: the same word, in the same session. */
async function persist<T>(f: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await f();
    } catch (e) {
      const status = (e as { status?: number }).status ?? 500;
      if (n === tries || status < 500) throw e;
      await new Promise((r) => setTimeout(r, 400 * 2 ** n));
    }
  }
}
