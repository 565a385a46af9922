package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Program is one that is started again and again. In its command and environment {port} stands for a free port and {dir}
// for a folder that is empty at the first start.
type Program struct {
	Name         string
	Command, Env []string
}

// server is a running program.
type server struct {
	name    string
	address string
	clients []*client
	cmd     *exec.Cmd
	ended   chan struct{}
	// first is the time from its start to its first answer.
	first time.Duration
}

// build builds the programs of this repository as the function is built for Lambda, but for this machine.
func (b *bench) build(ctx context.Context) error {
	args := append(strings.Fields("build -tags lambda.norpc -trimpath -buildvcs=false -o"), b.dir+"/", "-ldflags", "-s -w -buildid=",
		"./functions/local", "./functions/userpools", "./internal/bench/null", "./internal/bench/hello", "./internal/bench/putter")
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // G204: ours
	cmd.Dir, cmd.Env = b.root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// size is a program's, in MiB.
func (b *bench) size(name string) string {
	info, err := os.Stat(filepath.Join(b.dir, name))
	if err != nil {
		return "–"
	}
	return fmt.Sprintf("%.2f", mebi(info.Size()))
}

// ours keeps its pools in a file of the folder, and logs to /dev/null as every program here does.
func (b *bench) ours(file string, flags ...string) Program {
	command := []string{b.dir + "/local", "-listen", "127.0.0.1:{port}", "-data", "{dir}/" + file}
	return Program{Name: "ours", Command: append(command, flags...)}
}

// null answers as many bytes as ours.
func (b *bench) null(name string, p *payload, flags ...string) Program {
	command := []string{b.dir + "/null", "-listen", "127.0.0.1:{port}", "-bytes", strconv.Itoa(p.answer)}
	return Program{Name: name, Command: append(command, flags...)}
}

// floor is null that puts as many bytes as ours.
func (b *bench) floor(p *payload, flags ...string) Program {
	return b.null("floor", p, append(flags, "-data", "{dir}/floor.db", "-put", strconv.Itoa(p.record))...)
}

// launch starts a program with what its command is given for {dir}.
func (b *bench) launch(ctx context.Context, name, dir string, command, env []string) (*exec.Cmd, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // G204: a program of the tables here
	cmd.Dir, cmd.Env = dir, env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // what it starts ends with it
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return cmd, nil
}

// start starts a server and waits for its first pool.
func (b *bench) start(ctx context.Context, p Program) (*server, error) {
	address, err := free()
	if err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(address)
	dir := filepath.Join(b.dir, "of-"+p.Name)
	fill := strings.NewReplacer("{port}", port, "{dir}", dir)
	command := make([]string, len(p.Command))
	for i, arg := range p.Command {
		command[i] = fill.Replace(arg)
	}
	env := os.Environ()
	for _, variable := range p.Env {
		env = append(env, fill.Replace(variable))
	}
	begun := time.Now()
	cmd, err := b.launch(ctx, p.Name, dir, command, env)
	if err != nil {
		return nil, err
	}
	s := &server{name: p.Name, address: address, cmd: cmd, ended: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(s.ended)
	}()
	if err := s.await(); err != nil {
		s.stop()
		return nil, fmt.Errorf("%s does not answer: %w", p.Name, err)
	}
	s.first = time.Since(begun)
	return s, nil
}

// await asks for a pool until there is one.
func (s *server) await() error {
	c := client{address: s.address}
	defer c.close()
	request := call("CreateUserPool", `{"PoolName":"first"}`)
	for deadline := time.Now().Add(patience); ; {
		_, err := c.ask(request)
		if err == nil || time.Now().After(deadline) {
			return err
		}
		select {
		case <-s.ended:
			return errors.New("it ended")
		case <-time.After(200 * time.Microsecond):
		}
	}
}

func (s *server) pid() int { return s.cmd.Process.Pid }

// stop ends the server and all that it started, if it has not ended.
func (s *server) stop() {
	for _, c := range s.clients {
		c.close()
	}
	select {
	case <-s.ended:
		return
	default:
	}
	_ = syscall.Kill(-s.pid(), syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(3 * time.Second):
		_ = syscall.Kill(-s.pid(), syscall.SIGKILL)
		<-s.ended
	}
}

// with starts programs, hands them over, and stops them; what they stored goes first and last.
func (b *bench) with(ctx context.Context, programs []Program, use func([]*server) error) error {
	var servers []*server
	defer func() {
		for _, s := range servers {
			s.stop()
		}
		b.clear(programs)
	}()
	b.clear(programs)
	for _, p := range programs {
		s, err := b.start(ctx, p)
		if err != nil {
			return err
		}
		servers = append(servers, s)
	}
	return use(servers)
}

func (b *bench) clear(programs []Program) {
	for _, p := range programs {
		_ = os.RemoveAll(filepath.Join(b.dir, "of-"+p.Name))
	}
}

// free is an address that nobody listens on.
func free() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed at once
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

func mebi(bytes int64) float64 { return float64(bytes) / (1 << 20) }
