package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"madoguchi/audit"
	"madoguchi/chat"
	"madoguchi/staff"
)

// A Way in at another company, besides links.
type Way struct {
	Key      staff.Way // names it in addresses
	Label    string    // "Google"; "" of Slack, which has its own words
	Provider Provider
}

// A Provider signs people in elsewhere and says who they are.
type Provider interface {
	// Begin is the address at which somebody signs in, who then comes back to redirect.
	Begin(ctx context.Context, redirect string, a staff.Attempt) (string, error)
	// Finish is who they are, by the code they came back with.
	Finish(ctx context.Context, redirect string, a staff.Attempt, code string) (staff.Identity, error)
}

// Members of the office's Slack channel, as the channel knows them.
type Members interface {
	// Member is the account of a user of a workspace, who is made one where they are a member of the
	// office's channel and have none yet. It says why not in words.
	Member(ctx context.Context, user, team string) (a staff.Account, refusal string, err error)
}

// attemptCookie keeps a sign-in at another company until it is over. It has to come along when the
// browser is sent back from there, which a strict cookie does not.
const (
	attemptCookie = "desk-attempt"
	attemptTime   = 10 * time.Minute
)

// way is the one that an address names.
func (s *Service) way(r *http.Request) (Way, error) {
	for _, w := range s.Ways {
		if string(w.Key) == r.PathValue("way") {
			return w, nil
		}
	}
	return Way{}, chat.ErrNotFound
}

func (s *Service) redirectURL(w Way) string {
	return strings.TrimRight(s.BaseURL, "/") + "/desk/login/back/" + string(w.Key)
}

