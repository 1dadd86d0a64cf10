// The sentences the widget itself says come from the catalogue: see words.ja.ts.
import { en } from "./words.en";
import { ja } from "./words.ja";

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
