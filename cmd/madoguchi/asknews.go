package main

import (
	"context"
	"fmt"
	"slices"

	"madoguchi/bot/knowledge"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/faq/edition"
	"madoguchi/handlers/slack"
	"madoguchi/office/staffwords"
	"madoguchi/postgres"
)

// An askNews tells colleagues in Slack what they are asked to approve, wherever that was asked: at the desk, in Slack,
// by an application, or at a terminal.
type askNews struct {
	store *postgres.Store
	staff chat.Address // the office's channel; zero: the office has none
	base  string       // where browsers reach the desk
}

func (s *server) askNews() askNews { return askNews{s.db.store, s.staffAddress(), s.base} }

// tell tells who is asked: the reviewer alone, or all where anybody may approve. What is asked of the same version is
// told once.
func (n askNews) tell(ctx context.Context, a knowledge.Asked) error {
	var r edition.Review
	var key, text string
	look := chat.Choice{Label: say("slack.faq.look")}
	switch {
	case a.Request != nil:
		r, key = a.Request.Review, "request:"+a.Request.ID
		text = say("slack.faq.asks_document", "name", a.By, "until", staffwords.Until(r.Deadline), "document", documentOf(a.Request))
		look.URL = n.base + "/desk/faq/import/" + a.Request.ID
	case a.Notice != nil:
		r, key = a.Notice.Review, fmt.Sprintf("notice:%d:%d", a.Notice.ID, a.Notice.Version)
		text = say("slack.faq.asks_notice", "name", a.By, "until", staffwords.Until(r.Deadline), "question", a.Notice.Question)
		look.URL = fmt.Sprintf("%s/desk/corrections/%d", n.base, a.Notice.ID)
	case len(a.Drafts) == 1:
		d := &a.Drafts[0]
		r, key = d.Review, fmt.Sprintf("%s:%d", d.Ref(), d.Version)
		text = say("slack.faq.asks", "name", a.By, "until", staffwords.Until(r.Deadline), "question", d.Entry.Question)
		look.Data = slack.ReviewData(d.Ref(), d.Version)
	default: // of many at once: nobody is told of each
		d := &a.Drafts[0]
		key = fmt.Sprintf("%s:%d:%d", d.Ref(), d.Version, len(a.Drafts))
		r.Asked = d.Asked
		text = say("slack.faq.asks_many", "name", a.By, "until", staffwords.Until(faq.Date("")), "n", len(a.Drafts))
		look.URL = n.base + "/desk/faq"
	}
	to, reached, err := n.reviewer(ctx, &r)
	if err != nil || !reached {
		return err
	}
	_, err = n.store.Notify(ctx, fmt.Sprintf("asked:%s:%d", key, r.Asked.UnixMilli()), turn.Outgoing{
		To: to, Staff: true, Messages: []chat.Message{{Author: chat.System, Text: text, Choices: []chat.Choice{look}}},
	})
	return err
}

// decided tells each of the authors, wherever they are reached in Slack, what has become of what they have written: it is
// approved, or sent back, with the reason. Who decided so knows it.
func (n askNews) decided(ctx context.Context, d knowledge.Decision) error {
	if n.staff.ID == "" {
		return nil
	}
	v := n.verdict(d)
	text := say("slack.faq.decided", "state", staffwords.Review(v.state, &v.review), "what", v.what)
	if v.state == edition.Returned {
		text += "\n" + say("console.review.reason") + v.review.Reason
	}
	people, err := n.store.Accounts(ctx)
	if err != nil {
		return err
	}
	for i := range people {
		a := &people[i]
		if id := a.Person().ID; a.Slack == "" || id == d.By.ID || !slices.Contains(v.authors, id) {
			continue
		}
		_, err := n.store.Notify(ctx, fmt.Sprintf("decided:%s:%s:%d:%s", v.key, v.state, v.review.Asked.UnixMilli(), a.Slack), turn.Outgoing{
			To: chat.Address{Channel: n.staff.Channel, ID: a.Slack}, Staff: true, Messages: []chat.Message{{Author: chat.System, Text: text, Choices: []chat.Choice{v.look}}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A verdict is a decision in words.
type verdict struct {
	state   edition.DraftState
	review  edition.Review
	authors []string
	key     string
	what    string
	look    chat.Choice
}

func (n askNews) verdict(d knowledge.Decision) verdict {
	v := verdict{state: edition.Returned, look: chat.Choice{Label: say("slack.faq.look")}}
	switch {
	case d.Request != nil:
		v.state, v.review, v.authors = d.Request.State, d.Request.Review, d.Request.Authors
		v.key, v.what, v.look.URL = "request:"+d.Request.ID, documentOf(d.Request), n.base+"/desk/faq/import/"+d.Request.ID
	case d.Notice != nil: // one that is sent back is written again
		v.review, v.authors = d.Notice.Review, d.Notice.Authors
		v.key, v.what = fmt.Sprintf("notice:%d:%d", d.Notice.ID, d.Notice.Version), say("slack.faq.notice", "question", d.Notice.Question)
		v.look.URL = fmt.Sprintf("%s/desk/corrections/%d", n.base, d.Notice.ID)
	default:
		v.state, v.review, v.authors = d.Draft.State, d.Draft.Review, d.Draft.Authors
		v.key, v.what = fmt.Sprintf("%s:%d", d.Draft.Ref(), d.Draft.Version), say("slack.faq.question", "question", d.Draft.Entry.Question)
		v.look.Data = slack.ReviewData(d.Draft.Ref(), d.Draft.Version)
	}
	return v
}

// documentOf names what a request is about.
func documentOf(q *edition.Request) string {
	if q.Act == edition.ActBack {
		return say("console.shelf.back_title", "name", q.Name)
	}
	return say("slack.faq.document", "name", q.Name)
}

// reviewer is where who is asked reads of it; they are not reached in Slack where the office or they are not there.
func (n askNews) reviewer(ctx context.Context, r *edition.Review) (to chat.Address, reached bool, err error) {
	to = n.staff
	if to.ID == "" || r.ReviewerID == "" {
		return to, to.ID != "", nil
	}
	people, err := n.store.Accounts(ctx)
	if err != nil {
		return to, false, err
	}
	for i := range people {
		if a := &people[i]; a.Person().ID == r.ReviewerID {
			to.ID = a.Slack
			return to, a.Slack != "", nil // else they work at the desk
		}
	}
	return to, true, nil
}
