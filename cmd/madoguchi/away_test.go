package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"madoguchi/bot"
	"madoguchi/bot/turn"
	"madoguchi/chat"
	"madoguchi/postgres"
	"madoguchi/postgres/postgrestest"
	"madoguchi/ticket"
)

// A forgetful agenda cannot say who is away.
type forgetful struct{ turn.Agenda }

func (forgetful) Away(context.Context, time.Time) ([]ticket.Absence, error) {
	return nil, errors.New("the database is away")
}

// TestAwayIsStored: an absence that was stored is no failure, also where it is learnt only later.
func TestAwayIsStored(t *testing.T) {
	t.Parallel()
	store, err := postgres.Open(t.Context(), postgrestest.URL(t), postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	x := absences{store, bot.New(bot.Config{Agenda: forgetful{}}), slog.New(slog.DiscardHandler)}
	if err := x.SetAway(t.Context(), chat.Person{ID: "slack:U1", Name: "高橋"}, time.Now().Add(time.Hour)); err != nil {
		t.Error(err)
	}
	if away, err := store.Away(t.Context(), time.Now()); err != nil || len(away) != 1 {
		t.Errorf("away: %v, %v", away, err)
	}
}
