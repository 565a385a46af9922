package clients

import (
	"os"
	"os/exec"
	"path/filepath"
)

// python stands for the interpreter that has boto3: the one that the variable
// names, else python3. The AWS CLI beside it goes before one on the PATH.
const (
	python         = "python3"
	pythonVariable = "USERPOOLS_PYTHON"
)

// find looks for a program where environment will have it.
func find(tool string) (string, error) {
	chosen := os.Getenv(pythonVariable)
	switch {
	case chosen == "":
	case tool == python:
		tool = chosen
	case tool == "aws":
		if beside := filepath.Join(filepath.Dir(chosen), tool); exists(beside) {
			return beside, nil
		}
	}
	return exec.LookPath(tool)
}

// environment is all that a client sees: where the endpoint is, credentials that
// are not checked, and nothing of the machine's own AWS configuration.
func environment(endpoint string) []string {
	path := os.Getenv("PATH")
	if chosen := os.Getenv(pythonVariable); chosen != "" {
		path = filepath.Dir(chosen) + string(os.PathListSeparator) + path
	}
	return []string{
		"PATH=" + path,
		"HOME=" + os.Getenv("HOME"), // for interpreters that live there
		"LC_ALL=C.UTF-8",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=" + endpoint,
		"AWS_REGION=us-east-1",
		"AWS_DEFAULT_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=local",
		"AWS_SECRET_ACCESS_KEY=local",
		"AWS_EC2_METADATA_DISABLED=true",
	}
}

func exists(path string) bool {
	_, err := os.Stat(path) //nolint:gosec // G703: paths of this machine, for tests on it
	return err == nil
}
