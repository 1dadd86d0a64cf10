package importer_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"madoguchi/faq/importer"
)

// A document becomes entries, each with where it stands, and warnings for what a person should see.
func ExampleRead() {
	document := strings.NewReader(`貸会議室のご案内　よくある質問

Q1：駐車場はありますか
A1：建物の裏に五台分あります。

Q3：予約はいつからできますか
A3：利用日の三か月前からです。
　※ 祝日も受け付けます。
`)
	c, err := importer.Read(context.Background(), "kaigi.txt", document, importer.Options{Programme: "kaigi", Today: "2026-11-22"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Title)
	for _, e := range c.Entries {
		fmt.Printf("%s %s, line %d: %s\n", e.Ref(), e.Label, e.Source.Line, e.Question)
		for _, b := range e.Answer {
			fmt.Printf("  %s: %s\n", b.Type, b.Text)
		}
	}
	for _, w := range c.Warnings {
		fmt.Println("warning:", w.Code)
	}
	// Output:
	// 貸会議室のご案内　よくある質問
	// kaigi/1 Q1, line 3: 駐車場はありますか
	//   paragraph: 建物の裏に五台分あります。
	// kaigi/2 Q3, line 6: 予約はいつからできますか
	//   paragraph: 利用日の三か月前からです。
	//   note: ※ 祝日も受け付けます。
	// warning: label_gap
}

// What is no text for people is refused as a whole, in words for whoever brought it.
func ExampleRead_refused() {
	_, err := importer.Read(context.Background(), "faq.xlsx", strings.NewReader("PK\x03\x04\x14\x00\x06\x00"), importer.Options{Programme: "p"})
	var refused *importer.Refusal
	fmt.Println(errors.As(err, &refused))
	// Output: true
}
