package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"madoguchi/chat"
	"madoguchi/staff"
	"madoguchi/ticket"
)

// How long what Slack said of a person is believed: fresh is short, because somebody taken out of
// the channel must soon lose every right; while Slack cannot be asked, an older word still counts.
const (
	fresh = 2 * time.Minute
	stale = 15 * time.Minute
)

// A verdict says whether somebody may act for the office.
type verdict struct {
	person  chat.Person
	account staff.Account // who they are to the office; zero where nobody keeps accounts
	refusal string        // in Japanese, or "" if they may
	at      time.Time
}

// has reports whether they have a right. Where nobody keeps accounts, who is in the channel has all.
func (v verdict) has(right staff.Right) bool { return v.account.ID == 0 || v.account.May(right) }

// sees reports whether a ticket is among those they may see.
func (v verdict) sees(t *ticket.Ticket) bool { return v.account.ID == 0 || v.account.Sees(t) }

// within narrows a filter to the tickets they may see.
func (v verdict) within(f ticket.Filter) ticket.Filter {
	if v.account.ID == 0 {
		return f
	}
	return v.account.Within(f)
}

// identified puts an account to the user of a verdict. Membership of the channel is the door; what
// somebody may do is their account's, asked for anew each time, so that an account that ends has ended.
func (s *Service) identified(ctx context.Context, v verdict) (verdict, error) {
	if s.cfg.Accounts == nil || !v.may() {
		return v, nil
	}
	a, _, err := s.cfg.Accounts.SlackAccount(ctx, strings.TrimPrefix(v.person.ID, chat.Slack+":"), v.person.Name)
	if err != nil {
		return verdict{}, err
	}
	v.account, v.person = a, a.Person()
	if !a.Active(s.now()) {
		v.refusal = say("staff.refused.ended")
	}
	return v, nil
}

// check is the verdict on a user, asking Slack where ours is old.
func (s *Service) check(ctx context.Context, user string) (verdict, error) {
	v, err := s.staff.check(ctx, user)
	if err != nil {
		return v, err
	}
	return s.identified(ctx, v)
}

// known is what is believed of a user without asking Slack.
func (s *Service) known(ctx context.Context, user string, age time.Duration) (verdict, bool) {
	v, found := s.staff.known(user, age)
	if !found {
		return v, false
	}
	v, err := s.identified(ctx, v)
	if err != nil {
		s.log.Error("slack: find a colleague's account", "err", err)
	}
	return v, err == nil
}

// Member says whether a user of a workspace is one of the staff, and how they are called there. It says
// why not in words.
func (s *Service) Member(ctx context.Context, user, team string) (name, refusal string, err error) {
	v, err := s.staff.check(ctx, user)
	if err != nil {
		return "", "", err
	}
	if own := s.staff.own(); team == "" || own != "" && team != own {
		return "", say("slack.other_team"), nil
	}
	return v.person.Name, v.refusal, nil
}

// personOf is who a user is to the office where Slack could not be asked: by their account, if they have
// one, else by their id there.
func (s *Service) personOf(ctx context.Context, user string) chat.Person {
	if s.cfg.Accounts != nil {
		if a, found, err := s.cfg.Accounts.SlackAccount(ctx, user, ""); err == nil && found {
			return a.Person()
		}
	}
	return chat.Person{ID: chat.Slack + ":" + user, Name: user}
}

func (v verdict) may() bool { return v.refusal == "" }

// A roster knows who the staff are: members of the office's channel, or of the group where one is
// named, who belong to its workspace, are people, and are no guests.
type roster struct {
	api     *slack.Client
	channel string
	group   string // "" = all of the channel
	now     func() time.Time

	asking chan struct{} // holds one question at a time: the rest find the answer

	mu       sync.Mutex
	team     string
	bot      string
	members  []string
	shared   bool
	asked    time.Time // when members and shared were learned
	verdicts map[string]verdict
	names    map[string]string // of everybody whom Slack has named so far
}

