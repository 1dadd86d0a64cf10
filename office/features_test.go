package office

import (
	"strings"
	"testing"
)

func TestFeatures(t *testing.T) {
	all := []Feature{WebChat, AccountLink, SharedFiles, PublicFAQ, MemberFiles, API}
	for file, off := range map[string][]Feature{
		"":                                    nil,
		"features:\n":                         nil,
		"features: {web_chat: true}\n":        nil,
		"features: {shared_files: false}\n":   {SharedFiles},
		"features: {member_files: false}\n":   {MemberFiles},
		"features:\n  account_link: false\n":  {AccountLink},
		"features: {public_faq: false}\n":     {PublicFAQ},
		"features: {api: false}\n":            {API},
		"features:\n  web_chat: false # 休止\n": {WebChat, AccountLink},
	} {
		o, err := Parse([]byte(file))
		if err != nil {
			t.Errorf("%q: %v", file, err)
			continue
		}
		var got []Feature
		for _, f := range all {
			if !o.On(f) {
				got = append(got, f)
			}
		}
		if len(got) != len(off) || len(off) > 0 && got[0] != off[0] {
			t.Errorf("%q turns off %v, want %v", file, got, off)
		}
	}
	_, err := Parse([]byte("name: x\nfeatures:\n  web_chat: false\n  webchat: false\n"))
	if err == nil || !strings.Contains(err.Error(), `4行目 features.webchat：知らない項目名「webchat」です。「web_chat」`) {
		t.Errorf("an unknown feature: %v", err)
	}
}
