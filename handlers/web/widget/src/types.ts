// What the server sends and is sent. The Go side of each is named beside it.

export interface Choice { label: string; data: string; url?: string } // chat.Choice

export interface Block { type: string; text?: string; url?: string; header?: string[]; rows?: string[][] } // chat.Block

export interface Source { document: string; label?: string; page?: number; updated?: string; confirmed?: string } // chat.Source

export interface Answer { lead?: string; question: string; blocks: Block[] | null; tail?: string; source: Source } // chat.Answer

export interface Line { // web.view
  seq: number;
  at: string;
  author: "bot" | "staff" | "member" | "system";
  name?: string;
  text: string;
  choices?: Choice[];
  answer?: Answer;
  input?: string;
  event?: string;
}

export interface Suggestion { ref: string; question: string } // web.Suggestion

export interface Session { token: string; id: string; expires_in: number } // web.opened

/** A message of ours that the transcript does not show yet. */
export interface Pending {
  client_id: string;
  text: string;
  data?: string;
  at: number;
  state: "sending" | "accepted" | "unsent";
}
