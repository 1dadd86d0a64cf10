// Package words says whatever the bot says, to members and to staff. The sentences themselves stand
// in the catalogue, in its rooms member and desk; here each has a name and, where it takes values,
// what becomes of them.
//
//	t.SayText(words.SayAgain)
//	t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.Claimed(tk)})
//
// It decides nothing and holds no state: bot/member and bot/desk choose what is said. What forms ask
// stands in the office file.
package words
