package linefake

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sync"
)

// The containers and components of Flex messages that the program may send. Ones that it has no use
// for (images, videos, icons) are unknown here, and so refused.

// flexContents checks a bubble or a carousel with its size.
func flexContents(c *checker, path string, v any) {
	limit := maxBubble
	if o, ok := v.(map[string]any); ok && o["type"] == "carousel" {
		limit = maxCarousel
		c.carousel(path, o)
	}
	c.weigh(path, v, limit)
	c.typed(path, v, map[string]shape{
		"bubble":   bubbleShape,
		"carousel": {"contents!": list(1, maxBubbles, func(c *checker, path string, v any) { c.typed(path, v, map[string]shape{"bubble": bubbleShape}) })},
	})
}

// carousel checks what a carousel's bubbles must have in common, and the size of each.
func (c *checker) carousel(path string, o map[string]any) {
	bubbles, _ := o["contents"].([]any)
	var first any
	for i, b := range bubbles {
		at := fmt.Sprintf("%s.contents[%d]", path, i)
		c.weigh(at, b, maxBubble)
		bubble, _ := b.(map[string]any)
		if i == 0 {
			first = bubble["size"]
		} else if bubble["size"] != first {
			c.bad(at+".size", "the bubbles of a carousel must be of one size")
		}
	}
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
	borderWidth = pattern(`^(none|light|normal|medium|semi-bold|bold|\d+(\.\d+)?px)$`)
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
	"size": bubbleSizes, "direction": oneOf("ltr", "rtl"), "header": box, "hero": box, "body": box, "footer": box,
	"styles": of(shape{"header": blockStyle, "hero": blockStyle, "body": blockStyle, "footer": blockStyle}), "action": action(freeLabel),
}

var blockStyle = of(shape{"backgroundColor": color, "separator": boolean, "separatorColor": color})

func box(c *checker, path string, v any) {
	c.typed(path, v, map[string]shape{"box": componentShapes()["box"]})
}

func component(c *checker, path string, v any) { c.typed(path, v, componentShapes()) }

// inBaseline are the components that a box of the layout "baseline" takes.
var inBaseline = []string{"icon", "text", "filler", "span"}

// layout checks what depends on a box's layout.
func (c *checker) layout(path string, o map[string]any) {
	contents, _ := o["contents"].([]any)
	for i, part := range contents {
		p, _ := part.(map[string]any)
		if typ := str(p["type"]); o["layout"] == "baseline" && !slices.Contains(inBaseline, typ) {
			c.bad(fmt.Sprintf("%s.contents[%d].type", path, i), "%q has no place in a baseline box", typ)
		}
	}
}

// components are made when they are first asked for, because boxes hold boxes.
var components struct {
	once   sync.Once
	shapes map[string]shape
}

func componentShapes() map[string]shape {
	components.once.Do(func() { components.shapes = makeComponentShapes() })
	return components.shapes
}

func makeComponentShapes() map[string]shape {
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
			"backgroundColor": color, "borderColor": color, "borderWidth": borderWidth, "cornerRadius": radius, "width": length, "maxWidth": length, "height": length, "maxHeight": length,
			"paddingAll": length, "paddingTop": length, "paddingBottom": length, "paddingStart": length, "paddingEnd": length,
			"justifyContent": oneOf("flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly"), "alignItems": oneOf("flex-start", "center", "flex-end"),
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
