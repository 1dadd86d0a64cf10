package main

import (
	"context"
	"errors"
	"net/http"

	"madoguchi/llm"
)

// model tries the server of the language model, with a question that is nobody's.
func (d *doctor) model(ctx context.Context) {
	c := d.config.LLM.client()
	if c == nil {
		d.well("doctor.about.llm", "doctor.llm_off")
		return
	}
	server, model := c.Server(), c.Model()
	outside, plain := c.Outside()
	switch k := c.Check(ctx); {
	case outside && plain:
		d.tell(wrong, "doctor.about.llm", "doctor.llm_plain_do", "doctor.llm_plain", "server", server)
	case k.Status == http.StatusUnauthorized || k.Status == http.StatusForbidden:
		d.tell(wrong, "doctor.about.llm", "doctor.llm_key_do", "doctor.llm_key", "server", server, "status", k.Status)
	case k.Listed && !k.Knows:
		d.tell(wrong, "doctor.about.llm", "doctor.llm_unknown_do", "doctor.llm_unknown", "server", server, "model", model)
	case errors.Is(k.Err, llm.ErrInvalid):
		d.tell(mind, "doctor.about.llm", "doctor.llm_invalid_do", "doctor.llm_invalid", "model", model)
	case k.Err != nil:
		d.tell(wrong, "doctor.about.llm", "doctor.llm_away_do", "doctor.llm_away", "server", server, "err", oneLine(k.Err))
	case k.Took > llm.Limit:
		d.tell(mind, "doctor.about.llm", "doctor.llm_slow_do", "doctor.llm_slow", "model", model, "seconds", round(k.Took.Seconds()), "limit", round(llm.Limit.Seconds()))
	case !k.Right:
		d.tell(mind, "doctor.about.llm", "doctor.llm_weak_do", "doctor.llm_weak", "model", model)
	default:
		d.well("doctor.about.llm", "doctor.llm", "server", server, "model", model, "ms", k.Took.Milliseconds())
	}
	if outside {
		d.tell(mind, "doctor.about.llm", "doctor.llm_outside_do", "doctor.llm_outside", "server", server)
	}
}
