package switches

import (
	"strings"

	"madoguchi/office/staffwords"
)

// Cost says what it uses up to tell at once whose promises move, channel by channel: at least so much, where not all of
// them are listed. costs says of a channel whether it counts what is sent.
func (impact *Impact) Cost(push bool, costs func(channel string) bool) string {
	uses := map[string]int{}
	var channels, parts []string
	for _, h := range impact.Hits {
		if push && costs(h.Channel) {
			if uses[h.Channel]++; uses[h.Channel] == 1 {
				channels = append(channels, h.Channel)
			}
		}
	}
	for _, c := range channels {
		parts = append(parts, say("console.switches.closed.cost_part", "channel", staffwords.Channel(c), "n", uses[c]))
	}
	all := strings.Join(parts, say("console.switches.list_mark"))
	switch {
	case all != "" && impact.More:
		return say("console.switches.closed.cost_least", "parts", all)
	case all != "":
		return say("console.switches.closed.cost", "parts", all)
	case push && impact.More:
		return say("console.switches.closed.cost_maybe")
	}
	return say("console.switches.closed.free")
}
