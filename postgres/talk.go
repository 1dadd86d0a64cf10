package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"madoguchi/bot/turn"
	"madoguchi/chat"
)

const sqlTalk = `
	SELECT address, state
	FROM   conversations
	WHERE  id = $1`

// Talk gives the conversation with the ID: who it is with, and where it stands. One that is not there is
// chat.ErrNotFound.
func (s *Store) Talk(ctx context.Context, id int64) (chat.Address, turn.State, error) {
	var address string
	var data []byte
	var state turn.State
	err := s.workers.QueryRow(ctx, sqlTalk, id).Scan(&address, &data)
	if err = orNotFound(err); err != nil {
		return chat.Address{}, state, fmt.Errorf("read conversation %d: %w", id, err)
	}
	from, err := chat.ParseAddress(address)
	if err != nil {
		return chat.Address{}, state, fmt.Errorf("read the address of conversation %d: %w", id, err)
	}
	if err := json.Unmarshal(data, &state); err != nil {
		return chat.Address{}, state, fmt.Errorf("read the state of conversation %d: %w", id, err)
	}
	return from, state, nil
}
