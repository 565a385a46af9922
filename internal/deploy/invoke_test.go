package deploy

import (
	"encoding/json"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/syncbuffer"
)

// TestEventsReadme_Commands pastes the commands of the page into a shell.
func TestEventsReadme_Commands(t *testing.T) {
	needDocker(t)
	text := read(t, root+"/events/README.md")
	_, text, _ = strings.Cut(text, "\n## To use them\n")
	text, _, _ = strings.Cut(text, "\n## ")
	commands := regexp.MustCompile(`(?m)^ {4}(.*(?:make |sam |jq ).*)$`).FindAllStringSubmatch(text, -1)
	require.NotEmpty(t, commands)
	before := containers(t)
	for _, command := range commands {
		cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", command[1])
		cmd.Dir, cmd.Env = root, environment()
		var log syncbuffer.Buffer
		cmd.Stderr = &log
		out, err := cmd.Output()
		require.NoError(t, err, "%s\n%s%s", command[1], out, &log)
		sent := strings.Count(command[1], ".json") - strings.Count(command[1], "world.json")
		answers := regexp.MustCompile(`(?m)^\{"statusCode".*$`).FindAll(out, -1)
		require.Len(t, answers, sent, "%s\n%s%s", command[1], out, &log)
		for _, text := range answers {
			var answer events.APIGatewayV2HTTPResponse
			require.NoError(t, json.Unmarshal(text, &answer), "%s", text)
			assert.Equal(t, 200, answer.StatusCode, answer.Body)
		}
	}
	assert.Equal(t, before, containers(t), "no container is left")
}
