// Package practice plays a morning of the sample office, for new staff to practise on (練習モード).
//
// A [Story] is a text (samples/practice.txt): who works there, and scene by scene what members wrote and colleagues did, at
// times that are counted back from the moment at which it is played. [Play] goes through it on a [Stage], which is the
// program itself: every word goes the road that a member's or a colleague's goes, so that what comes of it is what would have
// come of it.
//
//	story, err := practice.Parse(text)
//	err = practice.Play(ctx, story, &calendar, time.Now(), stage)
package practice

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/chat"
	"madoguchi/reading"
	"madoguchi/ticket"
)

// A Story is what has happened at an office until now.
type Story struct {
	Staff  []Hire
	Scenes []Scene
}

// A Hire is somebody who works there.
type Hire struct{ Name, Role, Team string }

// A Scene is what happens in one go to one member's matter.
type Scene struct {
	At   When
	Talk string // names the member: the same in all scenes of theirs
	Do   []Step
	Line int // of the text
}

// A Step is what a member says or, with an act, what a colleague does with the member's ticket.
type Step struct {
	Person string
	Act    chat.Act
	Text   string // what is said, or the act's argument
}

// A When is a moment before now: so long ago, or at a time of a working day before today.
type When struct {
	Ago   time.Duration
	Days  int           // working days back, where Ago is zero
	Clock time.Duration // of that day, in Japan
}

var whenPattern = regexp.MustCompile(`^-(?:(\d+)m|(\d+)b (\d\d?):(\d\d))$`)

// parseWhen reads -90m (minutes) and -2b 10:05 (working days).
func parseWhen(text string) (When, error) {
	m := whenPattern.FindStringSubmatch(text)
	if m == nil {
		return When{}, fmt.Errorf("time %q: want -90m or -2b 10:05", text)
	}
	number := func(i int) int { n, _ := strconv.Atoi(m[i]); return n } // digits alone: the pattern says so
	if m[1] != "" {
		return When{Ago: time.Duration(number(1)) * time.Minute}, nil
	}
	if number(2) == 0 {
		return When{}, fmt.Errorf("time %q: a working day before today is -1b at the latest", text)
	}
	return When{Days: number(2), Clock: time.Duration(number(3))*time.Hour + time.Duration(number(4))*time.Minute}, nil
}

// Before is the moment itself, seen from now.
func (w When) Before(now time.Time, cal *ticket.Calendar) time.Time {
	if w.Days == 0 {
		return now.Add(-w.Ago)
	}
	return workday(now, -w.Days, cal).Add(w.Clock)
}

// farthest is how many days are looked through for a working day: an office that never opens has none.
const farthest = 366

// workday is the midnight of the nth working day from now, back where n is negative. Where there are not so many within a
// year, it is so many days.
func workday(now time.Time, n int, cal *ticket.Calendar) time.Time {
	step, left := 1, n
	if n < 0 {
		step, left = -1, -n
	}
	day := reading.Midnight(now)
	for range farthest {
		day = day.AddDate(0, 0, step)
		if cal.WorkingDay(day) {
			left--
		}
		if left == 0 {
			return day
		}
	}
	return reading.Midnight(now).AddDate(0, 0, n)
}

var dayPattern = regexp.MustCompile(`\{\+(\d+)b\}`)

// Said is a text with {+3b} written as the date of the third working day from now.
func Said(text string, now time.Time, cal *ticket.Calendar) string {
	return dayPattern.ReplaceAllStringFunc(text, func(s string) string {
		n, _ := strconv.Atoi(dayPattern.FindStringSubmatch(s)[1]) // digits alone
		day := workday(now, max(n, 1), cal)
		return fmt.Sprintf("%d/%d", int(day.Month()), day.Day())
	})
}

// Parse reads a story. The first fault is told with its line.
func Parse(text string) (Story, error) {
	var s Story
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := s.read(line, n+1); err != nil {
			return Story{}, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return s, nil
}

// read takes one line.
func (s *Story) read(line string, n int) error {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "staff":
		f := strings.Fields(rest)
		if len(f) != 3 {
			return fmt.Errorf("staff: want a name, a role and a team")
		}
		s.Staff = append(s.Staff, Hire{f[0], f[1], f[2]})
		return nil
	case "at":
		return s.begin(rest, n)
	}
	if len(s.Scenes) == 0 {
		return fmt.Errorf("%q: want a scene first, which begins with at", line)
	}
	step, err := s.step(word, rest)
	if err != nil {
		return err
	}
	scene := &s.Scenes[len(s.Scenes)-1]
	scene.Do = append(scene.Do, step)
	return nil
}

// begin takes the head of a scene: its time, then whose it is.
func (s *Story) begin(text string, n int) error {
	f := strings.Fields(text)
	if len(f) < 2 {
		return fmt.Errorf("at: want a time and a member")
	}
	at, err := parseWhen(strings.Join(f[:len(f)-1], " "))
	if err != nil {
		return err
	}
	s.Scenes = append(s.Scenes, Scene{At: at, Talk: f[len(f)-1], Line: n})
	return nil
}

// acts are what colleagues do in a story.
var acts = []chat.Act{chat.Claim, chat.Reply, chat.NoteDown, chat.Resolve, chat.Done, chat.Snooze, chat.Spam, chat.Cancel, chat.Route, chat.Take, chat.Edit}

func (s *Story) step(word, rest string) (Step, error) {
	switch word {
	case ">":
		if rest == "" {
			return Step{}, fmt.Errorf("a member says nothing")
		}
		return Step{Text: rest}, nil
	case "!":
		f := strings.SplitN(rest, " ", 3)
		if len(f) < 2 || !slices.ContainsFunc(s.Staff, func(h Hire) bool { return h.Name == f[0] }) || !slices.Contains(acts, chat.Act(f[1])) {
			return Step{}, fmt.Errorf("%q: want the name of who works here and one of the acts %v", rest, acts)
		}
		step := Step{Person: f[0], Act: chat.Act(f[1])}
		if len(f) == 3 {
			step.Text = strings.TrimSpace(f[2])
		}
		return step, nil
	}
	return Step{}, fmt.Errorf("%q: want one of staff, at, > and ! in front", word)
}
