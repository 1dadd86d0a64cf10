package bot

import "madoguchi/chat"

// A State is what the dialogue remembers of a conversation between turns. It is stored as JSON.
type State struct {
	Offer []chat.Choice `json:"offer,omitempty"` // the choices last shown, so that a typed label or number finds them
}
