package bot

import (
	"unicode/utf16"

	"madoguchi/chat"
	"madoguchi/ticket"
)

// longestOnLINE is the longest reply that LINE carries in one go: five messages of 5,000 UTF-16 units.
const longestOnLINE = 25_000

// tooLongForLINE reports whether a reply must be refused while its writer can still divide it.
func tooLongForLINE(tk *ticket.Ticket, text string) bool {
	return tk.Contact.Channel == chat.LINE && len(utf16.Encode([]rune(text))) > longestOnLINE
}
