package office

// A Feature is something of the program that faces outward and that an office may not want. What is
// off is not there: its addresses answer 404, and nobody is offered it.
type Feature string

// The features. All are on unless the office file says otherwise.
const (
	WebChat     Feature = "web_chat"     // the chat on web pages: ours, and those that carry the widget
	AccountLink Feature = "account_link" // the page on which a LINE contact and a web session are linked
	SharedFiles Feature = "shared_files" // files that staff send to members, by link
	MemberFiles Feature = "member_files" // files that members send in the chat
	API         Feature = "api"          // the API for other systems, with MCP
	PublicFAQ   Feature = "public_faq"   // the FAQ as pages that anybody may read, and search engines too
)

// featuresFile is the section as it is written. Its keys are fields, so that a name that is none is
// refused with its line.
type featuresFile struct {
	WebChat     *bool `yaml:"web_chat"`
	AccountLink *bool `yaml:"account_link"`
	SharedFiles *bool `yaml:"shared_files"`
	MemberFiles *bool `yaml:"member_files"`
	PublicFAQ   *bool `yaml:"public_faq"`
	API         *bool `yaml:"api"`
}

// off are the features that the file turns off.
func (f *featuresFile) off() map[Feature]bool {
	if f == nil {
		return nil
	}
	off := map[Feature]bool{}
	for name, on := range map[Feature]*bool{WebChat: f.WebChat, AccountLink: f.AccountLink, SharedFiles: f.SharedFiles, PublicFAQ: f.PublicFAQ, MemberFiles: f.MemberFiles, API: f.API} {
		off[name] = on != nil && !*on
	}
	return off
}

// On reports whether the office wants a feature. Linking is with a web session: it goes with the chat.
func (o *Office) On(f Feature) bool {
	return !o.off[f] && (f != AccountLink || !o.off[WebChat])
}
