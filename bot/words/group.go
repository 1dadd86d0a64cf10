package words

// GreetingGroup tells a group how it speaks to us.
func GreetingGroup(office string) string { return say("member.group.greeting", "office", office) }

// AskAlone says that a form is filled in a talk with the member alone.
func AskAlone(form string) string { return say("member.group.alone", "form", form) }
