package line

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/line/line-bot-sdk-go/v8/linebot/messaging_api"

	"madoguchi/chat"
	"madoguchi/reading"
)

const (
	replyPath = "/v2/bot/message/reply"
	pushPath  = "/v2/bot/message/push"

	// keyLife is for how long LINE remembers a retry key, less an hour.
	keyLife = 23 * time.Hour
)

// What a delivery's Progress says of earlier attempts. A reply takes no key, so we must remember
// ourselves whether one may have gone through.
const (
	replyUnsure = "reply?" // a reply was sent and not answered: it may have arrived
	pushUnsure  = "push?"  // followed by the second of the first such push
	unsent      = "unsent" // followed by the attempt: up to that one, nothing can have arrived

	// inDoubt ends any of them, once for each reply of which nothing can tell any more whether it arrived: the life
	// of its token is over. It stays until the delivery is sent, by whatever way, and is told with it.
	inDoubt = " twice?"
)

// Send performs a delivery. It replies while the reply token is worth trying and pushes otherwise.
//
// A reply that is not answered, or answered with a 5xx, may have been delivered. It is tried again
// with the same token, which works once only: that the token is now "invalid", within its life,
// means that the first try went through, and nothing is pushed. The same holds for an attempt of
// which no outcome was written down, such as one during which the process was killed.
func (s *Service) Send(ctx context.Context, d chat.Delivery) (chat.Receipt, error) {
	a := &attempt{s: s, d: d}
	for left, found := strings.CutSuffix(d.Progress, inDoubt); found; left, found = strings.CutSuffix(left, inDoubt) {
		a.d.Progress, a.doubts = left, a.doubts+1
	}
	a.unsure = unsure(a.d)
	receipt, err := a.send(ctx)
	if err != nil {
		s.cfg.Count(CountSendFailed)
		receipt = chat.Receipt{Token: fate(err, receipt.Token)}
	}
	s.answered(d.To)
	return a.told(receipt, err)
}

// told says with what came of a delivery that an earlier attempt may have arrived as well.
func (a *attempt) told(receipt chat.Receipt, err error) (chat.Receipt, error) {
	if a.doubts == 0 {
		return receipt, err
	}
	var se *chat.SendError
	if errors.As(err, &se) {
		se.Progress += strings.Repeat(inDoubt, a.doubts)
		return receipt, err
	}
	if err == nil {
		receipt.Twice = true
		a.s.cfg.Count(CountTwice)
		a.s.log.Warn("this may be a second copy: an earlier reply was not answered in its token's life", "delivery", a.d.ID, "via", receipt.Via, "copies", a.doubts)
	}
	return receipt, err
}

func (a *attempt) send(ctx context.Context) (chat.Receipt, error) {
	s, d, unsent := a.s, a.d, a.unsentProgress()
	acct, err := s.account(d.To.Account)
	if err != nil {
		return chat.Receipt{}, fault(chat.Rejected, unsent, err)
	}
	if d.Gone { // LINE would take it, let it cost a push, and show it to nobody
		if courtesy(d.Messages) {
			return chat.Receipt{}, fault(chat.Pointless, unsent, errCourtesy)
		}
		return chat.Receipt{}, fault(chat.Unreachable, unsent, errGone)
	}
	a.acct = acct
	d.Messages = s.addressed(ctx, acct, d.Messages)
	if a.d.Messages, err = s.linkable(ctx, acct, d); err != nil {
		return chat.Receipt{}, err
	}
	receipt, err := a.once(ctx)
	if errors.Is(err, errQuote) {
		a.d.Messages = unquoted(a.d.Messages)
		return a.once(ctx)
	}
	return receipt, err
}

// once replies or pushes.
func (a *attempt) once(ctx context.Context) (chat.Receipt, error) {
	objects, err := Render(a.d.Messages)
	if err != nil {
		return chat.Receipt{}, fault(chat.Rejected, a.unsentProgress(), fmt.Errorf("render for LINE: %w", err))
	}
	a.objects = objects
	if a.worthReply() {
		receipt, done, err := a.reply(ctx)
		if done {
			return receipt, err
		}
	}
	var dead chat.Receipt
	if a.d.ReplyToken != "" {
		dead.Token = chat.TokenDead
	}
	if err := a.ours(ctx); err != nil {
		return dead, err
	}
	if err := a.another(ctx); err != nil {
		return dead, err
	}
	if err := a.unworthy(ctx); err != nil {
		return dead, fault(chat.Pointless, a.unsentProgress(), err)
	}
	receipt, err := a.push(ctx)
	if err != nil {
		return dead, err
	}
	return receipt, nil
}

