package turn

import (
	"slices"
	"time"

	"madoguchi/chat"
)

// photosKept is how many files wait for a ticket at most.
const photosKept = 20

// A Photo is a file that came before or in a form and waits for the ticket that is to be opened.
type Photo struct {
	File      chat.File `json:"file"`
	MessageID string    `json:"message_id"`
	At        time.Time `json:"at"`
}

// KeepPhotos keeps the event's files for the next ticket and says how many wait now.
func (t *Turn) KeepPhotos() int {
	s := &t.Conversation.State
	s.Photos = t.Photos()
	for _, f := range t.Event.Files {
		s.Photos = append(s.Photos, Photo{f, t.Event.MessageID, t.Now})
	}
	s.Photos = s.Photos[max(0, len(s.Photos)-photosKept):]
	return len(s.Photos)
}

// Photos are the files that wait. While a form is under way they wait as long as it does; else who comes
// back after lunch begins anew.
func (t *Turn) Photos() []Photo {
	s := &t.Conversation.State
	return slices.DeleteFunc(slices.Clone(s.Photos), func(p Photo) bool { return s.Form == nil && t.Now.Sub(p.At) >= FollowUp })
}
