// Written by go generate ./handlers/web from catalogue/ja.toml. Do not edit.

export const ja = {
  cancel: "やめる",
  empty: (name: string) => `「${name}」は中身がないため、お送りできません。`,
  failed: (name: string) => `「${name}」をお送りできませんでした。通信を確かめて、もう一度お試しください。`,
  sending: (name: string) => `${name}を送信中`,
  tooBig: "ファイルは、1つ10MBまでお送りいただけます。",
};
