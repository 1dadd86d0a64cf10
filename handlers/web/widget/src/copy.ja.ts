// Written by go generate ./handlers/web from catalogue/ja.toml. Do not edit.

export const ja = {
  about: "ここまでのトークを、3回までお送りできます。",
  again: "アドレスを直す",
  close: "閉じる",
  failed: "送れませんでした。通信を確認して、もう一度お試しください。",
  item: "トークの控えをメールで受け取る",
  look: "アドレスを確認する",
  mail: "メールアドレス",
  right: "次のアドレスに、ここまでのトークの控えをお送りします。まちがいはありませんか。",
  send: "このアドレスに送る",
  sent: "控えの送信を承りました。数分たっても届かないときは、迷惑メールのフォルダーもご覧ください。",
};
