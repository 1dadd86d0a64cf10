package llm

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// A Checkup is how a server was found when it was tried, outside of any conversation.
type Checkup struct {
	Err    error // it cannot be used
	Status int   // that it answered instead of 200; 0 = none
	Listed bool  // it lists its models
	Knows  bool  // and the one that is configured is among them
	Took   time.Duration
	Right  bool // it chose rightly in a plain case
}

// checkTime is how long a server may take where nobody waits but who tries it: a model that is read from the disk first
// needs some seconds.
const checkTime = 8 * time.Second

// plainCase is a question that any model has to answer rightly. It is nobody's.
var plainCase = Question{Purpose: Choose, Text: "領収書を出してもらうことはできますか", Candidates: []Candidate{
	{ID: "fee", Question: "会費はいくらですか", Answer: "年会費は1万円です。"},
	{ID: "receipt", Question: "領収書は発行されますか", Answer: "お申し出があれば発行します。"},
	{ID: "parking", Question: "駐車場はありますか", Answer: "駐車場はございません。"},
}}

// Check tries a server with a question that is nobody's.
func (c *Client) Check(ctx context.Context) Checkup {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	var k Checkup
	body, status, err := c.send(ctx, http.MethodGet, "/v1/models", nil)
	switch {
	case err != nil:
		return Checkup{Err: err}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return Checkup{Err: fmt.Errorf("the server answered %d", status), Status: status}
	case status == http.StatusOK:
		k.Listed, k.Knows = c.listed(body)
	}
	began := time.Now()
	said, _, err := c.complete(ctx, plainCase)
	k.Took = time.Since(began)
	if err != nil {
		k.Err = err
		return k
	}
	a, err := plainCase.Read(said)
	k.Err, k.Right = err, a.Choice == "receipt"
	return k
}

// listed says whether a list of models is one, and whether ours is in it. Ollama lists "name:latest" for "name".
func (c *Client) listed(body []byte) (listed, knows bool) {
	var list struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &list) != nil || len(list.Data) == 0 {
		return false, false
	}
	for _, m := range list.Data {
		if m.ID == c.config.Model || m.ID == c.config.Model+":latest" {
			return true, true
		}
	}
	return true, false
}

// Outside reports whether the server is neither on this machine nor in a private network, as far as its name says: then
// what it is sent leaves the office. Plain says that it goes there without encryption.
func (c *Client) Outside() (outside, plain bool) {
	u, err := url.Parse(c.base)
	if err != nil {
		return true, true
	}
	host := u.Hostname()
	inside := slices.Contains([]string{"localhost", "host.docker.internal"}, host)
	if ip := net.ParseIP(host); ip != nil {
		inside = ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	} else if !slices.Contains([]rune(host), '.') { // a name of the office's own network, or of a container
		inside = true
	}
	return !inside, u.Scheme == "http"
}
