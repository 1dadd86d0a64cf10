// What the server sends and is sent. The Go side of each is named beside it.

export interface Choice { label: string; data: string; url?: string; primary?: boolean } // chat.Choice

export interface Block { type: string; text?: string; url?: string; header?: string[]; rows?: string[][] } // chat.Block

export interface Source { document: string; label?: string; page?: number; updated?: string; confirmed?: string } // chat.Source

export interface Answer { lead?: string; question: string; blocks: Block[] | null; tail?: string; source: Source } // chat.Answer

export interface Summary { lead: string; title: string; rows: { no: number; label: string; value: string }[] | null; tail?: string } // chat.Summary

export interface Receipt { number: string; code?: string; lines: string[] | null } // chat.Ticketed

export interface Sent { id?: string; name: string; type: string; bytes?: number; url?: string } // web.viewFile

export interface Line { // web.view
  seq: number;
  at: string;
  author: "bot" | "staff" | "member" | "system";
  name?: string;
  text: string;
  choices?: Choice[];
  answer?: Answer;
  input?: string;
  waits?: string;
  event?: string;
  summary?: Summary;
  receipt?: Receipt;
  files?: Sent[];
  withdraws?: number; // the seq of an earlier line
}

export interface Suggestion { ref: string; question: string } // web.Suggestion

export interface Session { token: string; id: string; expires_in: number } // web.opened

export interface Programme { id: string; name: string; note?: string; ended?: boolean } // chat.FrontProgramme

export interface Front { // web.shown
  office: string;
  open: boolean;
  hours: string;
  promise: string;
  notices: string[] | null;
  programmes: Programme[] | null;
  programme: string;
  questions: Choice[] | null;
  sections: { title: string; questions: Choice[] | null }[] | null;
  requests: Choice[] | null;
  purpose: string;
  privacy?: string;
  logo?: string; // its path at the chat
  files: boolean;
  check: boolean;
  mail: boolean;
}

/** A message of ours that the transcript does not show yet. */
export interface Pending {
  client_id: string;
  text: string;
  data?: string;
  files?: string[];
  names?: string[]; // of the files, as they are shown until the transcript shows them
  programme?: string;
  at: number;
  state: "sending" | "accepted" | "unsent";
}
