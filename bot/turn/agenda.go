package turn

import (
	"context"
	"time"

	"madoguchi/ticket"
)

// An Agenda tells what is due by the clock. Every process reads it; what it finds becomes an event
// whose ID names the occasion, and as the inbox keeps each event once, each occasion comes once.
type Agenda interface {
	// Snoozed lists the tickets on hold whose time has come, At that time.
	Snoozed(ctx context.Context, now time.Time) ([]Appointment, error)

	// Promised lists the tickets that wait for the office's first word and have been promised it
	// after one moment and not after the other, At the promise.
	Promised(ctx context.Context, after, until time.Time) ([]Appointment, error)

	// Idle lists the tickets in direct relay without a word since before, At the last one.
	Idle(ctx context.Context, before time.Time) ([]Appointment, error)

	// Waiting lists the tickets that wait for their member and in which nothing has happened since before, At the
	// last thing that did: none that is held, of a complaint, of distress or in direct relay, and none whose reply has not
	// arrived.
	Waiting(ctx context.Context, before time.Time) ([]Appointment, error)

	// Broken lists the promises that a closure breaks and that still stand as they were, and those that an undone
	// closure has moved, with Back.
	Broken(ctx context.Context, now time.Time) ([]Broken, error)
	// Away lists who of the staff is away.
	Away(ctx context.Context, at time.Time) ([]ticket.Absence, error)
}

// An Appointment is a ticket and a moment that matters to it.
type Appointment struct {
	Ticket string // number
	At     time.Time
}
