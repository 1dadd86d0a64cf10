package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// FormPage is what the page with the token asks, and whom. One that is over, or never was, is
// [chat.ErrNotFound].
func (b *Bot) FormPage(ctx context.Context, token string) (chat.PageForm, chat.Address, error) {
	form, from, _, err := b.formPage(ctx, token)
	return form, from, err
}

// FillFormPage takes the answers to a page's questions, by key, as if the member had sent them. Where one
// cannot be read, nothing is taken and faults says why, by key.
func (b *Bot) FillFormPage(ctx context.Context, token string, values map[string]string) (faults map[string]string, err error) {
	form, from, due, err := b.formPage(ctx, token)
	if err != nil {
		return nil, err
	}
	faults, taken := map[string]string{}, map[string]string{}
	for i, q := range form.Questions {
		text := strings.TrimSpace(values[q.Key])
		if text == "" && q.Optional {
			continue
		}
		var unread *ticket.FieldError
		if _, err := due[i].Read(text, b.Now()); errors.As(err, &unread) {
			faults[q.Key] = unread.Text
			continue
		} else if err != nil {
			return nil, fmt.Errorf("read the answer to %s: %w", q.Key, err)
		}
		taken[q.Key] = text
	}
	if len(faults) > 0 {
		return faults, nil
	}
	hash := turn.PageHash(token)
	return nil, b.Accept(ctx, chat.Event{ID: "page:" + hash, Kind: chat.Fill, From: from, At: b.Now(), Data: hash, Values: taken})
}

func (b *Bot) formPage(ctx context.Context, token string) (chat.PageForm, chat.Address, []*ticket.Field, error) {
	number, _, ok := strings.Cut(token, "-")
	id, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || b.Talks == nil {
		return chat.PageForm{}, chat.Address{}, nil, chat.ErrNotFound
	}
	from, state, err := b.Talks.Talk(ctx, id)
	if err != nil {
		return chat.PageForm{}, chat.Address{}, nil, err
	}
	form, due, ok := b.rooms.Load().member.PageForm(&state, turn.PageHash(token))
	if !ok {
		return chat.PageForm{}, chat.Address{}, nil, chat.ErrNotFound
	}
	return form, from, due, nil
}
