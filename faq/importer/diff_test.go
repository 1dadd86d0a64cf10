package importer

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDiff imports a document over an earlier one and reads the changes.
func TestDiff(t *testing.T) {
	const base = `Q1 受付は何時までですか

夕方五時までです。

Q2 駐車場はありますか

建物の裏に六台分あります。満車のときは駅前の有料駐車場をご利用ください。

Q3 予約は要りますか

要りません。
`
	for _, tt := range []struct {
		name, from, to string
		want           []string
	}{
		{"nothing", "", "", []string{"same Q1", "same Q2", "same Q3"}},
		{"an answer", "五時", "六時", []string{"changed Q1 answer", "same Q2", "same Q3"}},
		{"a question reworded", "予約は要りますか", "予約は必要ですか", []string{"same Q1", "same Q2", "changed Q3 question"}},
		{"a question replaced", "Q3 予約は要りますか\n\n要りません。", "Q3 犬を連れて入れますか\n\nお断りしています。", []string{"same Q1", "same Q2", "added Q3", "missing Q3"}},
		{"one more at the end", "要りません。\n", "要りません。\n\nQ4 会議室は借りられますか\n\n一時間千円です。\n", []string{"same Q1", "same Q2", "same Q3", "added Q4"}},
		{"one more at the top", "Q1 受付", "Q0 休みはいつですか\n\n月曜日です。\n\nQ1 受付", []string{"added Q0", "changed Q1 order", "changed Q2 order", "changed Q3 order"}},
		{"one fewer", "Q3 予約は要りますか\n\n要りません。\n", "", []string{"same Q1", "same Q2", "missing Q3"}},
		{"spaces in a question", "駐車場はありますか", "駐車場は ありますか？", []string{"same Q1", "changed Q2 question", "same Q3"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			old := readText(t, "a.txt", []byte(base))
			doc := base
			if tt.from != "" {
				doc = strings.Replace(base, tt.from, tt.to, 1)
			}
			got := []string{}
			for _, c := range Diff(old, readText(t, "a.txt", []byte(doc))) {
				e := c.New
				if e == nil {
					e = c.Old
				}
				got = append(got, strings.TrimSpace(fmt.Sprint(c.Kind, " ", e.Label, " ", strings.Join(c.Fields, " "))))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}
