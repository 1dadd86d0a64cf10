package api

import (
	"context"

	"madoguchi/chat"
)

// A Channel is the way to contacts of applications: what is said to one stands in the ticket's messages, where
// its application reads it, told by a webhook or when it next looks. So a delivery has arrived when it is stored.
type Channel struct{}

// Name implements [chat.Channel].
func (Channel) Name() string { return chat.API }

// Capabilities implements [chat.Channel]. Nobody talks on it, and nothing can be pressed: a member who left a mail
// address is sent copies there.
func (Channel) Capabilities() chat.Capabilities {
	return chat.Capabilities{Closes: true, NoFiles: true}
}

// Send implements [chat.Channel].
func (Channel) Send(_ context.Context, _ chat.Delivery) (chat.Receipt, error) {
	return chat.Receipt{Via: chat.API}, nil
}
