// Written by go generate ./handlers/web from catalogue/en.toml. Do not edit.

export const en = {
  about: "The talk so far can be sent up to three times.",
  again: "Change the address",
  close: "Close",
  failed: "It could not be sent. Please check the connection and try again.",
  item: "Get this talk by e-mail",
  look: "Check the address",
  mail: "E-mail address",
  right: "The talk so far will be sent to this address. Is it right?",
  send: "Send it there",
  sent: "Your copy is on its way. If it has not come in a few minutes, please look into your spam folder.",
};
