package search_test

import (
	"context"
	"fmt"
	"strings"

	"madoguchi/faq"
	"madoguchi/faq/importer"
	"madoguchi/faq/search"
)

// An index is built over the office's documents and asked what to do with a message.
func Example() {
	ctx := context.Background()
	document := strings.NewReader(`会員サービスのよくある質問

Q1. 年会費はいくらですか
A1. 年会費は1万2千円です。

Q2. 領収書はもらえますか
A2. 会員ページの「お支払い」から発行できます。

Q3. 退会するにはどうすればよいですか
A3. 退会届を月末までにお送りください。
`)
	kaiin, err := importer.Read(ctx, "kaiin.txt", document, importer.Options{Programme: "kaiin", Today: "2026-11-22"})
	if err != nil {
		fmt.Println(err)
		return
	}
	ix, err := search.NewIndex(ctx, []faq.Collection{kaiin}, search.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, message := range []string{"会費っていくらなん？", "りょうしゅうしょがほしいです", "担当の方と直接話したいです", "明日の天気は？"} {
		d, err := ix.Decide(ctx, message, faq.Scope{})
		if err != nil {
			fmt.Println(err)
			return
		}
		switch d.Verdict {
		case faq.Answer, faq.Suggest:
			fmt.Println(message, d.Verdict, d.Hits[0].Entry.Ref(), d.Hits[0].Entry.Question)
		default:
			fmt.Println(message, d.Verdict, d.Reason)
		}
	}
	// Output:
	// 会費っていくらなん？ answer kaiin/1 年会費はいくらですか
	// りょうしゅうしょがほしいです answer kaiin/2 領収書はもらえますか
	// 担当の方と直接話したいです handoff human_word
	// 明日の天気は？ handoff below_threshold
}
