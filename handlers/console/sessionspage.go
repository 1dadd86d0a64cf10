package console

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"madoguchi/audit"
	"madoguchi/staff"
)

// A sessionRow is one browser in which somebody is signed in.
type sessionRow struct {
	ID                       int64
	Agent, Way, Opened, Used string
}

func (s *Service) sessionRows(sessions []staff.Session) []sessionRow {
	now := s.Now()
	var out []sessionRow
	for _, v := range sessions {
		out = append(out, sessionRow{
			ID: v.ID, Agent: cmp.Or(v.Agent, say("console.me.some_browser")), Way: v.Via.Label(),
			Opened: moment(now, v.Opened), Used: moment(now, v.Used),
		})
	}
	return out
}

// endTheirSessions signs somebody out, of one browser or of all.
func (s *Service) endTheirSessions(w http.ResponseWriter, r *http.Request) error {
	a, err := s.account(r)
	if err != nil {
		return err
	}
	return s.endSessions(w, r, a.ID, personPage(a.ID))
}

func (s *Service) endSessions(w http.ResponseWriter, r *http.Request, account int64, to string) error {
	if err := parse(r); err != nil {
		return err
	}
	session := int64(0)
	if one := form(r, "session"); one != "all" {
		var err error
		if session, err = strconv.ParseInt(one, 10, 64); err != nil || session < 1 {
			return errBadForm
		}
	}
	n, err := s.stores.People.EndSessions(r.Context(), account, session, s.record(r, audit.SessionEnded, ""))
	if err != nil {
		return err
	}
	s.redirect(w, r, to, flash{OK: true, Text: say("console.me.ended", "n", n)})
	return nil
}

// A meView is what somebody sees of their own account.
type meView struct {
	Role                  string
	Sessions              []sessionRow
	Away                  *awayView // nil where nobody says here that they are away
	Mail                  string
	Unmailed              bool
	News                  []option // how they hear of their tickets by mail
	Practice, PracticeURL string   // how the practice mode is reached
}

func (s *Service) showMe(w http.ResponseWriter, r *http.Request) error {
	a := me(r)
	sessions, err := s.stores.People.Sessions(r.Context(), a.ID)
	if err != nil {
		return err
	}
	away, err := s.awayOf(r)
	if err != nil {
		return err
	}
	s.render(w, r, "me", page{Title: say("console.me.title"), Nav: "me", Bell: true, Body: meView{a.Role.Label(), s.sessionRows(sessions), away, a.Mail, s.Unmailed, newsOptions(a.News), s.Practice, s.PracticeURL}})
	return nil
}

// newsOptions are the ways to hear of one's tickets by mail.
func newsOptions(now staff.News) []option {
	var out []option
	for _, way := range staff.AllNews() {
		out = append(out, option{Value: string(way), Label: way.Label(), Selected: way == now})
	}
	return out
}

// setMyNews keeps how who is signed in hears of their tickets.
func (s *Service) setMyNews(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	a, err := s.stores.People.Account(r.Context(), me(r).ID)
	if err != nil {
		return err
	}
	if a.News = staff.News(form(r, "news")); a.Check() != nil {
		return errBadForm
	}
	if _, err := s.stores.People.SaveAccount(r.Context(), a, s.record(r, audit.AccountChanged, "")); err != nil {
		return err
	}
	s.redirect(w, r, "/desk/me", flash{OK: true, Text: say("console.bell.saved")})
	return nil
}

func (s *Service) endMySessions(w http.ResponseWriter, r *http.Request) error {
	return s.endSessions(w, r, me(r).ID, "/desk/me")
}

// agentName is a browser in a few words, for the list of sessions.
func agentName(agent string) string {
	name := func(pairs ...[2]string) string {
		for _, p := range pairs {
			if strings.Contains(agent, p[0]) {
				return p[1]
			}
		}
		return ""
	}
	browser := name([2]string{"Edg/", "Edge"}, [2]string{"Firefox/", "Firefox"}, [2]string{"Chrome/", "Chrome"}, [2]string{"Safari/", "Safari"})
	system := name([2]string{"iPhone", "iPhone"}, [2]string{"iPad", "iPad"}, [2]string{"Android", "Android"}, [2]string{"Windows", "Windows"},
		[2]string{"Mac OS X", "Mac"}, [2]string{"Linux", "Linux"})
	return strings.TrimSpace(browser + " " + system)
}
