package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"text/tabwriter"

	"madoguchi/bot"
	"madoguchi/chat"
	"madoguchi/faq"
	"madoguchi/office"
)

// runDeliveries shows the ledger of what goes out, and sends again or discards what failed.
func runDeliveries(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("deliveries", flag.ContinueOnError)
	state := fs.String("state", "", "only those that are pending, sending, sent, held, dead or discarded; dead and held when empty")
	all := fs.Bool("all", false, "in every state")
	n := fs.Int("n", 50, "at most so many, newest first")
	rest, err := parse(fs, args)
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, env)
	if err != nil {
		return err
	}
	defer db.close()
	switch {
	case len(rest) == 0:
		return listDeliveries(ctx, env, db, *state, *all, *n)
	case len(rest) == 2 && rest[0] == "resend":
		return actOnDelivery(ctx, env, db, chat.Resend, rest[1])
	case len(rest) == 2 && rest[0] == "discard":
		return actOnDelivery(ctx, env, db, chat.Recall, rest[1])
	}
	return usageError{"deliveries: want nothing, 'resend ID' or 'discard ID'"}
}

func listDeliveries(ctx context.Context, env environment, db *database, state string, all bool, n int) error {
	filter := chat.LedgerFilter{States: []chat.DeliveryState{chat.Dead, chat.Held}, Limit: n}
	known := []chat.DeliveryState{chat.Pending, chat.Sending, chat.Sent, chat.Held, chat.Dead, chat.Discarded}
	switch {
	case all:
		filter.States = nil
	case state != "" && !slices.Contains(known, chat.DeliveryState(state)):
		return usageError{fmt.Sprintf("deliveries: -state %q is none of %v", state, known)}
	case state != "":
		filter.States = []chat.DeliveryState{chat.DeliveryState(state)}
	}
	rows, err := db.store.Deliveries(ctx, filter)
	if err != nil {
		return fmt.Errorf("list deliveries: %w", err)
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tSTATE\tTO\tTICKET\tTRIES\tCREATED\tREASON\tERROR")
	for _, r := range rows {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", r.ID, r.State, r.To.Channel, r.Ticket, r.Attempts,
			r.Created.Format("2006-01-02 15:04"), r.Reason, r.Error)
	}
	return w.Flush()
}

// actOnDelivery goes the same road as the desk's buttons, so that it stands in the same log.
func actOnDelivery(ctx context.Context, env environment, db *database, act chat.Act, id string) error {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return usageError{fmt.Sprintf("deliveries: %q is no delivery's number", id)}
	}
	number, err := ticketOf(ctx, db, n)
	if err != nil {
		return err
	}
	laid, err := officeOf(ctx, db, env)
	if err != nil {
		return err
	}
	b := bot.New(bot.Config{Inbox: db.store, Outbox: db.store, Library: &faq.Library{}, Office: laid.Office, Now: env.Now})
	outcome, err := b.Act(ctx, chat.Event{
		ID: rand.Text(), Kind: chat.StaffAct, Act: act, Ticket: number, Value: id, At: env.Now(),
		From:   chat.Address{Channel: chat.Desk, ID: "terminal"},
		Person: chat.Person{ID: "desk:terminal", Name: say("terminal.administrator")},
	})
	if err != nil {
		return err
	}
	if !outcome.OK {
		return fmt.Errorf("delivery %s: %s", id, outcome.Text)
	}
	_, err = fmt.Fprintln(env.Stdout, outcome.Text)
	return err
}

// ticketOf is the number of the ticket that a delivery belongs to, so that what is done to it stands
// in the ticket's log and thread. "" where there is none.
func ticketOf(ctx context.Context, db *database, delivery int64) (string, error) {
	rows, err := db.store.Deliveries(ctx, chat.LedgerFilter{Before: delivery + 1, Limit: 1})
	if err != nil {
		return "", fmt.Errorf("look up delivery %d: %w", delivery, err)
	}
	if len(rows) == 0 || rows[0].ID != delivery {
		return "", nil
	}
	return rows[0].Ticket, nil
}

// officeOf is the office of the configuration: its names stand in what the ticket's staff are shown.
func officeOf(ctx context.Context, db *database, env environment) (*office.Laid, error) {
	c, err := readConfig(env.Getenv)
	if err != nil {
		return nil, err
	}
	return db.laidOffice(ctx, c)
}
