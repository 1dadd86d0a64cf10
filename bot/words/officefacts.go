package words

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// What the bot says of the office itself: its hours, days, telephone and address.

// Hours of the week in words, days with the same hours together: 「月〜金は9:30〜17:30」.
func WeekHours(c *ticket.Calendar) string {
	order := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
	var parts, closed []string
	for i := 0; i < len(order); {
		h := c.Hours[order[i]]
		j := i
		for j+1 < len(order) && c.Hours[order[j+1]] == h {
			j++
		}
		days := dayRange(order[i], order[j], j-i)
		if h == (ticket.Hours{}) {
			closed = append(closed, days)
		} else {
			parts = append(parts, days+"の"+hourRange(h))
		}
		i = j + 1
	}
	text := "受付時間は、" + strings.Join(parts, "、") + "です。"
	off := strings.Join(closed, "、")
	switch {
	case c.Holidays && off != "":
		off += "と祝日"
	case c.Holidays:
		off = "祝日"
	}
	if off != "" {
		text += off + "はお休みをいただいています。"
	}
	return text
}

func dayRange(from, until time.Weekday, more int) string {
	names := []rune("日月火水木金土")
	switch more {
	case 0:
		return string(names[from]) + "曜日"
	case 1:
		return string(names[from]) + "・" + string(names[until]) + "曜日"
	}
	return string(names[from]) + "〜" + string(names[until]) + "曜日"
}

func hourRange(h ticket.Hours) string {
	return strings.Replace(h.String(), "-", "〜", 1)
}

// OpenToday answers whether the office is open on now's day, and at this moment where asked so.
func OpenToday(c *ticket.Calendar, now time.Time) string {
	next := c.NextOpen(now)
	switch why := c.Closed(now); {
	case c.IsOpen(now):
		return fmt.Sprintf("はい、本日は%sまで受け付けています。", closes(c, now))
	case why != "":
		return "本日は" + why + "のため、お休みをいただいています。" + nextOpen(now, next)
	case reading.Midnight(next).Equal(reading.Midnight(now)):
		return fmt.Sprintf("ただいまは受付時間の前です。本日は%sから%sまで受け付けます。", hour(next), closes(c, now))
	}
	return fmt.Sprintf("本日の受付は、%sで終了しました。", closes(c, now)) + nextOpen(now, next)
}

// OpenOn answers whether the office is open on another day.
func OpenOn(c *ticket.Calendar, day, now time.Time) string {
	if why := c.Closed(day); why != "" {
		if strings.HasSuffix(why, "曜日") { // the day's name says it already
			return ticket.LongDay(now, day) + "は、お休みをいただいています。" + nextOpen(now, c.NextOpen(day))
		}
		return ticket.LongDay(now, day) + "は" + why + "のため、お休みをいただいています。" + nextOpen(now, c.NextOpen(day))
	}
	return fmt.Sprintf("はい、%sは%sに受け付けています。", ticket.LongDay(now, day), hourRange(c.Hours[day.In(reading.JST).Weekday()]))
}

// AsUsual is added where somebody asks because of a storm or the like: what the calendar knows is all there is.
const AsUsual = "急なお休みのお知らせは、いまのところありません。"

// OpenWeekday answers whether the office is open on a day of the week, with the hours of all.
func OpenWeekday(c *ticket.Calendar, w time.Weekday) string {
	day := string([]rune("日月火水木金土")[w]) + "曜日"
	if h := c.Hours[w]; h != (ticket.Hours{}) {
		return fmt.Sprintf("はい、%sは%sに受け付けています。%s", day, hourRange(h), holidaysToo(c))
	}
	return day + "はお休みをいただいています。\n" + WeekHours(c)
}

func holidaysToo(c *ticket.Calendar) string {
	if c.Holidays {
		return "祝日にあたる日はお休みです。"
	}
	return ""
}

// A Break is a stretch of days on which the office does not open.
type Break struct {
	From, Until time.Time // both are closed
	Why         string
}

// OnBreak says when the office is closed in a season, and when it opens again.
func OnBreak(c *ticket.Calendar, season string, breaks []Break, now time.Time) string {
	if len(breaks) == 0 {
		return season + "も、暦どおりに受け付けています。\n" + WeekHours(c)
	}
	var parts []string
	for _, b := range breaks {
		parts = append(parts, breakDays(b, now))
	}
	last := breaks[len(breaks)-1].Until.AddDate(0, 0, 1)
	return fmt.Sprintf("%sは、%s、お休みをいただきます。%s", season, strings.Join(parts, "と"), nextOpen(now, c.NextOpen(last)))
}

func breakDays(b Break, now time.Time) string {
	if b.From.Equal(b.Until) {
		return ticket.LongDay(now, b.From)
	}
	return ticket.LongDay(now, b.From) + "から" + ticket.LongDay(now, b.Until) + "まで"
}

// ClosedSoon names the days on which the office is closed soon, for a greeting.
func ClosedSoon(breaks []Break, now time.Time) string {
	var said []string
	for _, b := range breaks {
		said = append(said, fmt.Sprintf("%sは、%sのためお休みをいただきます。", breakDays(b, now), b.Why))
	}
	return strings.Join(said, "\n")
}

func nextOpen(now, next time.Time) string {
	if next.IsZero() {
		return ""
	}
	return fmt.Sprintf("次の受付は%s%sからです。", ticket.LongDay(now, next), hour(next))
}

func closes(c *ticket.Calendar, now time.Time) string {
	h := c.Hours[now.In(reading.JST).Weekday()]
	return fmt.Sprintf("%d:%02d", h.Close/60, h.Close%60)
}

// Phone and Address tell what the office file says.
func Phone(phone string) string {
	return fmt.Sprintf("事務局の電話番号は、%sです。\nこのトークからも、そのままご相談いただけます。", phone)
}

func Address(address string) string {
	return fmt.Sprintf("事務局の所在地は、次のとおりです。\n%s", address)
}

const (
	Holidays  = "祝日"
	NoPhone   = "お電話番号のご案内は、こちらではしておりません。ご用件は、このトークでお受けしています。\n担当者におつなぎしますか。"
	NoAddress = "所在地のご案内は、こちらではしておりません。担当者におたずねしますか。"
)