// fate is what is left of a delivery's reply token after a failure. What the failure notes says
// whether anything can have arrived.
func fate(err error, token chat.TokenFate) chat.TokenFate {
	var se *chat.SendError
	if !errors.As(err, &se) || !strings.HasPrefix(se.Progress, unsent) {
		return ""
	}
	return cmp.Or(token, chat.TokenUnused)
}

// errAnother says why nothing was pushed.
var errAnother = errors.New("another reply token of the contact waits: not pushed, to be tried again with that")

// another fails where a push would be paid although a good reply token waits: one that has come since
// the delivery was claimed, or behind one that turned out dead. What may have been pushed already can
// only be pushed again.
func (a *attempt) another(ctx context.Context) error {
	if a.s.cfg.TokenWaits == nil || a.unsure || strings.HasPrefix(a.d.Progress, pushUnsure) {
		return nil
	}
	switch waits, err := a.s.cfg.TokenWaits(ctx, a.d.To); {
	case err != nil:
		return fault(chat.Temporary, a.unsentProgress(), err)
	case waits:
		return fault(chat.Temporary, a.unsentProgress(), errAnother)
	}
	return nil
}

// errNotOurs says why nothing was pushed.
var errNotOurs = errors.New("another process has begun an attempt of its own, and may have replied: not pushed")

// ours fails where somebody else may have used the reply token that LINE says is dead: a process whose session with the
// database was lost is taken for dead, and what it was sending is sent by another. Whose attempt it is tells for
// certain, for the other began before it replied.
func (a *attempt) ours(ctx context.Context) error {
	if a.s.cfg.Ours == nil || !a.refuted {
		return nil
	}
	switch ours, err := a.s.cfg.Ours(ctx, a.d); {
	case err != nil:
		return fault(chat.Temporary, a.unsentProgress(), err)
	case !ours:
		return fault(chat.Temporary, a.unsentProgress(), errNotOurs)
	}
	return nil
}

// errQuote is LINE's refusal of a message for what it quotes: the quoted one was taken back, or its
// token is one of another talk. Nothing was sent then, and the words are worth sending without it.
var errQuote = errors.New("LINE refuses the quote")

// courtesy reports whether messages are greetings and the like alone.
func courtesy(messages []chat.Message) bool {
	return !slices.ContainsFunc(messages, func(m chat.Message) bool { return !m.Courtesy })
}

// errCourtesy says why a greeting was not pushed.
var errCourtesy = errors.New("no reply token is left, and a courtesy is not worth a push")

// errGone says why nothing was sent to somebody who blocked us.
var errGone = errors.New("the contact has blocked the account; held until they write or come back")

// unquoted are messages without what they quote.
func unquoted(messages []chat.Message) []chat.Message {
	plain := slices.Clone(messages)
	for i := range plain {
		plain[i].Quote = ""
	}
	return plain
}

// refusesQuote reports whether a 400 is about a quote token.
func (a *answer) refusesQuote() bool {
	return a.status == http.StatusBadRequest && strings.Contains(strings.ToLower(strings.ReplaceAll(a.says(), " ", "")), "quotetoken")
}

// unsure reports whether an earlier attempt may have delivered by reply.
func unsure(d chat.Delivery) bool {
	switch {
	case d.Progress == replyUnsure:
		return true
	case strings.HasPrefix(d.Progress, pushUnsure):
		return false // the push's own key answers for it
	case strings.HasPrefix(d.Progress, unsent):
		n, err := strconv.Atoi(strings.TrimPrefix(d.Progress, unsent+"@"))
		return err == nil && n < d.Attempt-1
	}
	return d.Attempt > 1
}

// An attempt is one Send at work.
type attempt struct {
	s       *Service
	acct    *account
	d       chat.Delivery
	objects []messaging_api.MessageInterface
	unsure  bool
	refuted bool // LINE has said in this attempt that the reply token is dead
	doubts  int  // replies that may have arrived, and whose token's life is over: nothing can tell any more
}