func newRoster(api *slack.Client, channel, group string, now func() time.Time) *roster {
	return &roster{api: api, channel: channel, group: group, now: now, asking: make(chan struct{}, 1), verdicts: map[string]verdict{}, names: map[string]string{}}
}

// known is what is believed of a user without asking Slack, if it is younger than age.
func (r *roster) known(user string, age time.Duration) (verdict, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, found := r.verdicts[user]
	return v, found && r.now().Sub(v.at) < age
}

// forget makes the next question about a user go to Slack again.
func (r *roster) forget(user string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.verdicts, user)
}

// forgetAll makes the next question go to Slack again.
func (r *roster) forgetAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.verdicts)
	r.asked = time.Time{}
}

// check is the verdict on a user, asking Slack where ours is old. While Slack cannot be asked an
// older verdict stands; without one there is an error, and nobody may act on an error.
func (r *roster) check(ctx context.Context, user string) (verdict, error) {
	select {
	case r.asking <- struct{}{}:
		defer func() { <-r.asking }()
	case <-ctx.Done():
		return verdict{}, ctx.Err()
	}
	if v, found := r.known(user, fresh); found {
		return v, nil
	}
	v, err := r.ask(ctx, user)
	if err != nil {
		if old, found := r.known(user, stale); found {
			return old, nil
		}
		return verdict{}, fmt.Errorf("ask slack who %s is: %w", user, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.verdicts) > 10000 {
		clear(r.verdicts)
	}
	r.verdicts[user] = v
	return v, nil
}

func (r *roster) ask(ctx context.Context, user string) (verdict, error) {
	if err := r.learn(ctx); err != nil {
		return verdict{}, err
	}
	v := verdict{person: chat.Person{ID: chat.Slack + ":" + user, Name: user}, at: r.now()}
	r.mu.Lock()
	member, shared, team := slices.Contains(r.members, user), r.shared, r.team
	r.mu.Unlock()
	switch {
	case shared:
		v.refusal = say("slack.shared_channel")
		return v, nil
	case !member && r.group != "":
		v.refusal = say("slack.not_in_group")
		return v, nil
	case !member:
		v.refusal = say("slack.not_member")
		return v, nil
	}
	u, err := r.api.GetUserInfoContext(ctx, user)
	switch {
	case code(err) == "user_not_found" || code(err) == "user_not_visible":
		v.refusal = say("slack.other_team")
		return v, nil
	case err != nil:
		return verdict{}, err
	}
	v.person.Name = r.name(user, nameIn(u))
	v.refusal = standing(u, team)
	return v, nil
}

// standing says why a user of Slack is none of the staff, or "".
func standing(u *slack.User, team string) string {
	switch {
	case u.Deleted || u.IsBot || u.IsAppUser || u.IsWorkflowBot:
		return say("slack.not_person")
	case u.IsRestricted || u.IsUltraRestricted || u.IsInvitedUser:
		return say("slack.guest")
	case u.IsStranger, team != "" && u.TeamID != "" && u.TeamID != team && !slices.Contains(u.Enterprise.Teams, team):
		return say("slack.other_team")
	}
	return ""
}

// learn asks for the channel's members, and once for our own workspace.
func (r *roster) learn(ctx context.Context) error {
	r.mu.Lock()
	team, current := r.team, !r.asked.IsZero() && r.now().Sub(r.asked) < fresh
	r.mu.Unlock()
	if team == "" {
		who, err := r.api.AuthTestContext(ctx)
		if err != nil {
			return fmt.Errorf("auth.test: %w", err)
		}
		r.mu.Lock()
		r.team, r.bot = who.TeamID, who.UserID
		r.mu.Unlock()
	}
	if current {
		return nil
	}
	info, err := r.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: r.channel})
	if err != nil {
		return fmt.Errorf("conversations.info: %w", err)
	}
	members, err := r.list(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.members, r.shared, r.asked = members, info.IsExtShared || info.IsPendingExtShared, r.now()
	return nil
}

