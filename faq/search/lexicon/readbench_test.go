package lexicon

import "testing"

// benchMessage is of the length that members write on LINE.
const benchMessage = "お世話になっております。先月入会した者ですが、年度の途中でプラス会員をやめた場合、払った会費は戻ってくるのでしょうか。"

// BenchmarkRead takes a message apart: words, concepts and sounds.
func BenchmarkRead(b *testing.B) {
	lex, err := Builtin()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		lex.Read(benchMessage, nil)
	}
}
