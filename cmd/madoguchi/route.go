package main

import (
	"context"
	"flag"
	"fmt"

	"madoguchi/reading"
	"madoguchi/ticket"
)

// runRoute shows who would get a ticket, and why.
func runRoute(ctx context.Context, args []string, env environment) error {
	fs := flag.NewFlagSet("route", flag.ContinueOnError)
	kind := fs.String("kind", string(ticket.Consultation), "inquiry, change or consultation")
	topic := fs.String("topic", "", "what the consultation is about, as the form names it")
	programme := fs.String("programme", "", "the programme's short name")
	at := fs.String("at", "", "the moment, `RFC3339`; the clock when empty")
	countries, err := parse(fs, args)
	if err != nil {
		return err
	}
	now, err := clockAt(*at, env)
	if err != nil {
		return err
	}
	c, err := readConfig(env.Getenv)
	if err != nil {
		return err
	}
	laid, err := servedOffice(ctx, c, env, false)
	if err != nil {
		return err
	}
	facts := ticket.Facts{Kind: ticket.Kind(*kind), Topic: *topic, Programme: *programme}
	for _, name := range countries {
		codes := reading.Countries(name)
		if len(codes) == 0 {
			return usageError{fmt.Sprintf("route: %q is no country that we know", name)}
		}
		facts.Countries = append(facts.Countries, codes...)
	}
	r := laid.Office.Route(facts, now())
	person := ""
	if r.Person != "" {
		person = "（" + r.Person + "）"
	}
	_, err = fmt.Fprintf(env.Stdout, "%s%s\n%s\n", r.Team, person, r.Reason)
	return err
}
