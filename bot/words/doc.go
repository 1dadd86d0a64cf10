// Package words is what the bot says: every sentence to members and into the staff's threads, as a
// constant, or as a function where something is named in it.
//
//	t.SayText(words.SayAgain)
//	t.ToStaff(tk, chat.Message{Author: chat.System, Text: words.Claimed(tk)})
//
// It decides nothing and holds no state: bot/member and bot/desk choose what is said. What forms ask
// stands in the office file, what the desk, Slack and mails say around it in their own packages.
package words
