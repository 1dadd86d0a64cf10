// The sentences the widget itself says come from the catalogue: see words.ja.ts. English ones are a part.
import { ja } from "./words.ja";

export type Words = typeof ja;

export const japanese: Words = ja;

export function inEnglish(lang: string): boolean {
  return lang.toLowerCase().startsWith("en");
}

/** Times are those of the office, wherever the reader is. */
export function clock(lang: string): { time(d: Date): string; day(d: Date): string; date(d: Date): string } {
  const locale = inEnglish(lang) ? "en-GB" : "ja-JP";
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