// worthReply reports whether the reply token is to be tried.
func (a *attempt) worthReply() bool {
	if ident(a.d.ReplyToken) == "" || !plausible(a.d.To.ID) || strings.HasPrefix(a.d.Progress, pushUnsure) {
		return false
	}
	return a.unsure || a.s.cfg.Now().Before(a.d.ReplyUntil)
}

// inLife reports whether the reply token is still surely within its life.
func (a *attempt) inLife() bool {
	return !a.s.cfg.Now().After(a.d.ReplyUntil.Add(tokenGrace))
}

// reply tries the reply token. It reports done where that settles the attempt; otherwise the token
// is dead, nothing was delivered by it, and a push is due.
func (a *attempt) reply(ctx context.Context) (chat.Receipt, bool, error) {
	body, err := json.Marshal(&messaging_api.ReplyMessageRequest{ReplyToken: a.d.ReplyToken, Messages: a.objects})
	if err != nil {
		return chat.Receipt{}, true, fault(chat.Rejected, a.unsentProgress(), fmt.Errorf("encode LINE reply: %w", err))
	}
	ans, err := a.s.call(ctx, a.acct, replyPath, body, "")
	if err != nil {
		return chat.Receipt{}, true, fault(chat.Temporary, a.afterLost(err, replyUnsure), err)
	}
	switch {
	case ans.status/100 == 2:
		a.s.cfg.Count(CountReply)
		return chat.Receipt{IDs: ans.ids(), Via: "reply"}, true, nil
	case ans.status == http.StatusBadRequest && ans.deadToken():
		if a.unsure && a.inLife() {
			return chat.Receipt{Via: "reply"}, true, nil
		}
		if a.unsure {
			a.doubts, a.unsure = a.doubts+1, false
		}
		a.refuted = true
		return chat.Receipt{}, false, nil
	case ans.status/100 == 5:
		return chat.Receipt{}, true, fault(chat.Temporary, replyUnsure, ans.err("reply"))
	}
	return chat.Receipt{}, true, a.refused(ctx, ans, "reply", a.unsentProgress())
}

// deadToken reports whether a 400 is about the reply token: used, expired or never valid.
func (a *answer) deadToken() bool {
	says := strings.ToLower(strings.NewReplacer(" ", "", "_", "").Replace(a.says()))
	return strings.Contains(says, "replytoken")
}

// afterLost is the progress after a call without an answer.
func (a *attempt) afterLost(err error, lost string) string {
	if errors.As(err, new(notSent)) {
		return a.unsentProgress()
	}
	return lost
}

// unsentProgress says that this attempt delivered nothing, without forgetting an earlier one.
func (a *attempt) unsentProgress() string {
	switch {
	case strings.HasPrefix(a.d.Progress, pushUnsure):
		return a.d.Progress
	case a.unsure && a.d.ReplyToken != "":
		return replyUnsure
	}
	return fmt.Sprintf("%s@%d", unsent, a.d.Attempt)
}

// refused is what to do about an answer that is neither success nor trouble at LINE.
func (a *attempt) refused(ctx context.Context, ans *answer, what, progress string) error {
	err := ans.err(what)
	switch {
	case ans.refusesQuote():
		return fault(chat.Rejected, progress, fmt.Errorf("%w: %w", errQuote, err))
	case ans.status == http.StatusTooManyRequests:
		if a.s.overQuota(ctx, a.acct, ans, what) {
			return fault(chat.OverQuota, progress, err)
		}
		return &chat.SendError{Fault: chat.Limited, After: max(ans.retry, a.s.ease(a.d)), Progress: progress, Err: err}
	case ans.status == http.StatusUnauthorized:
		a.s.log.Error("LINE refuses the access token: nothing can be sent until it is replaced", "account", a.acct.name)
		a.s.tell("line-token:"+a.acct.name+":"+a.s.cfg.Now().In(reading.JST).Format(time.DateOnly), say("line.bad_token"))
		return fault(chat.Temporary, progress, err)
	case ans.status/100 == 4 && ans.status != http.StatusRequestTimeout:
		return fault(chat.Rejected, progress, err)
	}
	return fault(chat.Temporary, progress, err)
}

