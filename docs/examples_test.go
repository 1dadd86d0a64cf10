package docs

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// example signs as Standard Webhooks' own example does.
const example = `
import { signed } from './examples/kintone.mjs'
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', at = 1614265330
const headers = (signature) => ({ 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': String(at), 'webhook-signature': signature })
const good = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=', body = Buffer.from('{"test": 2432232314}')
console.log([
  signed(headers(good), body, secret, at * 1000), signed(headers('v1,AAAA ' + good), body, secret, at * 1000), // while the secret is being changed
  signed(headers(good), Buffer.from('{}'), secret, at * 1000), signed(headers('v1,AAAA'), body, secret, at * 1000), signed({}, body, secret, at * 1000),
  signed(headers(good), body, secret, (at + 3600) * 1000), // sent again by somebody else
].join(' '))
`

// TestKintoneExample: the script believes what is signed, and nothing else.
func TestKintoneExample(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("there is no node: make setup-node installs it")
	}
	cmd := exec.CommandContext(t.Context(), node, "--input-type=module", "-e", example)
	out, err := cmd.CombinedOutput()
	if want := "true true false false false false"; err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("%s, %v; want %s", out, err, want)
	}
}

// TestN8NExample: the workflow can be read, and its nodes are those that it connects.
func TestN8NExample(t *testing.T) {
	data, err := os.ReadFile("examples/n8n.json")
	if err != nil {
		t.Fatal(err)
	}
	var flow struct {
		Nodes []struct {
			Name, Type string
			Parameters map[string]any
		}
		Connections map[string]struct{ Main [][]struct{ Node string } }
	}
	if err := json.Unmarshal(data, &flow); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, n := range flow.Nodes {
		names[n.Name] = strings.HasPrefix(n.Type, "n8n-nodes-base.") && len(n.Parameters) > 0
	}
	for from, c := range flow.Connections {
		for _, outputs := range c.Main {
			for _, to := range outputs {
				if !names[from] || !names[to.Node] {
					t.Errorf("%s leads to %s, and one of them is none", from, to.Node)
				}
			}
		}
	}
	if len(names) < 3 {
		t.Errorf("only %d nodes", len(names))
	}
}
