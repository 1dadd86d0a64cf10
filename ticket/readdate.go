package ticket

import (
	"fmt"
	"strings"
	"time"
)

// farthest is how far ahead a date may lie: beyond it a digit has slipped.
const farthest = 5

// readDate reads the one day an answer names, in whatever form: see dayForms.
func (f *Field) readDate(text string, now time.Time) (Reading, error) {
	s := dayText(text)
	d, ok := nextDay(s, 0, now, time.Time{})
	today := midnight(now)
	switch {
	case !ok && f.Skip:
		return Reading{}, f.fail("日付を教えてください。決まっていなければ「とばす」で大丈夫です。（例：10月16日、来週の火曜、今月末）")
	case !ok:
		return Reading{}, f.fail("日付を教えてください。（例：10月16日、来週の火曜、今月末、すぐ）")
	case d.wrong != "":
		return Reading{}, f.fail(d.wrong)
	case f.Future && d.day.Before(today):
		return Reading{}, f.fail(fmt.Sprintf("%sは過ぎているようです。これからの日付を教えてください。", LongDay(now, d.day)))
	case d.day.After(today.AddDate(farthest, 0, 0)):
		return Reading{}, f.fail(fmt.Sprintf("%d年%sは少し先のようです。年をもう一度ご確認いただけますか。", d.day.Year(), Day(d.day)))
	}
	shown := LongDay(now, d.day)
	if d.vague && !strings.Contains(shown, d.words) {
		shown = d.words + "（" + strings.NewReplacer("（", "・", "）", "").Replace(shown) + "）"
	}
	return Reading{Values: []string{d.day.Format(time.DateOnly)}, Shown: shown}, nil
}
