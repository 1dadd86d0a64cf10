package words

import "strings"

// AskOnPage says that these questions are answered on a page.
func AskOnPage(labels []string) string {
	return say("member.page.ask", "labels", strings.Join(labels, "」「"))
}

// LabelOfItem labels a question that is asked for an item.
func LabelOfItem(item, label string) string {
	return say("member.page.of_item", "item", item, "label", label)
}

// To members: questions on a page.
var (
	LabelFormPage = fixed("member.page.open")   // opens the page
	FilledOnPage  = fixed("member.page.filled") // is kept in place of what was answered there
	OnPageShown   = fixed("member.page.shown")  // stands at the summary for what was answered there
)

// GreetingGroup tells a group how it speaks to us.
func GreetingGroup(office string) string { return say("member.group.greeting", "office", office) }

// AskAlone says that a form is filled in a talk with the member alone.
func AskAlone(form string) string { return say("member.group.alone", "form", form) }
