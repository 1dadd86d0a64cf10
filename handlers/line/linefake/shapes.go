package linefake

import (
	"encoding/json"
	"fmt"
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
		"datetimepicker": {label: rule.check, "data!": str1(300), "mode!": oneOf("date", "time", "datetime"), "initial": str1(20), "max": str1(20), "min": str1(20)},
		"camera":         {label: rule.check}, "cameraRoll": {label: rule.check}, "location": {label: rule.check},
		"clipboard":      {label: rule.check, "clipboardText!": str1(1000)},
		"richmenuswitch": {"label": rule.check, "richMenuAliasId!": str1(32), "data!": str1(300)},
	}
	return func(c *checker, path string, v any) { c.typed(path, v, shapes) }
}

// flexContents checks a bubble or a carousel with its size.
func flexContents(c *checker, path string, v any) {
	limit := maxBubble
	if o, ok := v.(map[string]any); ok && o["type"] == "carousel" {
		limit = maxCarousel
		bubbles, _ := o["contents"].([]any)
		for i, b := range bubbles {
			c.weigh(fmt.Sprintf("%s.contents[%d]", path, i), b, maxBubble)
		}
	}
	c.weigh(path, v, limit)
	c.typed(path, v, map[string]shape{
		"bubble":   bubbleShape,
		"carousel": {"contents!": list(1, maxBubbles, func(c *checker, path string, v any) { c.typed(path, v, map[string]shape{"bubble": bubbleShape}) })},
	})
}

func (c *checker) weigh(path string, v any, limit int) {
	b, err := json.Marshal(v)
	if err != nil || len(b) > limit {
		c.bad(path, "has %d bytes, of at most %d", len(b), limit)
	}
}

var (
	bubbleSizes = oneOf("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")
	color       = pattern(`^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$`)
	spacing     = pattern(`^(none|xs|sm|md|lg|xl|xxl|\d+(\.\d+)?px)$`)
	lineSpacing = pattern(`^\d+(\.\d+)?px$`)
	textSize    = pattern(`^(xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|\d+(\.\d+)?px)$`)
	length      = pattern(`^(none|xs|sm|md|lg|xl|xxl|\d+(\.\d+)?(px|%))$`)
	radius      = pattern(`^(none|xs|sm|md|lg|xl|xxl|\d+(\.\d+)?px)$`)
	flex        = whole(0, 1000)
	gravity     = oneOf("top", "bottom", "center")
)

func pattern(form string) check {
	re := regexp.MustCompile(form)
	return func(c *checker, path string, v any) {
		if s, ok := v.(string); !ok || !re.MatchString(s) {
			c.bad(path, "%v does not match %s", v, form)
		}
	}
}

var bubbleShape = shape{
	"size": bubbleSizes, "direction": oneOf("ltr", "rtl"), "header": box, "hero": component, "body": box, "footer": box,
	"styles": anything, "action": action(freeLabel),
}

func box(c *checker, path string, v any) {
	c.typed(path, v, map[string]shape{"box": componentShapes()["box"]})
}

func component(c *checker, path string, v any) { c.typed(path, v, componentShapes()) }

// componentShapes is a function because boxes hold boxes.
func componentShapes() map[string]shape {
	placed := func(sh shape) shape {
		for _, name := range []string{"offsetTop", "offsetBottom", "offsetStart", "offsetEnd"} {
			sh[name] = length
		}
		sh["position"], sh["margin"], sh["flex"] = oneOf("relative", "absolute"), spacing, flex
		return sh
	}
	return map[string]shape{
		"box": placed(shape{
			"layout!": oneOf("horizontal", "vertical", "baseline"), "contents!": list(0, 1000, component), "spacing": spacing, "action": action(freeLabel),
			"backgroundColor": color, "borderColor": color, "borderWidth": anything, "cornerRadius": radius, "width": length, "maxWidth": length, "height": length, "maxHeight": length,
			"paddingAll": length, "paddingTop": length, "paddingBottom": length, "paddingStart": length, "paddingEnd": length,
			"justifyContent": oneOf("flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly"), "alignItems": oneOf("flex-start", "center", "flex-end"), "background": anything,
		}),
		"text": placed(shape{
			"text!": str1(1 << 20), "size": textSize, "align": oneOf("start", "end", "center"), "gravity": gravity, "color": color,
			"weight": oneOf("regular", "bold"), "style": oneOf("normal", "italic"), "decoration": oneOf("none", "underline", "line-through"),
			"wrap": boolean, "lineSpacing": lineSpacing, "maxLines": whole(0, 1000), "action": action(freeLabel), "adjustMode": oneOf("shrink-to-fit"), "scaling": boolean,
		}),
		"button": placed(shape{
			"action!": action(buttonLabel), "style": oneOf("primary", "secondary", "link"), "color": color, "height": oneOf("sm", "md"), "gravity": gravity,
			"adjustMode": oneOf("shrink-to-fit"), "scaling": boolean,
		}),
		"separator": {"margin": spacing, "color": color},
		"filler":    {"flex": flex},
	}
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
