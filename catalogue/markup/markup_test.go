package markup

import (
	"html/template"
	"strings"
	"testing"

	"madoguchi/catalogue"
)

// TestFuncs: what stands in a sentence is escaped, whichever way it is said; markup that a template
// makes on purpose stays.
func TestFuncs(t *testing.T) {
	const evil = `<b>"&`
	for _, tc := range []struct{ name, source, want string }{
		{"text", `<p>{{say "web.chat.title" "office" .}}</p>`, `<p>チャット｜&lt;b&gt;&#34;&amp;</p>`},
		{"attribute", `<a title="{{say "web.chat.title" "office" .}}"></a>`, `<a title="チャット｜&lt;b&gt;&#34;&amp;"></a>`},
		{"plain value in markup", `<p>{{sayHTML "web.no_script" "page" .}}</p>`, `<p>このブラウザーでは、&lt;b&gt;&#34;&amp;をご利用ください。</p>`},
		{"link", `<p>{{sayHTML "web.no_script" "page" (link "/a?b=1&c=2" .)}}</p>`, `<p>このブラウザーでは、<a href="/a?b=1&amp;c=2">&lt;b&gt;&#34;&amp;</a>をご利用ください。</p>`},
		{"strong", `<p>{{sayHTML "web.no_script" "page" (strong .)}}</p>`, `<p>このブラウザーでは、<strong>&lt;b&gt;&#34;&amp;</strong>をご利用ください。</p>`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out strings.Builder
			page := template.Must(template.New("").Funcs(Funcs(catalogue.JA)).Parse(tc.source))
			if err := page.Execute(&out, evil); err != nil {
				t.Fatal(err)
			}
			if out.String() != tc.want {
				t.Errorf("got  %s\nwant %s", out.String(), tc.want)
			}
		})
	}
}
