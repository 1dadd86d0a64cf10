package chattest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"madoguchi/chat/chattest"
)

// A fake platform gets its failures from a Switch before it: here it takes one call, and then its
// answers are lost, so that the caller cannot know whether its call was accepted.
func ExampleSwitch() {
	accepted := 0
	var s chattest.Switch
	platform := httptest.NewServer(s.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { accepted++ })))
	defer platform.Close()
	post := func() string {
		resp, err := http.Post(platform.URL, "text/plain", http.NoBody)
		if err != nil {
			return "no answer"
		}
		defer resp.Body.Close()
		return resp.Status
	}

	s.Set(chattest.Drop, 1)
	fmt.Println(post())
	fmt.Println(post())
	s.Set(chattest.Down, 0)
	fmt.Println(post())
	s.Set(chattest.None, 0)
	fmt.Println(post())
	fmt.Println(s.Calls(), "calls,", accepted, "accepted")
	// Output:
	// 200 OK
	// no answer
	// 503 Service Unavailable
	// 200 OK
	// 4 calls, 3 accepted
}
