package practice_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/chat"
	"madoguchi/practice"
	"madoguchi/reading"
	"madoguchi/samples"
	"madoguchi/ticket"
)

// weekdays is an office that opens from Monday to Friday.
func weekdays() *ticket.Calendar {
	var c ticket.Calendar
	for day := time.Monday; day <= time.Friday; day++ {
		c.Hours[day] = ticket.Hours{Open: 9 * 60, Close: 17 * 60}
	}
	return &c
}

// A notebook is a stage that writes down what happens on it.
type notebook struct {
	now   time.Time
	lines []string
}

func (n *notebook) note(format string, args ...any) error {
	n.lines = append(n.lines, n.now.In(reading.JST).Format("01-02 15:04:05 ")+fmt.Sprintf(format, args...))
	return nil
}

func (n *notebook) Clock(t time.Time) { n.now = t }
func (n *notebook) Hire(_ context.Context, h practice.Hire) error {
	return n.note("%s is a %s of %s", h.Name, h.Role, h.Team)
}
func (n *notebook) Say(_ context.Context, talk, text string) error {
	return n.note("%s: %s", talk, text)
}
func (n *notebook) Act(_ context.Context, talk, person string, act chat.Act, argument string) error {
	return n.note("%s %s %s %s", person, act, talk, argument)
}
func (n *notebook) Settle(context.Context) error { return nil }

// TestPlay: scenes are played by their times, which are counted back over days on which the office is closed, and dates are written
// ahead over them.
func TestPlay(t *testing.T) {
	s, err := practice.Parse(`
# what follows is out of order
staff 高橋 clerk 事務局
at -30m 湊
> {+1b}は開いていますか
at -1b 16:00 湊
> 担当者をお願いします
! 高橋 claim
! 高橋 snooze {+2b}
`)
	if err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, 11, 30, 10, 0, 0, 0, reading.JST)
	n := &notebook{}
	if err := practice.Play(t.Context(), s, weekdays(), monday, n); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"11-27 15:00:00 高橋 is a clerk of 事務局",
		"11-27 16:00:00 湊: 担当者をお願いします",
		"11-27 16:00:20 高橋 claim 湊 ",
		"11-27 16:00:40 高橋 snooze 湊 2026-12-02T09:00:00+09:00",
		"11-30 09:30:00 湊: 12/1は開いていますか",
	}
	if !slices.Equal(n.lines, want) {
		t.Errorf("played:\n%s", strings.Join(n.lines, "\n"))
	}
	newYear := time.Date(2026, 12, 31, 12, 0, 0, 0, reading.JST)
	n = &notebook{}
	if err := practice.Play(t.Context(), s, weekdays(), newYear, n); err != nil || !strings.Contains(strings.Join(n.lines, "\n"), "2027-01-04T09:00:00") {
		t.Errorf("over the new year: %v\n%s", err, strings.Join(n.lines, "\n"))
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"> 誰か":                 "a scene first",
		"at -1b 湊":             "want -90m or -2b 10:05",
		"at -0b 10:00 湊":       "-1b at the latest",
		"at 湊":                 "a time and a member",
		"staff 高橋 clerk":       "a name, a role and a team",
		"at -5m 湊\n! 高橋 claim": "who works here",
		"staff 高橋 clerk 事務局\nat -5m 湊\n! 高橋 x": "one of the acts",
		"at -5m 湊\n>":     "says nothing",
		"at -5m 湊\n\n? 何": "line 3",
	} {
		if _, err := practice.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestMorning: the story that ships can be read, has all kinds of states in it, and never runs ahead of the clock, whenever it is
// played.
func TestMorning(t *testing.T) {
	text, err := samples.Files.ReadFile("practice.txt")
	if err != nil {
		t.Fatal(err)
	}
	s, err := practice.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	done := map[chat.Act]bool{}
	for _, scene := range s.Scenes {
		for _, step := range scene.Do {
			done[step.Act] = true
		}
	}
	for _, act := range []chat.Act{"", chat.Claim, chat.Reply, chat.NoteDown, chat.Done, chat.Snooze, chat.Spam, chat.Take} {
		if !done[act] {
			t.Errorf("nobody does %q", act)
		}
	}
	for hour := range 24 * 8 {
		now := time.Date(2026, 12, 24, hour, 1, 0, 0, reading.JST)
		n := &notebook{}
		if err := practice.Play(t.Context(), s, weekdays(), now, n); err != nil {
			t.Fatal(err)
		}
		if n.now.After(now) {
			t.Errorf("played at %s it ends at %s", now, n.now)
		}
		var met []string
		for _, line := range n.lines {
			if _, said, is := strings.Cut(line[len("01-02 15:04:05 "):], ": "); is && said != "" {
				met = append(met, strings.SplitN(line[len("01-02 15:04:05 "):], ": ", 2)[0])
			}
			for _, h := range s.Staff {
				if act, is := strings.CutPrefix(line[len("01-02 15:04:05 "):], h.Name+" claim "); is && !slices.Contains(met, strings.TrimSpace(act)) {
					t.Errorf("played at %s, %s has not come before: %s", now, act, line)
				}
			}
		}
	}
}