// ease is for how long to hold back after a rate limit that says nothing of it: two seconds,
// doubling up to half a minute.
func (s *Service) ease(d chat.Delivery) time.Duration {
	return min(2*time.Second<<min(max(d.Attempt-1, 0), 4), 30*time.Second)
}

// recipient is whom a push to an address goes to: the user, or the group a member spoke in.
func recipient(id string) (string, bool) {
	to, _, _ := strings.Cut(id, "/")
	return to, userID(to) || groupID(to) || roomID(to)
}

// plausible reports whether id could be anybody's at all. A reply does not name whom it goes to, so
// it is less strict than recipient.
func plausible(id string) bool {
	return ident(id) != "" && strings.IndexByte("UCR", id[0]) >= 0
}

// pushRequest is a push as LINE reads it. The SDK's type would send a null for the aggregation units.
type pushRequest struct {
	To       string                           `json:"to"`
	Messages []messaging_api.MessageInterface `json:"messages"`
}

// push sends under the delivery's retry key, with the same body at every attempt, but for a link token:
// see linkable.
func (a *attempt) push(ctx context.Context) (chat.Receipt, error) {
	to, ok := recipient(a.d.To.ID)
	if !ok {
		return chat.Receipt{}, fault(chat.Rejected, a.unsentProgress(), fmt.Errorf("push: %q is no LINE user, group or room", a.d.To.ID))
	}
	if err := a.tooLate(); err != nil {
		return chat.Receipt{}, fault(chat.Rejected, a.d.Progress, err)
	}
	if a.s.spent(ctx, a.acct) {
		return chat.Receipt{}, fault(chat.OverQuota, a.unsentProgress(), errors.New("push: the month's quota is used up"))
	}
	body, err := json.Marshal(pushRequest{To: to, Messages: a.objects})
	if err != nil {
		return chat.Receipt{}, fault(chat.Rejected, a.unsentProgress(), fmt.Errorf("encode LINE push: %w", err))
	}
	ans, err := a.s.call(ctx, a.acct, pushPath, body, retryKey(a.d))
	if err != nil {
		return chat.Receipt{}, fault(chat.Temporary, a.afterLost(err, a.pushProgress()), err)
	}
	return a.pushed(ctx, to, ans)
}

func (a *attempt) pushed(ctx context.Context, to string, ans *answer) (chat.Receipt, error) {
	switch {
	case ans.status/100 == 2, ans.status == http.StatusConflict:
		// A conflict says that a push under this key was accepted before: ours.
		a.s.cfg.Count(CountPush)
		return chat.Receipt{IDs: ans.ids(), Pushes: a.s.spend(ctx, a.acct, to), Via: "push"}, nil
	case ans.status/100 == 5:
		return chat.Receipt{}, fault(chat.Temporary, a.pushProgress(), ans.err("push"))
	}
	return chat.Receipt{}, a.refused(ctx, ans, "push", a.unsentProgress())
}

// pushProgress notes when a push first went unanswered.
func (a *attempt) pushProgress() string {
	if strings.HasPrefix(a.d.Progress, pushUnsure) {
		return a.d.Progress
	}
	return fmt.Sprintf("%s@%d", pushUnsure, a.s.cfg.Now().Unix())
}

// tooLate refuses a push that may have gone out under a key that LINE has forgotten by now.
func (a *attempt) tooLate() error {
	since := a.d.Created
	switch {
	case strings.HasPrefix(a.d.Progress, pushUnsure):
		if sec, err := strconv.ParseInt(strings.TrimPrefix(a.d.Progress, pushUnsure+"@"), 10, 64); err == nil {
			since = time.Unix(sec, 0)
		}
	case a.d.Attempt <= 1 || strings.HasPrefix(a.d.Progress, unsent):
		return nil
	}
	if since.IsZero() || a.s.cfg.Now().Sub(since) < keyLife {
		return nil
	}
	return errors.New("push: an earlier attempt may have arrived and is too long ago to repeat safely")
}

// retryKey is the delivery's key as the UUID that LINE wants.
func retryKey(d chat.Delivery) string {
	if id, err := uuid.Parse(d.Key); err == nil {
		return id.String()
	}
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("madoguchi:"+d.Key)).String()
}
