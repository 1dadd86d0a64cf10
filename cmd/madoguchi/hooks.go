package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"madoguchi/chat"
	"madoguchi/webhook"
)

// hookSender tells other systems what happens.
func (s *server) hookSender() *webhook.Sender {
	guard := s.config.Hooks
	guard.Shut = s.rehearsing
	return &webhook.Sender{Store: s.db.store, Client: webhook.NewClient(guard), Data: s.hookData, Now: s.env.Now, Log: s.log}
}

// hookData is what is told of a message: what happened, and the ticket as it is now, masked. Of one that is gone
// meanwhile only its number is told.
func (s *server) hookData(ctx context.Context, d webhook.Delivery) (any, error) {
	data := map[string]any{}
	if err := json.Unmarshal(d.Data, &data); err != nil {
		return nil, fmt.Errorf("read message %d: %w", d.ID, err)
	}
	number, ok := data["number"].(string)
	if !ok {
		return data, nil
	}
	facts, err := s.api.TicketFacts(ctx, number)
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return data, nil
	case err != nil:
		return nil, err
	}
	data["ticket"] = facts
	return data, nil
}
