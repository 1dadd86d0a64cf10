package facts

import (
	"testing"

	"madoguchi/chat"
)

func TestTableText(t *testing.T) {
	for name, tc := range map[string]struct {
		header []string
		rows   [][]string
		want   string
	}{
		"grouped by the columns ticked": {
			[]string{"", "商品", "サービス"},
			[][]string{{"名称", "✓", "✓"}, {"JANコード", "○", ""}, {"特徴", "✓", "✓"}, {"特許番号", "", "●"}},
			"・商品・サービス：名称、特徴\n・商品のみ：JANコード\n・サービスのみ：特許番号",
		},
		"not needed at all": {[]string{"", "商品"}, [][]string{{"名称", "✓"}, {"備考", "-"}}, "・商品のみ：名称\n・不要：備考"},
		"one column":        {[]string{"", "必須"}, [][]string{{"名称", "✓"}, {"価格", "✓"}}, "・必須：名称、価格"},
		"cells with words": {
			[]string{"", "有料", "無料"},
			[][]string{{"面談", "月2回", ""}, {"検索", "✓", "✓"}},
			"・面談／有料：月2回\n・検索／有料：✓／無料：✓",
		},
		"more cells than headings": {[]string{"", "A"}, [][]string{{"x", "✓", "✓"}}, "・A：x"},
		"no rows":                  {[]string{"", "A"}, nil, ""},
		"an empty row":             {[]string{"", "A"}, [][]string{{}, {"x", "✓"}}, "・A：x"},
		"no header":                {nil, [][]string{{"a", "b"}, {"c", ""}}, "・a／b\n・c"},
	} {
		if got := tableText(chat.Block{Type: "table", Header: tc.header, Rows: tc.rows}); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}
