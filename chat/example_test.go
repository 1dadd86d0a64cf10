package chat_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/chat"
)

// A pager is about the smallest channel: what it returns decides what becomes of a delivery.
type pager struct{ busy bool }

func (*pager) Name() string                    { return "pager" }
func (*pager) Capabilities() chat.Capabilities { return chat.Capabilities{Members: true} }

func (p *pager) Send(_ context.Context, d chat.Delivery) (chat.Receipt, error) {
	switch {
	case d.To.ID == "":
		return chat.Receipt{}, &chat.SendError{Fault: chat.Rejected, Err: errors.New("no number")}
	case p.busy:
		return chat.Receipt{}, &chat.SendError{Fault: chat.Limited, After: time.Minute, Err: errors.New("busy")}
	}
	return chat.Receipt{IDs: []string{d.Key}, Via: "page"}, nil
}

func ExampleChannel() {
	var channel chat.Channel = &pager{}
	to, err := chat.ParseAddress("pager::0312345678")
	if err != nil {
		fmt.Println(err)
		return
	}
	receipt, err := channel.Send(context.Background(), chat.Delivery{Key: "9b2d", To: to, Messages: []chat.Message{{Text: "折り返しお電話ください"}}})
	fmt.Println(receipt.Via, receipt.IDs, err)

	_, err = channel.Send(context.Background(), chat.Delivery{Key: "77aa", To: chat.Address{Channel: "pager"}})
	fmt.Println(chat.FaultOf(err), "→ a dead letter:", err)

	_, err = (&pager{busy: true}).Send(context.Background(), chat.Delivery{Key: "c001", To: to})
	fmt.Println(chat.FaultOf(err), "→ the whole channel pauses:", err)

	fmt.Println(chat.FaultOf(errors.New("connection reset")), "→ again, with backoff")
	// Output:
	// page [9b2d] <nil>
	// rejected → a dead letter: rejected: no number
	// limited → the whole channel pauses: limited: busy
	// temporary → again, with backoff
}
