// Package markup lets HTML templates say sentences of the catalogue:
//
//	<h1>{{say "web.plain_title"}}</h1>
//	<p>{{sayHTML "web.no_script" "page" (link "/chat/plain" (say "web.plain_title"))}}</p>
//
// say is text, which the template escapes where it stands. sayHTML is for a sentence with a link or
// an emphasis in the middle, which a translator must be able to move: its values are escaped unless
// they are markup themselves. The sentence is our own and may hold markup.
package markup

import (
	"fmt"
	"html/template"

	"madoguchi/catalogue"
)

// Funcs are the functions by which a template says things in l.
func Funcs(l *catalogue.Language) template.FuncMap {
	return template.FuncMap{
		"say": l.Say,
		"sayHTML": func(key catalogue.Key, values ...any) template.HTML {
			safe := make([]any, len(values))
			for i, v := range values {
				safe[i] = v
				if _, markup := v.(template.HTML); i%2 == 1 && !markup {
					safe[i] = template.HTMLEscapeString(fmt.Sprint(v))
				}
			}
			return template.HTML(l.Say(key, safe...))
		},
		"link":   link,
		"strong": func(text string) template.HTML { return in("strong", text) },
		"code":   func(text string) template.HTML { return in("code", text) },
	}
}

func in(element, text string) template.HTML {
	return template.HTML("<" + element + ">" + template.HTMLEscapeString(text) + "</" + element + ">")
}

func link(to, text string) template.HTML {
	return template.HTML(`<a href="` + template.HTMLEscapeString(to) + `">` + template.HTMLEscapeString(text) + `</a>`)
}
