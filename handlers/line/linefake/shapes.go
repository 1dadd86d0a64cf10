package linefake

import (
	"net/url"
	"regexp"
	"slices"
)

// The objects that the program may send, as the reference of the Messaging API describes them.
var messageShapes = map[string]shape{
	"text": common(shape{
		"text!": str1(5000), "quoteToken": str1(1000),
		"emojis": list(0, 20, of(shape{"index": whole(0, 5000), "productId": str1(100), "emojiId": str1(100)})),
	}),
	"sticker":  common(shape{"packageId!": str1(20), "stickerId!": str1(20), "quoteToken": str1(1000)}),
	"image":    common(shape{"originalContentUrl!": secure, "previewImageUrl!": secure}),
	"location": common(shape{"title!": str1(100), "address!": str1(100), "latitude!": number, "longitude!": number}),
	"flex":     common(shape{"altText!": str1(1500), "contents!": flexContents}),
	"template": common(shape{"altText!": str1(1500), "template!": template}),
}

// common adds what every message may have.
func common(sh shape) shape {
	sh["quickReply"] = of(shape{"items!": list(1, maxQuick, of(shape{"type!": oneOf("action"), "imageUrl": secure, "action!": action(quickLabel)}))})
	sh["sender"] = of(shape{"name": senderName, "iconUrl": secure})
	return sh
}

var lineName = regexp.MustCompile(`(?i)line`)

func senderName(c *checker, path string, v any) {
	str1(20)(c, path, v)
	if lineName.MatchString(str(v)) {
		c.bad(path, "may not contain LINE's name")
	}
}

func secure(c *checker, path string, v any) {
	u, err := url.Parse(str(v))
	if err != nil || u.Scheme != "https" || u.Host == "" || len(str(v)) > 2000 {
		c.bad(path, "must be an https address of at most 2000 characters")
	}
}

var plainURI = regexp.MustCompile(`^[!-~]+$`)

func uri(c *checker, path string, v any) {
	s := str(v)
	u, err := url.Parse(s)
	if err != nil || !slices.Contains([]string{"http", "https", "line", "tel"}, u.Scheme) || len(s) > 1000 || !plainURI.MatchString(s) {
		c.bad(path, "invalid uri: an encoded http, https, line or tel address of at most 1000 characters is wanted")
	}
}

// moment is a date, a time or both, in the forms of a picker's three modes.
var moment = pattern(`^(\d{4}-\d{2}-\d{2}|\d{2}:\d{2}|\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2})$`)

// A labelRule says what an action's label must be where the action stands.
type labelRule struct {
	must  bool
	check check
}

var (
	quickLabel    = labelRule{true, visible(20)}
	buttonLabel   = labelRule{true, str1(40)}
	templateLabel = labelRule{true, str1(20)}
	freeLabel     = labelRule{false, str1(40)}
	menuLabel     = labelRule{false, str1(20)}
)

func action(rule labelRule) check {
	label := "label"
	if rule.must {
		label = "label!"
	}
	shapes := map[string]shape{
		"postback":       {label: rule.check, "data!": str1(300), "displayText": str1(300), "text": str1(300), "inputOption": oneOf("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"), "fillInText": str1(300)},
		"message":        {label: rule.check, "text!": str1(300)},
		"uri":            {label: rule.check, "uri!": uri, "altUri": of(shape{"desktop": uri})},
		"datetimepicker": {label: rule.check, "data!": str1(300), "mode!": oneOf("date", "time", "datetime"), "initial": moment, "max": moment, "min": moment},
		"camera":         {label: rule.check}, "cameraRoll": {label: rule.check}, "location": {label: rule.check},
		"clipboard":      {label: rule.check, "clipboardText!": str1(1000)},
		"richmenuswitch": {"label": rule.check, "richMenuAliasId!": str1(32), "data!": str1(300)},
	}
	return func(c *checker, path string, v any) { c.typed(path, v, shapes) }
}

// template checks a template message's template.
func template(c *checker, path string, v any) {
	actions := func(most int) check { return list(1, most, action(templateLabel)) }
	column := shape{"title": str1(40), "text!": str1(120), "actions!": actions(3), "thumbnailImageUrl": secure, "imageBackgroundColor": color, "defaultAction": action(freeLabel)}
	c.typed(path, v, map[string]shape{
		"buttons":  {"title": str1(40), "text!": str1(160), "actions!": actions(4), "thumbnailImageUrl": secure, "imageAspectRatio": anything, "imageSize": anything, "imageBackgroundColor": color, "defaultAction": action(freeLabel)},
		"confirm":  {"text!": str1(240), "actions!": list(2, 2, action(templateLabel))},
		"carousel": {"columns!": list(1, 10, of(column)), "imageAspectRatio": anything, "imageSize": anything},
	})
	if o, ok := v.(map[string]any); ok && o["type"] == "buttons" && (o["title"] != nil || o["thumbnailImageUrl"] != nil) {
		str1(60)(c, join(path, "text"), o["text"])
	}
}
