// Written by go generate ./handlers/web from catalogue/en.toml. Do not edit.

export const en = {
  cancel: "Cancel",
  empty: (name: string) => `“${name}” is empty, so it cannot be sent.`,
  failed: (name: string) => `“${name}” could not be sent. Please check the connection and try again.`,
  sending: (name: string) => `Sending ${name}`,
  tooBig: "A file may have up to 10 MB.",
};
