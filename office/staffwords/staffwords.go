// Package staffwords names what the program stores in the words that staff read: the entries of a
// ticket's log, the states of deliveries, the channels and the acts. It is one table for the desk and
// for Slack, over the catalogue. The names of a ticket's kinds and statuses, which members read too,
// stand with package ticket.
//
// A stored word may be older or newer than this program, so one without a name is shown as it is.
package staffwords

import (
	"madoguchi/audit"
	"madoguchi/catalogue"
	"madoguchi/chat"
	"madoguchi/ticket"
)

// Log is what staff read for an entry of a ticket's log.
func Log(what ticket.What) string {
	return named(catalogue.Key("office.log."+string(what)), string(what))
}

// Delivery is what staff read for where a delivery stands.
func Delivery(state chat.DeliveryState) string {
	return named(catalogue.Key("office.delivery."+string(state)), string(state))
}

// Channel is what staff call a channel.
func Channel(name string) string { return named(catalogue.Key("office.channel."+name), name) }

// Act is what the button of an act says.
func Act(act chat.Act) string {
	return named(catalogue.Key("office.act."+string(act)), string(act))
}

// Audit is what staff read for an act that was written down.
func Audit(act audit.Act) string {
	return named(catalogue.Key("office.audit."+string(act)), string(act))
}

// Via is what staff call a way by which something was done.
func Via(via audit.Via) string { return named(catalogue.Key("office.via."+string(via)), string(via)) }

// Actor is what staff call somebody who has no name in a record.
func Actor(kind audit.ActorKind) string {
	return named(catalogue.Key("office.actor."+string(kind)), string(kind))
}

func named(key catalogue.Key, word string) string {
	if name, ok := catalogue.JA.Find(key); ok {
		return name
	}
	return word
}
