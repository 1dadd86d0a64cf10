// Package files is the road of files between members and the office, in both directions.
//
// What members send along is fetched by a [Fetcher] before their platform forgets it, and opened at
// the desk by [Content].
//
// What the office sends goes as an address. LINE takes no file from a bot, and the web chat shows text;
// so [Shares] keeps a file under an address that nobody can guess and that works for a while, and a
// [Service] answers there. Whoever has the address has the file, as with the message it stands in. What
// is handed out is saved, never shown as a page of ours: only pictures open by themselves, under a
// policy that lets them do nothing.
//
//	(&files.Fetcher{Store: store, Sources: sources, Limit: limit}).Run(ctx) // in
//	files.New(store, time.Now, log).Routes(mux)                             // out
package files