const (
	// maxPages bounds the list of members: an office's channel has a few people, not ten thousand.
	maxPages = 10
	// maxPage is the most that Slack gives of a list at a time: "an integer with a max value of 999".
	maxPage = 999
)

func (r *roster) list(ctx context.Context) ([]string, error) {
	if r.group != "" {
		members, err := r.api.GetUserGroupMembersContext(ctx, r.group)
		if err != nil {
			return nil, fmt.Errorf("usergroups.users.list: %w", err)
		}
		return members, nil
	}
	var all []string
	cursor := ""
	for range maxPages {
		page, next, err := r.api.GetUsersInConversationContext(ctx,
			&slack.GetUsersInConversationParameters{ChannelID: r.channel, Cursor: cursor, Limit: maxPage})
		if err != nil {
			return nil, fmt.Errorf("conversations.members: %w", err)
		}
		all = append(all, page...)
		if next == "" {
			return all, nil
		}
		cursor = next
	}
	return nil, errors.New("conversations.members: the office's channel has too many members")
}

// maxWarm is how many people are looked up before they act for the first time.
const maxWarm = 30

// warm looks the staff up before they act, so that their first press need not wait for Slack.
func (r *roster) warm(ctx context.Context) error {
	if err := r.learn(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	members, bot := slices.Clone(r.members), r.bot
	r.mu.Unlock()
	for _, user := range members[:min(len(members), maxWarm)] {
		if user == bot {
			continue
		}
		if _, err := r.check(ctx, user); err != nil {
			return err
		}
	}
	return nil
}

// own is our workspace, or "" before Slack told.
func (r *roster) own() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.team
}

// self is our own user, or "" before Slack told: what we share, a file, comes back in its name.
func (r *roster) self() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bot
}

// patience is how long an acknowledgement waits for a verdict that is being asked for. It bounds
// the delay whatever Slack's API does.
const patience = 700 * time.Millisecond

// soon is the verdict on a user if it is known or comes within patience. The question itself goes
// on in the background, so that the next one finds it answered.
func (s *Service) soon(ctx context.Context, user string, age time.Duration) (verdict, bool) {
	if v, found := s.known(ctx, user, age); found {
		return v, true
	}
	came := make(chan verdict, 1)
	asked := s.later(ctx, "ask who somebody is", func(ctx context.Context) error {
		defer close(came)
		v, err := s.check(ctx, user)
		if err == nil {
			came <- v
		}
		return err
	})
	if !asked {
		return verdict{}, false
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case v, found := <-came:
		return v, found
	case <-timer.C:
	case <-ctx.Done():
	}
	return verdict{}, false
}

// mayWrite says who wrote a message, and whether it counts. Slack itself lets nobody but the
// channel's members write there and marks people of other workspaces in the event; so where the
// roster cannot be asked in time the note is kept rather than lost: it never leaves the office.
func (s *Service) mayWrite(ctx context.Context, env envelope, m message) (chat.Person, bool) {
	own := s.staff.own()
	if env.External || m.UserTeam != "" && env.TeamID != "" && m.UserTeam != env.TeamID || own != "" && env.TeamID != "" && env.TeamID != own {
		s.log.Warn("slack: a message from outside the workspace was left out", "user", m.User)
		return chat.Person{}, false
	}
	v, found := s.soon(ctx, m.User, stale)
	if !found {
		return s.personOf(ctx, m.User), true
	}
	if v.may() && !v.has(staff.Work) {
		v.refusal = say("staff.refused.right")
	}
	if !v.may() {
		s.log.Warn("slack: a message was left out", "user", m.User, "reason", v.refusal)
		s.tell(ctx, aside{channel: m.Channel, thread: m.ThreadTS, user: m.User}, v.refusal)
	}
	return v.person, v.may()
}