// beginSignIn sends somebody to where they sign in.
func (s *Service) beginSignIn(w http.ResponseWriter, r *http.Request) error {
	way, err := s.way(r)
	if err != nil {
		return err
	}
	a := staff.Attempt{State: token(), Nonce: token(), Verifier: token()}
	address, err := way.Provider.Begin(r.Context(), s.redirectURL(way), a)
	if err != nil {
		s.Log.Error("begin a sign-in", "way", way.Key, "err", err)
		return s.refuseLogin(w, r, "", "console.login.elsewhere_away")
	}
	c := s.cookie(attemptCookie, string(way.Key)+"."+a.State+"."+a.Nonce+"."+a.Verifier, attemptTime)
	c.SameSite = http.SameSiteLaxMode
	http.SetCookie(w, c)
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// attempt is the sign-in that this browser has begun, and ends it: it is good for one answer.
func (s *Service) attempt(w http.ResponseWriter, r *http.Request, way Way) (staff.Attempt, bool) {
	c, err := r.Cookie(s.cookieOf(attemptCookie))
	if err != nil {
		return staff.Attempt{}, false
	}
	http.SetCookie(w, s.cookie(attemptCookie, "", -time.Second))
	parts := strings.Split(c.Value, ".")
	if len(parts) != 4 || parts[0] != string(way.Key) || len(parts[1]) != tokenLength || parts[1] != r.URL.Query().Get("state") {
		return staff.Attempt{}, false
	}
	return staff.Attempt{State: parts[1], Nonce: parts[2], Verifier: parts[3]}, true
}

// finishSignIn takes back who has signed in elsewhere.
func (s *Service) finishSignIn(w http.ResponseWriter, r *http.Request) error {
	way, err := s.way(r)
	if err != nil {
		return err
	}
	a, ok := s.attempt(w, r, way)
	if !ok {
		return s.refuseLogin(w, r, "", "console.login.elsewhere_stale")
	}
	if r.URL.Query().Get("error") != "" {
		return s.refuseLogin(w, r, "", "console.login.elsewhere_refused")
	}
	who, err := way.Provider.Finish(r.Context(), s.redirectURL(way), a, r.URL.Query().Get("code"))
	if err != nil {
		s.Log.Error("finish a sign-in", "way", way.Key, "err", err)
		return s.refuseLogin(w, r, "", "console.login.elsewhere_failed")
	}
	account, refusal, err := s.accountOf(r.Context(), way, who)
	switch {
	case err != nil:
		return fmt.Errorf("find who has signed in: %w", err)
	case refusal != "":
		return s.refuseLoginWith(w, r, who.Name, refusal)
	case !account.Active(s.Now()):
		return s.refuseLogin(w, r, account.Name, "console.login.ended")
	}
	if err := s.open(w, r, account, way.Key); err != nil {
		return err
	}
	// A strict cookie that is set here does not come along with a redirect that began at another company.
	// The page goes on by itself, from here.
	to := s.wanted(r)
	http.SetCookie(w, s.cookie(toCookie, "", -time.Second))
	if to == "" {
		to = "/desk"
	}
	s.render(w, r, "onward", page{Title: say("console.login.title"), Onward: to, Body: account.Name})
	return nil
}

// accountOf is whose account an identity is, or why it is nobody's.
func (s *Service) accountOf(ctx context.Context, way Way, who staff.Identity) (staff.Account, string, error) {
	if way.Key == staff.BySlack {
		if s.Members == nil || who.Slack == "" {
			return staff.Account{}, say("console.login.elsewhere_failed"), nil
		}
		return s.Members.Member(ctx, who.Slack, who.SlackTeam)
	}
	a, known, err := s.stores.People.AccountBySubject(ctx, who.Issuer, who.Subject)
	if err != nil || known {
		return a, "", err
	}
	if who.Mail != "" {
		if a, known, err = s.stores.People.AccountByMail(ctx, who.Mail, s.Now()); err != nil {
			return a, "", err
		}
	}
	if !known {
		return a, say("console.login.elsewhere_unknown"), nil
	}
	return a, "", s.stores.People.LinkSubject(ctx, who.Issuer, who.Subject, a.ID)
}

// mailTime bounds the sending of a link, which the page does not wait for: how long it takes must not tell
// whether the address is anybody's.
const mailTime = time.Minute

// mailLogin mails a link to sign in to an address, if it is an account's. What it answers is the same for
// every address.
func (s *Service) mailLogin(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	if s.Mail == nil {
		return chat.ErrNotFound
	}
	address := strings.TrimSpace(form(r, "mail"))
	a, known, err := s.stores.People.AccountByMail(r.Context(), address, s.Now())
	if err != nil {
		return err
	}
	if known {
		link, err := newLink(r.Context(), s.stores.Logins, s.BaseURL, staff.Login{
			Name: a.Name, Account: a.ID, Via: staff.ByMail, Go: s.wanted(r), Expires: s.Now().Add(promptFor),
		})
		if err != nil {
			return err
		}
		s.mailing.Go(func() { s.mailLink(context.WithoutCancel(r.Context()), a, link) })
	} else if err := s.stores.Trail.Audit(r.Context(), audit.Record{At: s.Now(), Kind: audit.Stranger, Via: audit.ViaDesk, Act: audit.SessionRefused, Note: "console.login.mail_unknown"}); err != nil {
		return err
	}
	s.render(w, r, "login", page{Title: say("console.login.title"), Body: s.loginView(loginView{Mailed: address})})
	return nil
}

// mailLink sends the link in the language of who gets it.
func (s *Service) mailLink(ctx context.Context, a staff.Account, link string) {
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	tongue := a.Tongue()
	subject := tongue.Say("colleague.login.subject", "office", s.Facts().Office)
	text := tongue.Say("colleague.login.text", "name", a.Name, "link", link, "minutes", int(promptFor/time.Minute))
	if err := s.Mail(ctx, a.Mail, subject, text); err != nil && !errors.Is(err, context.Canceled) {
		s.Log.Error("mail a login link", "person", a.Person().ID, "err", err)
	}
}

// loginView adds the ways in that there are.
func (s *Service) loginView(v loginView) loginView {
	for _, w := range s.Ways {
		label := say("console.login.by_slack")
		if w.Label != "" {
			label = say("console.login.by_company", "company", w.Label)
		}
		v.Ways = append(v.Ways, option{Value: "/desk/login/with/" + url.PathEscape(string(w.Key)), Label: label})
	}
	v.ByMail, v.Open = s.Mail != nil, s.Open
	return v
}
