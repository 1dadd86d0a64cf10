// Every sentence the widget itself says.

const ja = {
  launch: "チャットで相談",
  unread: (n: number) => `新しいメッセージが${n}件あります`,
  office: "相談窓口",
  about: "自動応答と担当者がお答えします",
  close: "チャットを閉じる",
  fresh: "新しい会話",
  freshAsk: "ここまでの会話をこの画面から消して、新しく始めますか？",
  freshYes: "新しく始める",
  freshNo: "このまま続ける",
  log: "会話",
  loading: "会話を準備しています…",
  you: "あなた",
  bot: "自動応答",
  staff: "担当者",
  label: "ご質問・メッセージ",
  hint: "ご質問をお書きください",
  send: "送信",
  caution: "カード番号やマイナンバーは書かないでください。",
  left: (n: number) => (n >= 0 ? `あと${n}文字` : `${-n}文字多いです`),
  suggestions: "よくあるご質問の候補",
  found: (n: number) => `よくあるご質問が${n}件あります。上下の矢印キーで選べます。`,
  sending: "送信中",
  unsent: "未送信",
  resend: "再送",
  discard: "取り消す",
  offline: "インターネットにつながっていません。つながり次第、お送りします。",
  connecting: "つなぎ直しています…",
  ended: "前回の会話は終了しました。新しい会話を始めます。",
  typing: "お調べしています",
  latest: "新しいメッセージ",
  table: "表（横に動かせます）",
  source: "出典：",
  page: (n: number) => `${n}ページ`,
  updated: (day: string) => `${day}更新`,
  opens: "（新しい画面で開きます）",
  failed: "お送りできませんでした。もう一度お試しください。",
};

const en: typeof ja = {
  launch: "Chat with us",
  unread: (n) => `${n} new ${n === 1 ? "message" : "messages"}`,
  office: "Help desk",
  about: "Answers by our assistant and our staff",
  close: "Close chat",
  fresh: "New conversation",
  freshAsk: "Clear this conversation from the screen and start a new one?",
  freshYes: "Start anew",
  freshNo: "Keep talking",
  log: "Conversation",
  loading: "Getting the conversation ready…",
  you: "You",
  bot: "Assistant",
  staff: "Staff",
  label: "Your question or message",
  hint: "Type your question",
  send: "Send",
  caution: "Please do not write card numbers or your My Number.",
  left: (n) => (n >= 0 ? `${n} characters left` : `${-n} characters too many`),
  suggestions: "Suggested questions",
  found: (n) => `${n} suggested ${n === 1 ? "question" : "questions"}. Choose with the arrow keys.`,
  sending: "Sending",
  unsent: "Not sent",
  resend: "Send again",
  discard: "Discard",
  offline: "You are offline. Your message will be sent when you are back.",
  connecting: "Reconnecting…",
  ended: "The earlier conversation has ended. This is a new one.",
  typing: "Looking it up",
  latest: "New messages",
  table: "Table (scrolls sideways)",
  source: "Source: ",
  page: (n) => `page ${n}`,
  updated: (day) => `updated ${day}`,
  opens: " (opens in a new tab)",
  failed: "The message could not be sent. Please try again.",
};

export type Words = typeof ja;

export function wordsFor(lang: string): Words {
  return lang.toLowerCase().startsWith("en") ? en : ja;
}

/** Times are those of the office, wherever the reader is. */
export function clock(lang: string): { time(d: Date): string; day(d: Date): string; date(d: Date): string } {
  const locale = lang.toLowerCase().startsWith("en") ? "en-GB" : "ja-JP";
  const format = (options: Intl.DateTimeFormatOptions) => {
    const f = new Intl.DateTimeFormat(locale, { timeZone: "Asia/Tokyo", ...options });
    return (d: Date) => f.format(d);
  };
  return {
    time: format({ hour: "2-digit", minute: "2-digit" }),
    day: format({ month: "long", day: "numeric", weekday: "short" }),
    date: format({ year: "numeric", month: "long", day: "numeric" }),
  };
}
